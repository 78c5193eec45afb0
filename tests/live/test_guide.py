"""The commands of the operator's guide, docker/README.md, as an operator types them, on the servers of compose.servers.yml.

Only `docker` itself is not run; what it runs inside of a container is.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from elasticsearch import Elasticsearch

from tests.live import postgresql
from tests.live.elasticsearch import index_names
from tests.live.installation import DOCKER, VALUES, Installation, up
from tests.live.processes import ROOT
from tests.portal import Portal, package

GUIDE = (DOCKER / "README.md").read_text(encoding="utf-8")
PROGRAMS = "cp|curl|pg_dump|pg_restore|python|rm|serai|tar"
LATER = "2090-01-02T03:04:05.000006"  # so that a harvest of what changed meets it
CHOICE = {"value": "CC-BY-4.0", "reason": "The terms of use of the portal name this licence."}


def commands() -> set[str]:
    """The commands that the guide shows, without their comments; of what runs in a container, the part behind `docker`."""
    lines = [line for block in re.findall(r"^```sh\n(.*?)^```", GUIDE, re.DOTALL | re.MULTILINE) for line in block.splitlines()]
    lines += re.findall(rf"`((?:{PROGRAMS}) [^`]+)`", GUIDE)
    bare = (re.sub(r"^docker .* exec (-T )?\w+ ", "", re.sub(r"\s+# .*", "", line)) for line in lines)
    return {line for line in bare if re.match(rf"({PROGRAMS}) ", line)}


def test_every_command_is_run() -> None:
    source = Path(__file__).read_text(encoding="utf-8").replace('\\"', '"')
    assert len(commands()) > 20
    assert [command for command in sorted(commands()) if command not in source] == []


@dataclass
class Operator:
    """A person at a terminal in the folder of an installation."""

    installation: Installation
    variables: dict[str, str] = field(default_factory=dict)

    def types(self, command: str, *, ends: int = 0, **values: str) -> str:
        """Run a command of the guide, with `values` for the words that stand for something; what it prints."""
        assert command in GUIDE
        for word, value in values.items():
            command = command.replace(word, value)
        environment = self.installation.variables({"SERAI_SAMPLES": "false", **self.variables})
        environment["PATH"] = os.pathsep.join(
            [str(Path(sys.executable).parent), str(postgresql.binary("pg_dump").parent), environment["PATH"]]
        )
        done = subprocess.run(
            command, shell=True, env=environment, cwd=self.home, capture_output=True, text=True, check=False, timeout=120
        )
        assert done.returncode == ends, f"{command}\n{done.stdout}{done.stderr}"
        return done.stdout + done.stderr

    @property
    def home(self) -> Path:
        return self.installation.home

    def records(self) -> int:
        return int(json.loads(self.types("serai status --json"))["records"])

    @contextmanager
    def serving(self) -> Iterator[str]:
        """What `serai up` serves; its address."""
        moved = Installation(self.installation.environment | self.variables, self.installation.node, "", self.home)
        with up(moved) as address:
            yield address


@pytest.fixture
def portal() -> Iterator[Portal]:
    with Portal([package(number) for number in range(20)]) as running:
        yield running


@pytest.fixture
def sources(portal: Portal, tmp_path: Path) -> Path:
    """A folder whose declaration takes the place of the shipped one of Kyrgyzstan."""
    declaration = {"id": "kg_data_gov", "title": {"ky": "Ачык маалыматтар"}, "kind": "ckan", "url": portal.url}
    folder = tmp_path / "sources"
    folder.mkdir()
    text = json.dumps(declaration | {"jurisdiction": "KG", "allow_private_addresses": True, "replaces": True})
    (folder / "kg_data_gov.yml").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def operator(installation: Installation, sources: Path, tmp_path: Path, request: pytest.FixtureRequest) -> Operator:
    """Somebody with an installation on the servers, which has harvested 20 records."""
    home = tmp_path / "home"
    home.mkdir()
    name = re.sub(r"\W", "_", request.node.name.removeprefix("test_"))[:40]
    person = Operator(installation.apart(name, home), {"SERAI_SOURCES": str(sources)})
    user, server = f"serai:{VALUES['POSTGRES_PASSWORD']}", installation.database.partition(":")
    person.variables |= {"PGHOST": server[0], "PGPORT": server[2], "PGUSER": user.partition(":")[0]}
    person.variables |= {"PGPASSWORD": user.partition(":")[2], "PGDATABASE": name}
    assert "20 new" in person.types("serai harvest kg_data_gov")
    return person


@pytest.fixture
def beginner(installation: Installation, sources: Path, tmp_path: Path) -> Operator:
    """Somebody with an installation on embedded parts, which has harvested 20 records."""
    home = tmp_path / "embedded"
    home.mkdir()
    person = Operator(Installation({}, installation.node, installation.database, home), {"SERAI_SOURCES": str(sources)})
    assert "20 new" in person.types("serai harvest kg_data_gov")
    return person


def decide(address: str, record: str, token: str) -> None:
    """Record a decision, as a person with a token does."""
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    target = f"{address}/api/v1/datasets/{record}/curation/license"
    urllib.request.urlopen(urllib.request.Request(target, json.dumps(CHOICE).encode(), headers, method="PUT")).close()


def read(address: str, path: str) -> Any:
    with urllib.request.urlopen(f"{address}/api/v1/{path}") as answer:
        return json.load(answer)


def administrator(operator: Operator) -> Elasticsearch:
    """A client with all rights."""
    return Elasticsearch(f"http://{operator.installation.node.host}", basic_auth=("elastic", VALUES["ELASTIC_PASSWORD"]))


# start


def test_start(operator: Operator, tmp_path: Path) -> None:
    shutil.copytree(DOCKER, tmp_path / "home" / "docker")
    operator.types("cp docker/.env.example docker/.env")
    assert (operator.home / "docker" / ".env").read_text() == (ROOT / "docker" / ".env.example").read_text()
    assert re.search(r"kg_data_gov\b.*20", operator.types("serai sources"))
    assert "17 2 * * *" in operator.types('serai schedule kg_data_gov "17 2 * * *"')


# security


def test_tokens(operator: Operator) -> None:
    token = operator.types('serai token add "NAME"', NAME="Aizada Bekova").strip()
    helper = operator.types('serai token add "NAME" --role curator', NAME="Bolat").strip()
    listed = operator.types("serai token list")
    assert re.search(r"^Aizada Bekova  until \S+  since \S+  not used  \w+  officer$", listed, re.MULTILINE)
    assert re.search(r"^Bolat  until \S+  since \S+  not used  \w+  curator$", listed, re.MULTILINE)
    with operator.serving() as address:
        record = read(address, "datasets")["items"][0]["id"]
        with pytest.raises(urllib.error.HTTPError, match="403"):
            decide(address, record, helper)
        assert f"Bolat  decide  {record}  (takes officer, had curator)" in operator.types("serai token refusals")
        decide(address, record, token)
        assert read(address, f"datasets/{record}")["curation"]["license"]["by"] == "Aizada Bekova"
        assert "Aizada Bekova  license: - -> CC-BY-4.0  (in-force)" in operator.types("serai decisions")
        operator.types('serai token revoke "NAME"', NAME="Bolat")
        operator.types('serai token revoke "NAME"', NAME="Aizada Bekova")
        with pytest.raises(urllib.error.HTTPError, match="401"):
            decide(address, record, token)
    assert operator.types("serai token list") == ""


def test_an_api_key(operator: Operator) -> None:
    command = """curl --user elastic --cacert ca.pem --json '{"name": "serai", "role_descriptors": {"serai": {
  "cluster": ["monitor"], "indices": [{"names": ["serai-*"], "privileges": ["read", "write", "manage"]}]}}}' \\
  https://NODE1:9200/_security/api_key"""
    host = operator.installation.node.host
    plain = {
        "--user elastic --cacert ca.pem": f"--silent --user elastic:{VALUES['ELASTIC_PASSWORD']}",
        "https://NODE1:9200": f"http://{host}",
    }
    key = json.loads(operator.types(command, **plain))
    before = operator.installation.environment["SERAI_SEARCH_URL"]
    prefix = before.rpartition("/")[2]
    operator.variables["SERAI_SEARCH_URL"] = f"http://{host}/{prefix}?api_key={key['encoded']}"
    operator.types("serai rebuild")
    assert "All agree." in operator.types("serai verify")
    assert "index    20 records, 0 changes wait" in operator.types("serai status")

    operator.variables["SERAI_SEARCH_URL"] = f"http://{host}/other?api_key={key['encoded']}"
    assert "forbids what was asked (403)" in operator.types("serai rebuild", ends=1)
    operator.variables["SERAI_SEARCH_URL"] = f"http://{host}/{prefix}?api_key={key['encoded'][:-4]}AAA="
    said = operator.types("serai status", ends=1)
    assert "refuses the user, password or API key (401)" in said
    assert key["encoded"][:-4] not in said
    with closing(administrator(operator)) as client:
        client.security.invalidate_api_key(ids=[key["id"]])
    operator.variables["SERAI_SEARCH_URL"] = f"http://{host}/{prefix}?api_key={key['encoded']}"
    assert "refuses the user, password or API key (401)" in operator.types("serai status", ends=1)


