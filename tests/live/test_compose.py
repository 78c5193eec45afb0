"""The files of docker/: read by the reference reader, and their settings run by hand against real servers, since no engine for
containers runs here.
"""

import json
import re
import signal
import subprocess
from pathlib import Path

import pytest

from tests.live import postgresql
from tests.live.installation import DOCKER, VALUES, Installation, get, read, services, up
from tests.live.processes import INSTALLED, ROOT, free_port
from tests.portal import Portal, package
from tests.waiting import until

HADOLINT = INSTALLED / "hadolint-2.15.1" / "bin" / "hadolint"


# the files


@pytest.mark.parametrize("file", ["compose.yml", "compose.servers.yml"])
def test_a_compose_file_holds(file: str) -> None:
    for name, service in services(file).items():
        if service["image"] == "serai":
            assert service["read_only"], name
            assert service["cap_drop"] == ["ALL"], name
            volumes = [volume["target"] for volume in service.get("volumes", ())]
            assert service.get("entrypoint") or "/var/lib/serai/sources" in volumes, name
            assert Path(service["build"]["context"]) == ROOT
            assert (ROOT / service["build"]["dockerfile"]).is_file()
        for port in service.get("ports", ()):
            assert port["host_ip"] == "127.0.0.1", name
        latest = service["image"] != "serai" and not re.search(r":v?\d+(\.\d+)*", service["image"])
        assert not latest, f"{name}: an image without a version changes under one's feet"


@pytest.mark.parametrize("file", ["compose.yml", "compose.servers.yml"])
def test_a_value_that_is_needed_is_asked_for(file: str) -> None:
    done = read(file)
    assert done.returncode != 0
    assert "SERAI_CONTACT is missing a value: say in docker/.env" in done.stderr


def test_every_value_is_in_the_example() -> None:
    example = set(re.findall(r"^(\w+)=", (DOCKER / ".env.example").read_text(), re.MULTILINE))
    used = {name for file in DOCKER.glob("compose*.yml") for name in re.findall(r"\$\{(\w+)", file.read_text())}
    assert example == used


def test_the_dockerfile_holds() -> None:
    done = subprocess.run([HADOLINT, DOCKER / "Dockerfile"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", (DOCKER / "Dockerfile").read_text(), re.MULTILINE)
    ignored = (DOCKER / "Dockerfile.dockerignore").read_text().splitlines()
    for name in " ".join(copied).split():
        assert (ROOT / name).exists(), name
        assert f"!{name}" in ignored, f"{name} is copied and not part of the context"


# the settings


def test_the_life_of_an_installation(installation: Installation) -> None:
    run_serai = installation.serai

    # harvests, two of them at once
    run_serai("harvest", "sample_kg")
    others = [installation.begin("harvest", name) for name in ("sample_ir", "sample_pk")]
    told = [other.communicate(timeout=300)[1] for other in others]
    assert [other.returncode for other in others] == [0, 0], told
    state = installation.status()
    records = state["records"]
    assert records > 70
    assert (state["waiting"], state["engine"]["count"]) == (0, records)
    assert "All agree." in run_serai("verify")

    # the server
    with up(installation) as address:
        found = get(f"{address}/api/v1/datasets?jurisdiction=KG")
        assert found["total"] > 20
        raw = run_serai("archive", "link", found["items"][0]["id"]).strip()
        assert get(raw)["title"]

    # Elasticsearch is down during a harvest: what changes waits, is seen to wait, and is indexed when it is back
    installation.node.stop()
    postgres = postgresql.command
    postgres(
        installation.address_of("serai"), "UPDATE record SET raw_hash = 'gone', dataset_hash = 'gone' WHERE source = 'sample_kg'"
    )
    run_serai("harvest", "sample_kg", "--full", ends=1)
    state = installation.status(ends=1)
    assert (state["engine"]["reachable"], state["waiting"] > 20) == (False, True)
    installation.node.start()
    installation.node.await_ready()
    with up(installation) as address:
        until(lambda: get(f"{address}/health")["outbox"] == 0)
    assert "All agree." in run_serai("verify")

    # the database is lost, and everything but decisions comes back from the archive
    admin = installation.address_of("postgres")
    postgres(admin, "DROP DATABASE serai WITH (FORCE)")
    postgres(admin, "CREATE DATABASE serai")
    run_serai("archive", "restore")
    assert installation.status()["records"] == records
    assert "All agree." in run_serai("verify")


def test_two_workers_share_what_is_due(installation: Installation, tmp_path: Path) -> None:
    shared = installation.apart("workers", tmp_path / "home")
    with Portal([package(number) for number in range(30)]) as portal:
        declaration = {"id": "kg_example", "title": {"ky": "Ачык маалыматтар"}, "kind": "ckan", "url": portal.url}
        declaration |= {"jurisdiction": "KG", "allow_private_addresses": True, "every": "1d"}
        (tmp_path / "kg_example.yml").write_text(json.dumps(declaration), encoding="utf-8")
        sources = {"SERAI_SAMPLES": "false", "SERAI_SOURCES": str(tmp_path)}
        command = services("compose.servers.yml")["worker"]["command"]
        workers = [shared.begin(*command, **sources) for _ in range(2)]
        try:
            until(lambda: '"state": "done"' in shared.serai("runs", "--source", "kg_example", "--json", **sources))
        finally:
            for worker in workers:
                worker.send_signal(signal.SIGTERM)
            told = [worker.communicate(timeout=60)[1] for worker in workers]
    assert [worker.returncode for worker in workers] == [0, 0], told
    runs = json.loads(shared.serai("runs", "--source", "kg_example", "--json"))["items"]
    assert [(run["state"], run["counts"]["new"]) for run in runs] == [("done", 30)]


def test_a_server_that_is_missing_is_named(installation: Installation) -> None:
    nowhere = f"127.0.0.1:{free_port()}"
    words = installation.serai("status", ends=1, SERAI_DATABASE_URL=f"postgresql://serai:x@{nowhere}/serai")
    assert nowhere.partition(":")[2] in words
    words = installation.serai("status", ends=1, SERAI_S3_ENDPOINT=f"http://{nowhere}")
    assert nowhere in words
    words = installation.serai("status", ends=1, SERAI_ARCHIVE_URL="s3://no-such-bucket")
    assert "no such bucket" in words
    for secret in VALUES.values():
        assert secret not in words
