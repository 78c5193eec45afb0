"""The archive in a bucket of an S3 server: Amazon's, or any server that is compatible with it."""

import base64
import hashlib
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from hashlib import sha256
from typing import Any

import boto3
from boto3.session import Session
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError, PartialCredentialsError

from .contents import checked, content_path, note_path, published_path
from .errors import AccessDenied, ClockWrong, InvalidAddress, NotArchived, PlaceMissing, StoreUnavailable

PART = 16 * 1024 * 1024
"""Bytes of a part. A larger content is sent in parts, so that after a failure only one part is sent again."""

REGION = "us-east-1"
"""The region if none is set. A signature needs a region, and servers other than Amazon's expect this one."""

CONNECT_SECONDS = 5
READ_SECONDS = 60
ATTEMPTS = 4
CONNECTIONS = 32
"""Timeouts and retries, and how many threads may use the archive at once without waiting for each other."""

KNOWN_ALREADY = frozenset({"PreconditionFailed", "412"})
"""The server's answers to a conditional put of a key that exists."""

CONTENDED = frozenset({"ConditionalRequestConflict", "OperationAborted", "409"})
"""Its answers while another conditional put of the key is in progress."""

NO_KEY = frozenset({"NoSuchKey", "NotFound", "404"})


IF_NEW: Mapping[str, str] = {"IfNoneMatch": "*"}
"""The condition of a put that replaces nothing."""


class S3Archive:
    """Keeps contents as objects `PREFIX/ab/cdef…` of a bucket.

    The credentials come from AWS's usual variables and files (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION, …; see
    https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html). The rights needed: s3:ListBucket on the bucket
    (without it a server does not say that an object is missing), and on its objects s3:GetObject, s3:PutObject and
    s3:AbortMultipartUpload. No content and no note is ever deleted, and only damaged ones are replaced. With s3:DeleteObject,
    partial files of the published trail are removed once the full ones are there; without it they stay.
    """

    def __init__(self, bucket: str, *, prefix: str = "", endpoint: str | None = None) -> None:
        """The server is not contacted yet. Raises `InvalidAddress` for an invalid endpoint, and `StoreUnavailable`."""
        self.bucket, self.prefix = bucket, f"{prefix}/" if prefix else ""
        self.place = f"bucket {bucket} at {endpoint or 'AWS'}"
        self._client = _client(endpoint)

    def put(self, content: bytes) -> str:
        digest = sha256(content)
        self._put(self._key(content_path(digest.hexdigest())), content, digest.digest())
        return digest.hexdigest()

    def mend(self, content: bytes) -> bool:
        """As the protocol says. If the server's checksum is the content's, the object is not read."""
        digest = sha256(content)
        key = self._key(content_path(digest.hexdigest()))
        if self._has_content(key, content, digest.digest()):
            return False
        with self._errors():
            self._send(key, content, digest.digest(), condition={})
        return True

    def get(self, content_hash: str) -> bytes:
        return checked(self._get(content_path(content_hash), content_hash), content_hash)

    def has(self, content_hash: str) -> bool:
        try:
            key = self._key(content_path(content_hash))
        except NotArchived:
            return False
        with self._errors():
            try:
                self._client.head_object(Bucket=self.bucket, Key=key)
            except ClientError as error:
                self.check()  # an answer to HEAD has no body, so it does not say whether bucket or object is missing
                if _code(error) in NO_KEY:
                    return False
                raise
        return True

    def add_note(self, name: str, content: bytes) -> None:
        self._put(self._key(note_path(name)), content, sha256(content).digest())

    def note(self, name: str) -> bytes:
        return self._get(note_path(name), name)

    def notes(self, folder: str | None = None) -> Iterator[str]:
        root = self._key("notes/")
        pages = self._client.get_paginator("list_objects_v2")
        with self._errors():
            for page in pages.paginate(Bucket=self.bucket, Prefix=f"{root}{folder}/" if folder else root):
                yield from (found["Key"].removeprefix(root) for found in page.get("Contents", ()))

    def publish(self, name: str, content: bytes) -> None:
        with self._errors():
            self._send(self._key(published_path(name)), content, sha256(content).digest(), condition={})

    def published(self, name: str) -> bytes:
        return self._get(published_path(name), name)

    def unpublish(self, name: str) -> None:
        with self._errors():
            self._client.delete_object(Bucket=self.bucket, Key=self._key(published_path(name)))

    def check(self) -> None:
        with self._errors():
            self._client.list_objects_v2(Bucket=self.bucket, Prefix=self.prefix, MaxKeys=1)

    def link(self, content_hash: str, *, seconds: int) -> str | None:
        if not self.has(content_hash):
            raise NotArchived(content_hash)
        what = {"Bucket": self.bucket, "Key": self._key(content_path(content_hash))}
        with self._errors():
            return str(self._client.generate_presigned_url("get_object", Params=what, ExpiresIn=seconds))

    def _key(self, path: str) -> str:
        return self.prefix + path

    def _get(self, path: str, name: str) -> bytes:
        with self._errors():
            try:
                answer = self._client.get_object(Bucket=self.bucket, Key=self._key(path))
                return bytes(answer["Body"].read())
            except ClientError as error:
                if _code(error) in NO_KEY:
                    raise NotArchived(name) from error
                raise

    def _has_content(self, key: str, content: bytes, digest: bytes) -> bool:
        with self._errors():
            try:
                known = self._client.head_object(Bucket=self.bucket, Key=key, ChecksumMode="ENABLED")
            except ClientError as error:
                self.check()  # as in `has`
                if _code(error) in NO_KEY:
                    return False
                raise
            if known["ContentLength"] != len(content):
                return False
            md5 = hashlib.md5(content, usedforsecurity=False).hexdigest()  # most ETags are this
            if known.get("ChecksumSHA256") == base64.b64encode(digest).decode() or known.get("ETag", "").strip('"') == md5:
                return True
            return bytes(self._client.get_object(Bucket=self.bucket, Key=key)["Body"].read()) == content

    def _put(self, key: str, content: bytes, digest: bytes) -> None:
        """Send a content that the server does not have. The server checks what it receives with a checksum."""
        with self._errors():
            for _ in range(ATTEMPTS):
                try:
                    self._send(key, content, digest)
                except ClientError as error:
                    if _code(error) in KNOWN_ALREADY:
                        return
                    if _code(error) not in CONTENDED:
                        raise
                else:
                    return
        raise StoreUnavailable(f"{self.place}: others keep writing {key}")

    def _send(self, key: str, content: bytes, digest: bytes, *, condition: Mapping[str, str] = IF_NEW) -> None:
        target: dict[str, Any] = {"Bucket": self.bucket, "Key": key}
        if len(content) > PART:
            self._send_parts(target, content, condition)
        else:
            checksum = base64.b64encode(digest).decode()
            self._client.put_object(**target, Body=content, **condition, ChecksumSHA256=checksum)

    def _send_parts(self, target: dict[str, Any], content: bytes, condition: Mapping[str, str]) -> None:
        upload = {**target, "UploadId": self._client.create_multipart_upload(**target)["UploadId"]}
        try:
            parts = []
            for number, start in enumerate(range(0, len(content), PART), 1):
                sent = self._client.upload_part(**upload, PartNumber=number, Body=content[start : start + PART])
                parts.append({"PartNumber": number, "ETag": sent["ETag"]})
            self._client.complete_multipart_upload(**upload, MultipartUpload={"Parts": parts}, **condition)
        except BaseException:
            with suppress(ClientError, BotoCoreError):
                self._client.abort_multipart_upload(**upload)
            raise

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except ClientError as error:
            kind, advice = MEANINGS.get(_code(error), (StoreUnavailable, ""))
            raise kind(f"{self.place}: {advice or error}") from error
        except (NoCredentialsError, PartialCredentialsError) as error:
            raise AccessDenied(f"{self.place}: no keys; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY") from error
        except BotoCoreError as error:
            raise StoreUnavailable(f"{self.place}: {error}") from error