# what to watch


def test_watching(operator: Operator) -> None:
    assert "store    20 records" in operator.types("serai status")
    assert "done, 20 read" in operator.types("serai runs ID", ID="1")
    with operator.serving() as address:
        health = operator.types("curl --fail http://127.0.0.1:8000/health", **{"http://127.0.0.1:8000": address})
        assert '"ready":true' in health
        with closing(administrator(operator)) as client:
            for name in index_names(client, operator.installation.environment["SERAI_SEARCH_URL"]):
                client.indices.delete(index=name)
        operator.types("curl --fail http://127.0.0.1:8000/health", ends=22, **{"http://127.0.0.1:8000": address})
    assert "index    must be rebuilt" in operator.types("serai status", ends=1)
    assert "20 records indexed" in operator.types("serai rebuild")
    assert "All agree." in operator.types("serai verify")


def test_what_is_held(operator: Operator, portal: Portal) -> None:
    lost = portal.packages[:12]
    del portal.packages[:12]
    for count, decision in enumerate(
        ('serai drop ID --by "NAME" --reason "WHY"', 'serai release ID --by "NAME" --reason "WHY"'), 1
    ):
        operator.installation.serai("harvest", "kg_data_gov", "--full", ends=1, SERAI_SAMPLES="false", **operator.variables)
        assert "12 of 20 datasets are missing" in operator.types("serai runs ID", ID=str(count + 1))
        assert "12 records" in operator.types("serai held")
        shown = operator.types("serai held ID", ID=str(count))
        assert all(each["id"] in shown for each in lost)
        settled = "dropped" if "drop" in decision else "released"
        said = operator.types(decision, ID=str(count), NAME="Bolat", WHY="asked the portal")
        assert f"{settled} by Bolat" in said
    assert operator.types("serai held") == ""
    assert "store    8 records" in operator.types("serai status")
    assert "All agree." in operator.types("serai verify")


