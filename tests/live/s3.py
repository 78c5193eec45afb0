"""An S3 server for the live tests: versitygw on a temporary folder, or the server that the environment names.

`SERAI_TEST_S3_URL` is `http://ACCESS_KEY:SECRET_KEY@HOST:PORT`; the key must be allowed to create buckets. Each test has a bucket
of its own.
"""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

import boto3
import pytest
from botocore.config import Config

from tests.live.processes import INSTALLED, free_port, listens, own, program, workspace

VERSION = "v1.8.0"
PROGRAM = INSTALLED / f"versitygw-{VERSION}"


class S3Server(NamedTuple):
    """A server, and the keys of somebody who may do everything."""

    endpoint: str
    access_key: str
    secret_key: str

    def client(self) -> Any:
        """A client beside ours, for what the tests do behind its back."""
        return boto3.session.Session(self.access_key, self.secret_key).client(
            "s3",
            endpoint_url=self.endpoint,
            region_name="us-east-1",
            config=Config(signature_version="s3v4", s3={"addressing_style": "path"}),
        )


@pytest.fixture(scope="session")
def s3_server() -> Iterator[S3Server]:
    """A server."""
    own_server = os.environ.get("SERAI_TEST_S3_URL")
    if own_server:
        parts = urlsplit(own_server)
        keys = unquote(parts.username or ""), unquote(parts.password or "")
        yield S3Server(f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}", *keys)
        return
    with server() as started:
        yield started


@pytest.fixture
def s3_bucket(s3_server: S3Server, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """An empty bucket, and its owner's keys in the environment."""
    set_keys(monkeypatch, s3_server.access_key, s3_server.secret_key)
    with bucket(s3_server) as name:
        yield name


@contextmanager
def bucket(server: S3Server) -> Iterator[str]:
    """A new bucket, which is emptied and removed at the end."""
    client, name = server.client(), f"serai-test-{secrets.token_hex(6)}"
    client.create_bucket(Bucket=name)
    try:
        yield name
    finally:
        for page in client.get_paginator("list_objects_v2").paginate(Bucket=name):
            for found in page.get("Contents", ()):
                client.delete_object(Bucket=name, Key=found["Key"])
        client.delete_bucket(Bucket=name)


@contextmanager
def server() -> Iterator[S3Server]:
    """A server on a free port, whose buckets are folders."""
    keys = S3Server(f"http://127.0.0.1:{(port := free_port())}", "root-key", secrets.token_urlsafe(24))
    with workspace() as folder:
        for name in ("buckets", "metadata", "users"):
            (folder / name).mkdir()
        own(folder)
        options = ("--port", f"127.0.0.1:{port}", "--iam-dir", folder / "users", "--quiet")
        command = [PROGRAM, *options, "posix", "--sidecar", folder / "metadata", folder / "buckets"]
        environment = {"ROOT_ACCESS_KEY": keys.access_key, "ROOT_SECRET_KEY": keys.secret_key}
        with program(command, folder=folder, ready=lambda: listens(port), environment=environment):
            yield keys


def set_keys(monkeypatch: pytest.MonkeyPatch, access_key: str, secret_key: str) -> None:
    """Let the environment say whose requests the program's are."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", access_key)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", secret_key)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.delenv("AWS_SESSION_TOKEN", raising=False)