MEANINGS: dict[str, tuple[type[StoreUnavailable], str]] = {
    "NoSuchBucket": (PlaceMissing, "there is no such bucket; make it, or correct SERAI_ARCHIVE_URL"),
    "AccessDenied": (AccessDenied, "these keys may not do this; they need ListBucket, GetObject and PutObject"),
    "403": (AccessDenied, "these keys may not do this; they need ListBucket, GetObject and PutObject"),
    "InvalidAccessKeyId": (AccessDenied, "the server does not know this access key; correct AWS_ACCESS_KEY_ID"),
    "SignatureDoesNotMatch": (AccessDenied, "the secret key is not the access key's; correct AWS_SECRET_ACCESS_KEY"),
    "ExpiredToken": (AccessDenied, "the session token has expired; renew AWS_SESSION_TOKEN"),
    "RequestTimeTooSkewed": (ClockWrong, "the clocks of this machine and of the server differ; set the wrong one"),
    "PermanentRedirect": (PlaceMissing, "the bucket is in another region; correct AWS_REGION"),
    "AuthorizationHeaderMalformed": (AccessDenied, "the bucket is in another region; correct AWS_REGION"),
}
"""Error codes (https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html): our error, and what a person can do."""


def _code(error: ClientError) -> str:
    return str(error.response.get("Error", {}).get("Code", ""))


def _client(endpoint: str | None) -> Any:
    session: Session = boto3.session.Session()
    region = os.environ.get("AWS_REGION") or session.region_name or REGION  # boto3 itself reads only AWS_DEFAULT_REGION
    config = Config(
        signature_version="s3v4",
        retries={"mode": "standard", "total_max_attempts": ATTEMPTS},
        connect_timeout=CONNECT_SECONDS,
        read_timeout=READ_SECONDS,
        max_pool_connections=CONNECTIONS,
        s3={"addressing_style": "path"} if endpoint else {},
    )
    try:
        return session.client("s3", endpoint_url=endpoint, region_name=region, config=config)
    except ValueError as error:
        raise InvalidAddress(f"SERAI_S3_ENDPOINT={endpoint} is not an address; write http://HOST:PORT") from error
    except BotoCoreError as error:
        raise StoreUnavailable(f"the keys of the S3 server cannot be read: {error}") from error
