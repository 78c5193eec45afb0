"""The archive on a real S3 server: the contract, and what only a server can do wrong."""

import random
import subprocess
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import botocore.auth
import pytest

from registry.store import s3_archive
from registry.store.archive import Archive, open_archive
from registry.store.errors import InvalidAddress, StoreUnavailable
from registry.store.s3_archive import PART, S3Archive
from tests.contracts.archive import ArchiveContract
from tests.contracts.restore import RestoreContract
from tests.live.processes import free_port
from tests.live.s3 import PROGRAM, S3Server, set_keys


def archive_in(bucket: str, server: S3Server, *, prefix: str = "serai/raw") -> S3Archive:
    archive = open_archive(f"s3://{bucket}/{prefix}", endpoint=server.endpoint)
    assert isinstance(archive, S3Archive)
    return archive


@pytest.fixture
def archive(s3_bucket: str, s3_server: S3Server) -> S3Archive:
    return archive_in(s3_bucket, s3_server)


def key_of(archive: S3Archive, content_hash: str) -> str:
    return f"{archive.prefix}{content_hash[:2]}/{content_hash[2:]}"


class TestS3Archive(ArchiveContract):
    @pytest.fixture
    def archive(self, s3_bucket: str, s3_server: S3Server) -> Archive:
        self.server = s3_server
        return archive_in(s3_bucket, s3_server)

    def damage(self, archive: Archive, content_hash: str) -> None:
        assert isinstance(archive, S3Archive)
        client, target = self.server.client(), {"Bucket": archive.bucket, "Key": key_of(archive, content_hash)}
        size = client.head_object(**target)["ContentLength"]
        client.put_object(**target, Body=bytes(size))


def test_the_same_content_is_written_once(archive: S3Archive, s3_server: S3Server) -> None:
    client = s3_server.client()
    for content in (b"once", bytes(PART + 1)):
        target = {"Bucket": archive.bucket, "Key": key_of(archive, archive.put(content))}
        first = client.head_object(**target)
        with ThreadPoolExecutor(6) as pool:
            list(pool.map(archive.put, [content] * 6))
        again = client.head_object(**target)
        assert (again["LastModified"], again["ETag"]) == (first["LastModified"], first["ETag"])


def test_a_large_content_is_sent_in_parts(archive: S3Archive, s3_server: S3Server) -> None:
    content = random.Random(8).randbytes(2 * PART + 5)
    content_hash = archive.put(content)
    assert archive.get(content_hash) == content
    tag = s3_server.client().head_object(Bucket=archive.bucket, Key=key_of(archive, content_hash))["ETag"]
    assert tag.strip('"').endswith("-3")
    assert not s3_server.client().list_multipart_uploads(Bucket=archive.bucket).get("Uploads")


def test_a_refused_upload_in_parts_leaves_nothing(archive: S3Archive, s3_server: S3Server) -> None:
    content = bytes(PART + 1)
    archive.put(content)  # the second time the end of the upload is refused
    archive.put(content)
    assert not s3_server.client().list_multipart_uploads(Bucket=archive.bucket).get("Uploads")


def test_archives_share_a_bucket(archive: S3Archive, s3_server: S3Server) -> None:
    other, root = archive_in(archive.bucket, s3_server, prefix="other"), archive_in(archive.bucket, s3_server, prefix="")
    content_hash = archive.put(b"mine")
    archive.add_note("kg/a", b"mine")
    assert not other.has(content_hash)
    assert not root.has(content_hash)
    assert list(other.notes()) == list(root.notes()) == []


def test_more_notes_than_one_answer_lists(archive: S3Archive) -> None:
    names = [f"kg/{number:05}" for number in range(1005)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda name: archive.add_note(name, b""), names))
    assert list(archive.notes("kg")) == names


# links


def test_a_link_can_be_read_without_keys(archive: S3Archive) -> None:
    link = archive.link(archive.put("вода".encode()), seconds=60)
    assert link is not None
    with urllib.request.urlopen(link) as answer:
        assert answer.read().decode() == "вода"
    forged = link[:-4] + ("0000" if not link.endswith("0000") else "1111")
    with pytest.raises(urllib.error.HTTPError, match="403"):
        urllib.request.urlopen(forged)