def test_what_is_listed_again_under_new_identifiers(operator: Operator, portal: Portal) -> None:
    portal.packages[:] = [each | {"id": each["id"].replace("4000", "4001")} for each in portal.packages]
    operator.installation.serai("harvest", "kg_data_gov", "--full", ends=1, SERAI_SAMPLES="false", **operator.variables)
    assert "20 of 20 missing datasets are listed again" in operator.types("serai held")
    said = operator.types('serai move ID --by "NAME" --reason "WHY"', ID="1", NAME="Bolat", WHY="the portal has a new database")
    assert "moved by Bolat" in said
    assert operator.types("serai held") == ""
    assert "store    20 records" in operator.types("serai status")
    assert "All agree." in operator.types("serai verify")


# witnesses


def test_the_key_of_a_witness_is_told(beginner: Operator) -> None:
    assert re.fullmatch(r"\S+/witness\+[0-9a-f]{8}\+\S+\n", beginner.types("serai witness key"))


# backup and restore


BACKUP = """python -c "import sqlite3; sqlite3.connect('serai.db').backup(sqlite3.connect('copy.db'))\""""


def test_a_backup_of_sqlite(beginner: Operator, portal: Portal) -> None:
    with beginner.serving():
        beginner.types(BACKUP)
        portal.packages.append(package(20, metadata_modified=LATER))
        beginner.types("serai harvest kg_data_gov")
        beginner.types('serai audit export FILE --by "NAME"', FILE="old.jsonl", NAME="Aizada Bekova")
        beginner.types("tar --create --file=archive.tar --exclude=./incoming --directory=archive .")
    assert beginner.records() == 21
    shutil.rmtree(beginner.home / "archive")
    (beginner.home / "archive").mkdir()
    (beginner.home / "serai.db-wal").write_bytes(b"what a power cut left")

    beginner.types("rm -f serai.db-wal serai.db-shm && mv copy.db serai.db")
    beginner.types("tar --extract --file=archive.tar --directory=archive")
    assert beginner.records() == 20
    told = beginner.types("serai verify", ends=1)
    assert "brought back from an older backup" in told
    assert "entries that were signed are missing at the end" in told
    assert "not_indexed" not in beginner.types("serai verify --repair", ends=1)
    begin_a_new_log(beginner)
    assert "All agree." in beginner.types("serai verify")


