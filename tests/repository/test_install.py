"""What `make` installs: the locked packages and no other, with what a person sees meanwhile."""

import base64
import hashlib
import os
import re
import subprocess
import venv
from importlib.metadata import requires
from pathlib import Path
from zipfile import ZipFile

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.repository.reading import ROOT

NAME = "invented"


def test_the_lock_has_what_is_required_and_nothing_else() -> None:
    locked = set(re.findall(r"^([A-Za-z0-9][^\s=]*)==", (ROOT / "requirements.txt").read_text(encoding="utf-8"), re.MULTILINE))
    assert locked == required("serai") - {"serai"}


def required(package: str) -> set[str]:
    """A package and all that it requires on this machine, without its extras."""
    found, waiting = set[str](), [(canonicalize_name(package), frozenset[str]())]
    seen = set(waiting)
    while waiting:
        name, extras = waiting.pop()
        found.add(name)
        for line in requires(name) or ():
            needed = Requirement(line)
            if needed.marker is None or any(needed.marker.evaluate({"extra": extra}) for extra in extras | {""}):
                further = (canonicalize_name(needed.name), frozenset(needed.extras))
                if further not in seen:
                    seen.add(further)
                    waiting.append(further)
    return found


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of an environment that has pip and nothing else."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=True)
    return folder / "bin" / "python"


@pytest.fixture
def lock(tmp_path: Path) -> Path:
    """A lock file with one package, which lies beside it."""
    wheel = tmp_path / f"{NAME}-1.0-py3-none-any.whl"
    files = {
        f"{NAME}.py": "",
        f"{NAME}-1.0.dist-info/METADATA": f"Metadata-Version: 2.1\nName: {NAME}\nVersion: 1.0\n",
        f"{NAME}-1.0.dist-info/WHEEL": "Wheel-Version: 1.0\nGenerator: invented\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    with ZipFile(wheel, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
        archive.writestr(f"{NAME}-1.0.dist-info/RECORD", "".join(f"{name},{digest(files[name])},\n" for name in files))
    file = tmp_path / "requirements.txt"
    file.write_text(f"{NAME}==1.0 \\\n    --hash=sha256:{hashlib.sha256(wheel.read_bytes()).hexdigest()}\n", encoding="utf-8")
    return file


def digest(content: str) -> str:
    return "sha256=" + base64.urlsafe_b64encode(hashlib.sha256(content.encode()).digest()).rstrip(b"=").decode()


def install(python: Path, lock: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [python, ROOT / ".ci" / "install.py", lock],
        env=os.environ | {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(lock.parent)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_log_has_a_line_for_each_step(environment: Path, lock: Path) -> None:
    done = install(environment, lock)
    assert done.returncode == 0, done.stderr
    *steps, last = done.stderr.splitlines()
    assert set(steps) <= {"fetching 1 packages", "unpacking 1 packages"}
    assert re.fullmatch(rf"1 packages of {re.escape(str(lock))} are installed \(\d+ s\)", last)
    assert subprocess.run([environment, "-c", f"import {NAME}"], check=False).returncode == 0


def test_what_pip_refuses_is_told_in_its_words(environment: Path, lock: Path) -> None:
    lock.write_text(re.sub(r"sha256:\w+", "sha256:" + "0" * 64, lock.read_text(encoding="utf-8")), encoding="utf-8")
    subprocess.run([environment, "-m", "pip", "uninstall", "--quiet", "--yes", NAME], check=True)
    done = install(environment, lock)
    assert done.returncode != 0
    assert "DO NOT MATCH THE HASHES" in done.stderr
    assert done.stderr.endswith(f"The packages of {lock} could not be installed: see above.\n")
