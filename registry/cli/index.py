"""The search index, and the vectors by which records are found by meaning."""

from schemas.model import Model

from ..pipeline import index
from ..pipeline.filling import give_way
from ..pipeline.meaning import Filling
from . import terminal
from .parts import Json, app, fail, installation, print_json
from .progress import embedding_progress


class Indexed(Model):
    """How many records the index has."""

    records: int


class Embedded(Model):
    """How many vectors were made."""

    vectors: int


@app.command()
def rebuild(*, as_json: Json = False) -> None:
    """Build the search index again from the store, beside the live one, and swap them."""
    with installation() as services:
        done = Indexed(records=index.rebuild(services))
    print_json(done) if as_json else terminal.answer(f"{done.records} records indexed")


@app.command()
def embed(*, as_json: Json = False) -> None:
    """Make the missing vectors by which records are found by meaning. `serai up` and `serai worker` do it in the background."""
    with installation() as services:
        if services.meaning is None:
            fail("Finding by meaning is off (SERAI_MEANING), or its libraries are not installed on this system.", code=1)
        give_way()
        with embedding_progress() as progress:
            done = Embedded(vectors=Filling(services, services.meaning.parts, on_step=progress).whole())
    print_json(done) if as_json else terminal.answer(f"{done.vectors} vectors made")
