"""What we publish of the trail is checked by a program that shares no code with us: Go's packages for transparency logs."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from registry.pipeline.publish import publish
from registry.pipeline.trail import verifiers
from registry.proof.checkpoint import Checkpoint, Proof
from registry.proof.entries import leaf
from registry.proof.notes import Cosigner, Signer, cosignature, signed, with_signatures
from registry.proof.tiles import TileMissing, Tiles, grown
from registry.services import Services, open_services
from registry.settings import Settings
from registry.store.saving import Save
from schemas.actor import Actor
from schemas.audit import Action
from tests.factories import record
from tests.homes import new_home
from tests.live.processes import INSTALLED

PROGRAM = INSTALLED / "verifier"

ORIGIN = "log.example/trail"
SIZES = (1_000, 66_000, 70_000)
LOG = Signer(ORIGIN, bytes(range(32)))
OTHER = Signer(ORIGIN, bytes(range(1, 33)))
WITNESS = Cosigner("witness.example/w", bytes(range(2, 34)))
AT = datetime(2026, 11, 29, 12, 30, 15, tzinfo=UTC)


def content(index: int) -> bytes:
    return f'{{"deed":{index},"by":"{"x" * (index % 50)}"}}'.encode()


class Folder:
    """A published tree in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def read(self, name: str) -> bytes:
        try:
            return (self.folder / name).read_bytes()
        except FileNotFoundError:
            raise TileMissing(name) from None

    def grow(self, before: int, after: int) -> None:
        for name, content_of_file in grown(self.read, before, (content(index) for index in range(before, after))):
            (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
            (self.folder / name).write_bytes(content_of_file)

    def note(self, size: int, *, signer: Signer = LOG) -> str:
        """The signed checkpoint of the tree when it had a size."""
        return signed(Checkpoint(ORIGIN, size, Tiles(self.read, size).root()).text, signer)


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """A tree of 70,000 entries that was published three times, with the checkpoint of the last time."""
    tree = Folder(tmp_path_factory.mktemp("published"))
    for before, after in zip((0, *SIZES), SIZES, strict=False):
        tree.grow(before, after)
    (tree.folder / "checkpoint").write_text(tree.note(SIZES[-1]), encoding="utf-8")
    return tree


def verified(*arguments: object) -> str:
    """What the verifier says, which is one line: `ok: …` if it accepts, `refused: …` if not."""
    assert PROGRAM.exists(), "The foreign verifier is missing: tests/live/prepare builds it"
    done = subprocess.run([PROGRAM, *map(str, arguments)], capture_output=True, text=True, timeout=120, check=False)
    said = done.stdout.removesuffix("\n")
    assert said.startswith({0: "ok: ", 1: "refused: "}[done.returncode]), done.stderr
    return said


def tree(published: Folder, *more: object) -> str:
    return verified("tree", published.folder, LOG.verifier, *more)


@contextmanager
def replaced(file: Path, content_of_file: bytes) -> Iterator[None]:
    """Another content of a file, for a while."""
    before = file.read_bytes()
    file.write_bytes(content_of_file)
    try:
        yield
    finally:
        file.write_bytes(before)


def flipped(content_of_file: bytes, at: int) -> bytes:
    """A content with one bit changed, in the byte at an index."""
    at %= len(content_of_file)
    return content_of_file[:at] + bytes([content_of_file[at] ^ 1]) + content_of_file[at + 1 :]


def test_the_whole_tree_is_accepted(published: Folder) -> None:
    assert tree(published) == "ok: 70000 entries, 277 tiles, 0 cosignatures"  # 274 of level 0, 2 of level 1, 1 of level 2


@pytest.mark.parametrize(
    "name",
    [
        "tile/entries/000",
        "tile/entries/200",
        "tile/entries/273.p/112",
        "tile/0/000",
        "tile/0/273.p/112",
        "tile/1/000",
        "tile/1/001.p/17",
        "tile/2/000.p/1",
    ],
)
@pytest.mark.parametrize("at", [0, 17, -1])
def test_one_changed_bit_of_a_file_is_found(published: Folder, name: str, at: int) -> None:
    file = published.folder / name
    with replaced(file, flipped(file.read_bytes(), at)):
        assert tree(published).startswith("refused: ")


def test_one_changed_bit_of_the_checkpoint_is_found(published: Folder) -> None:
    file = published.folder / "checkpoint"
    for at in range(0, len(file.read_bytes()), 11):
        with replaced(file, flipped(file.read_bytes(), at)):
            assert tree(published).startswith("refused: ")


def test_a_checkpoint_by_another_key_is_refused(published: Folder) -> None:
    with replaced(published.folder / "checkpoint", published.note(SIZES[-1], signer=OTHER).encode()):
        assert tree(published).startswith("refused: ")


def test_the_checkpoint_of_another_size_is_refused(published: Folder) -> None:
    root = Tiles(published.read, SIZES[-1]).root()
    with replaced(published.folder / "checkpoint", signed(Checkpoint(ORIGIN, SIZES[1], root).text, LOG).encode()):
        assert tree(published).startswith("refused: ")


@pytest.mark.parametrize("size", SIZES)
def test_the_tree_of_an_earlier_day_is_accepted(published: Folder, size: int) -> None:
    with replaced(published.folder / "checkpoint", published.note(size).encode()):
        assert tree(published).startswith(f"ok: {size} entries")


def test_a_cosigned_checkpoint_is_accepted(published: Folder) -> None:
    note = published.note(SIZES[-1])
    text = note.partition("\n\n")[0] + "\n"
    cosigned = with_signatures(note, cosignature(text, WITNESS, at=AT))
    assert tree(published, WITNESS.verifier).startswith("refused: witness")
    with replaced(published.folder / "checkpoint", cosigned.encode()):
        assert tree(published).startswith("ok: ")
        assert tree(published, WITNESS.verifier).endswith("1 cosignatures")
    other = with_signatures(note, cosignature(text.replace("70000", "70001"), WITNESS, at=AT))
    with replaced(published.folder / "checkpoint", other.encode()):
        assert tree(published, WITNESS.verifier).startswith("refused: witness")


@pytest.mark.parametrize("index", [0, 255, 65_535, 65_536, 69_999])
def test_a_proof_is_accepted_for_its_content_alone(published: Folder, tmp_path: Path, index: int) -> None:
    tiles = Tiles(published.read, SIZES[-1])
    text = Proof(index, tiles.inclusion(index), published.note(SIZES[-1]), b"more").text.encode()
    proof, entry, other = tmp_path / "a.tlog-proof", tmp_path / "entry", tmp_path / "other"
    proof.write_bytes(text)
    entry.write_bytes(content(index))
    other.write_bytes(content(index + 1))
    assert verified("proof", proof, entry, LOG.verifier) == f"ok: entry {index} of 70000"
    assert verified("proof", proof, other, LOG.verifier).startswith("refused: ")
    assert verified("proof", proof, entry, OTHER.verifier).startswith("refused: ")
    for at in range(text.index(b"\nindex") + 7, len(text), 41):
        proof.write_bytes(flipped(text, at))
        assert verified("proof", proof, entry, LOG.verifier).startswith("refused: ")


def test_checkpoints_that_follow_each_other_are_told_from_those_that_do_not(published: Folder, tmp_path: Path) -> None:
    old = tmp_path / "old"
    for size in SIZES:
        old.write_text(published.note(size), encoding="utf-8")
        said = verified("consistency", published.folder, old, LOG.verifier)
        assert said == f"ok: the tree of 70000 entries began with the {size}"
        old.write_text(signed(Checkpoint(ORIGIN, size, bytes(32)).text, LOG), encoding="utf-8")
        said = verified("consistency", published.folder, old, LOG.verifier)
        assert "not consistent" in said
    old.write_text(published.note(SIZES[1], signer=OTHER), encoding="utf-8")
    assert verified("consistency", published.folder, old, LOG.verifier).startswith("refused: ")


# what a real installation publishes


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    """An installation whose trail was published several times, and has more entries than one file holds."""
    settings = Settings(
        home=new_home(tmp_path_factory.mktemp("home")), database_url=None, search_url=None, archive_url=None, sources=None
    )
    with open_services(settings) as services:
        for step in range(3):
            made = [record(identifier=f"{step} {at}") for at in range(150)]
            services.store.records.save([Save(each, Action.CREATE, {}) for each in made], actor=Actor.person("Aida"), at=AT)
            publish(services)
        yield services


def log_folder(services: Services) -> Path:
    """The folder in which the files of the log lie."""
    (checkpoint,) = (services.settings.home / "archive").rglob("trail/*/checkpoint")
    return checkpoint.parent


def test_the_tree_of_an_installation_is_accepted(installed: Services) -> None:
    folder, key, size = log_folder(installed), verifiers(installed)[0], installed.store.audit.end()
    assert verified("tree", folder, key).startswith(f"ok: {size} entries")
    file = folder / "tile/entries/000"
    with replaced(file, flipped(file.read_bytes(), 300)):
        assert verified("tree", folder, key).startswith("refused: ")


def test_the_proof_that_the_command_writes_is_accepted(
    installed: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key, size = verifiers(installed)[0], installed.store.audit.end()
    proof, entry = tmp_path / "one.tlog-proof", tmp_path / "entry"
    monkeypatch.setenv("SERAI_HOME", str(installed.settings.home))
    for number in (1, 256, 257, size):
        command = [
            sys.executable,
            "-c",
            "from registry.cli import main; main()",
            "audit",
            "prove",
            str(number),
            "--out",
            str(proof),
        ]
        subprocess.run(command, check=True, capture_output=True)
        entry.write_bytes(leaf(installed.store.audit.get(number)))
        assert verified("proof", proof, entry, key) == f"ok: entry {number - 1} of {size}"
        entry.write_bytes(leaf(installed.store.audit.get(number)) + b" ")
        assert verified("proof", proof, entry, key).startswith("refused: ")