def test_a_link_is_signed_for_the_region(s3_bucket: str, s3_server: S3Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_REGION", "eu-central-1")
    archive = archive_in(s3_bucket, s3_server)
    assert "%2Feu-central-1%2Fs3%2F" in str(archive.link(archive.put(b"here"), seconds=60))


def test_a_link_expires(archive: S3Archive) -> None:
    link = archive.link(archive.put(b"content"), seconds=1)
    assert link is not None
    assert urllib.request.urlopen(link).status == 200
    time.sleep(2.1)
    with pytest.raises(urllib.error.HTTPError, match="403"):
        urllib.request.urlopen(link)


# what goes wrong


def uses(archive: S3Archive) -> list[str]:
    """Every way to use an archive, and what it says where it fails."""
    missing = sha256(b"missing").hexdigest()
    words = []
    for use in (
        archive.check,
        lambda: archive.put(b"content"),
        lambda: archive.put(bytes(PART + 1)),
        lambda: archive.get(missing),
        lambda: archive.has(missing),
        lambda: archive.add_note("kg/a", b""),
        lambda: archive.note("kg/a"),
        lambda: list(archive.notes()),
    ):
        with pytest.raises(StoreUnavailable) as caught:
            use()
        words.append(f"{type(caught.value).__name__}: {caught.value}")
    return words


def test_a_bucket_that_is_missing(s3_bucket: str, s3_server: S3Server) -> None:
    for said in uses(archive_in(f"{s3_bucket}-missing", s3_server)):
        assert said.startswith("PlaceMissing: ")
        assert "no such bucket" in said
        assert "SERAI_ARCHIVE_URL" in said


def test_keys_that_the_server_does_not_know(s3_bucket: str, s3_server: S3Server, monkeypatch: pytest.MonkeyPatch) -> None:
    set_keys(monkeypatch, "nobody", "nothing")
    for said in uses(archive_in(s3_bucket, s3_server)):
        assert said.startswith("AccessDenied: ")
        assert "AWS_ACCESS_KEY_ID" in said


def test_a_wrong_secret_key(s3_bucket: str, s3_server: S3Server, monkeypatch: pytest.MonkeyPatch) -> None:
    set_keys(monkeypatch, s3_server.access_key, "wrong")
    for said in uses(archive_in(s3_bucket, s3_server)):
        assert said.startswith("AccessDenied: ")
        assert "AWS_SECRET_ACCESS_KEY" in said


def test_keys_that_may_not_use_the_bucket(s3_bucket: str, s3_server: S3Server, monkeypatch: pytest.MonkeyPatch) -> None:
    if s3_server.access_key != "root-key":
        pytest.skip("users are made through versitygw's own interface, which SERAI_TEST_S3_URL's server may not have")
    admin = ("admin", "--access", s3_server.access_key, "--secret", s3_server.secret_key, "--endpoint-url", s3_server.endpoint)
    user = ("create-user", "--access", "stranger", "--secret", "strange-secret", "--role", "user")
    subprocess.run([PROGRAM, *admin, *user], check=True, capture_output=True)
    set_keys(monkeypatch, "stranger", "strange-secret")
    for said in uses(archive_in(s3_bucket, s3_server)):
        assert said.startswith("AccessDenied: ")
        assert "may not do this" in said


def test_no_keys_at_all(s3_bucket: str, s3_server: S3Server, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    for name in ("AWS_SHARED_CREDENTIALS_FILE", "AWS_CONFIG_FILE"):
        monkeypatch.setenv(name, str(tmp_path / "none"))
    for said in uses(archive_in(s3_bucket, s3_server)):
        assert said.startswith("AccessDenied: ")
        assert "no keys" in said


@pytest.mark.parametrize("hours", [-2, 2])
def test_a_clock_that_is_wrong(archive: S3Archive, hours: int) -> None:
    wrong = datetime.now(UTC) + timedelta(hours=hours)
    with pytest.MonkeyPatch.context() as patched:  # of the library that signs, not of the machine
        patched.setattr(botocore.auth, "get_current_datetime", lambda remove_tzinfo=True: wrong.replace(tzinfo=None))
        for said in uses(archive):
            assert said.startswith("ClockWrong: ")
            assert "clocks" in said


def test_a_server_that_does_not_answer(s3_bucket: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(s3_archive, "ATTEMPTS", 1)
    archive = S3Archive(s3_bucket, endpoint=f"http://127.0.0.1:{free_port()}")
    for said in uses(archive):
        assert said.startswith("StoreUnavailable: ")
        assert "127.0.0.1" in said


@pytest.mark.parametrize("address", ["s3:", "s3://", "s3://key:secret@bucket/", "s3://host:80/x", "s3://bucket/x?endpoint=y"])
def test_addresses_that_do_not_hold(address: str) -> None:
    with pytest.raises(InvalidAddress, match="s3://BUCKET"):
        open_archive(address)


def test_an_endpoint_that_does_not_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    set_keys(monkeypatch, "key", "secret")
    with pytest.raises(InvalidAddress, match="SERAI_S3_ENDPOINT"):
        open_archive("s3://bucket", endpoint="no address")


class TestRestoreFromS3(RestoreContract):
    @pytest.fixture
    def archive(self, s3_bucket: str, s3_server: S3Server) -> dict[str, str]:
        return {"archive_url": f"s3://{s3_bucket}/serai", "s3_endpoint": s3_server.endpoint}
