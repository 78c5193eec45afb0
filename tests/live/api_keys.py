"""API keys of Elasticsearch for the live tests. The build that Maven has makes them only with the plugin `security_index/`."""

import base64
import json
import shutil
import ssl
import subprocess
import urllib.request
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zipfile import ZipFile

from tests.live.java import java

PLUGIN = Path(__file__).parent / "security_index"

RIGHTS = {"cluster": ["monitor"], "indices": [{"names": ["serai-*"], "privileges": ["read", "write", "manage"]}]}
"""The least that Serai needs."""


def allow(home: Path) -> None:
    """Compile the plugin into an installation of Elasticsearch."""
    installed = home / "plugins" / PLUGIN.name
    installed.mkdir(parents=True)
    shutil.copy(PLUGIN / "plugin-descriptor.properties", installed)
    with TemporaryDirectory() as compiled, ZipFile(installed / "plugin.jar", "w") as jar:
        compiler = [java() / "bin" / "javac", "--release", "17", "-cp", f"{home / 'lib'}/*", "-d", compiled]
        subprocess.run([*compiler, *PLUGIN.glob("*.java")], check=True)
        for file in Path(compiled).rglob("*.class"):
            jar.write(file, file.relative_to(compiled))


def create(host: str, user: str, password: str, *, ca: Path) -> dict[str, str]:
    """A new key with the rights of Serai, as Elasticsearch gives it: `id`, `api_key`, `encoded`."""
    answer: dict[str, str] = _ask("POST", host, user, password, {"name": "serai", "role_descriptors": {"serai": RIGHTS}}, ca=ca)
    return answer


def revoke(host: str, user: str, password: str, key: str, *, ca: Path) -> None:
    """Make a key invalid, by its id."""
    answer = _ask("DELETE", host, user, password, {"ids": [key]}, ca=ca)
    assert answer["invalidated_api_keys"] == [key]


def _ask(method: str, host: str, user: str, password: str, body: object, *, ca: Path) -> Any:
    secret = base64.b64encode(f"{user}:{password}".encode()).decode()
    headers = {"Authorization": f"Basic {secret}", "Content-Type": "application/json"}
    address = f"https://{host}/_security/api_key"
    request = urllib.request.Request(address, json.dumps(body).encode(), headers, method=method)
    with urllib.request.urlopen(request, context=ssl.create_default_context(cafile=str(ca))) as answer:
        return json.load(answer)
