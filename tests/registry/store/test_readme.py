"""The table of tables in the README is the one that the models make."""

from importlib.resources import files

from registry.store.models import Base


def tables_table() -> str:
    rows = []
    for mapper in sorted(Base.registry.mappers, key=lambda mapper: mapper.local_table.name):
        columns = ", ".join(f"`{column.name}`" for column in mapper.local_table.columns)
        meaning = (mapper.class_.__doc__ or "").splitlines()[0]
        rows.append(f"| `{mapper.local_table.name}` | {columns} | {meaning} |")
    return "\n".join(["| table | columns | what it is |", "|---|---|---|", *rows])


def test_the_readme_has_the_tables_of_the_models() -> None:
    assert tables_table() in (files("registry.store") / "README.md").read_text("utf-8")


def test_the_readme_names_every_file() -> None:
    readme = (files("registry.store") / "README.md").read_text("utf-8")
    modules = [file.name for file in files("registry.store").iterdir() if file.name.endswith(".py")]
    assert [name for name in modules if name != "__init__.py" and f"`{name}`" not in readme] == []