def begin_a_new_log(beginner: Operator) -> None:
    """What was signed after the backup is lost, so the log cannot go on under its name."""
    assert "trail-forked" in beginner.types("serai audit head")
    old = beginner.types("serai audit key").strip()
    why = {"NAME": "Aizada Bekova", "WHY": "The disk was lost."}
    new = beginner.types('serai audit restart --by "NAME" --reason "WHY"', **why).strip()
    beginner.types('serai audit export FILE --by "NAME"', FILE="new.jsonl", NAME="Aizada Bekova")
    files = {"OLD": "old.jsonl", "NEW": "new.jsonl", "KEY": f"{old} --key {new}"}
    assert "they are of different logs" in beginner.types("serai audit compare OLD NEW --key KEY", ends=1, **files)


def test_a_backup_of_postgresql(operator: Operator, portal: Portal) -> None:
    name = operator.variables["PGDATABASE"]
    token = operator.types('serai token add "NAME"', NAME="Aizada Bekova").strip()
    with operator.serving() as address:
        first, second = [item["id"] for item in read(address, "datasets")["items"]][:2]
        decide(address, first, token)
        operator.types("pg_dump --format=custom serai > serai.dump", **{"custom serai": f"custom {name}"})
        assert (
            operator.types("pg_dump --username=serai --format=custom serai > serai.dump", **{"custom serai": f"custom {name}"})
            == ""
        )
        decide(address, second, token)
    portal.packages.append(package(20, metadata_modified=LATER))
    operator.types("serai harvest kg_data_gov")

    restore = "pg_restore --clean --if-exists --single-transaction --dbname=serai < serai.dump"
    operator.types(restore, **{"dbname=serai": f"dbname={name}"})
    assert operator.records() == 20
    assert "brought back from an older backup" in operator.types("serai verify", ends=1)
    assert "All agree." in operator.types("serai verify --repair")
    with operator.serving() as address:
        decided = [read(address, f"datasets/{record}")["curation"]["license"] for record in (first, second)]
        assert [each and each["by"] for each in decided] == ["Aizada Bekova", None]


# moving a part


def test_the_index_moves(beginner: Operator, installation: Installation) -> None:
    prefix = f"/serai-{beginner.home.parent.name.replace('_', '-').lower()[:40]}"
    beginner.variables["SERAI_SEARCH_URL"] = installation.environment["SERAI_SEARCH_URL"].removesuffix("/serai") + prefix
    assert "20 records indexed" in beginner.types("serai rebuild")
    assert "All agree." in beginner.types("serai verify")


def test_the_archive_moves(beginner: Operator, installation: Installation) -> None:
    [script] = re.findall(r"^```python\n(.*?)^```", GUIDE, re.DOTALL | re.MULTILINE)
    for word, value in {"/var/lib/serai": str(beginner.home), "BUCKET": "serai", "PREFIX": "moved/here"}.items():
        script = script.replace(word, value)
    servers = {name: value for name, value in installation.environment.items() if name.startswith(("AWS_", "SERAI_S3_"))}
    subprocess.run([sys.executable, "-c", script], env={**os.environ, **servers}, check=True, timeout=60)
    shutil.rmtree(beginner.home / "archive")
    beginner.variables |= servers | {"SERAI_ARCHIVE_URL": "s3://serai/moved/here"}
    assert "All agree." in beginner.types("serai verify")
    assert not (beginner.home / "archive").exists()


def test_the_database_moves(beginner: Operator, installation: Installation) -> None:
    assert "20, of 1 runs" in beginner.types("serai backup FILE", FILE="moved.zip")
    moved = installation.apart("moved", beginner.home)
    beginner.variables["SERAI_DATABASE_URL"] = moved.environment["SERAI_DATABASE_URL"]
    assert "20, of 1 runs" in beginner.types("serai restore FILE", FILE="moved.zip")
    assert beginner.records() == 20
    assert "All agree." in beginner.types("serai verify")


def test_a_database_that_is_lost_comes_back_from_the_archive(beginner: Operator, installation: Installation) -> None:
    lost = installation.apart("lost", beginner.home)
    beginner.variables["SERAI_DATABASE_URL"] = lost.environment["SERAI_DATABASE_URL"]
    assert "20" in beginner.types("serai archive restore")
    assert beginner.records() == 20
    assert "All agree." in beginner.types("serai verify")
