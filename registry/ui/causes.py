"""What is wrong, by causes, as the pages of portals and runs show it; and the datasets of one cause, a page at a time."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from schemas.dataset import Dataset, LangString
from schemas.issues import Issue
from schemas.runs import IssueGroup

from ..answers.issues import page_of
from ..answers.pages import Pages
from .parameters import ValueNotUnderstood
from .site import Page

LISTED = 50
"""How many datasets of a cause a page lists."""

Address = Callable[[Iterable[tuple[str, str]]], str]
"""Makes an address from parameters."""


@dataclass(frozen=True)
class Affected:
    """A dataset that has a cause. `href` leads to our record, if it was taken in, `at_portal` to the portal's page of it."""

    identifier: str
    value: str
    title: LangString | None
    href: str | None
    at_portal: str | None


@dataclass(frozen=True)
class Cause:
    """All issues of one kind at one place. `href` lists them; `csv` has all of them as a table. `share` is in percent."""

    group: IssueGroup
    href: str
    csv: str
    share: float | None
    example: Affected


@dataclass(frozen=True)
class Listing:
    """The datasets of one cause, a page at a time."""

    group: IssueGroup
    rows: tuple[Affected, ...]
    csv: str
    previous: str | None
    next: str | None


@dataclass(frozen=True)
class Place:
    """Where issues are: of which source, at the address of which page, in which table."""

    page: Page
    source: str
    address: Address
    table: Address

    def causes(self, groups: Sequence[IssueGroup]) -> tuple[Cause, ...]:
        """Groups of issues with a link to the list of their datasets, and an example."""
        examples = self._affected([(group.example_identifier or "", group.example_value) for group in groups])
        return tuple(
            Cause(
                group,
                href=self.address(_named(group)) + "#list",
                csv=self.table(_cause(group)),
                share=100 * share if (share := getattr(group, "share", None)) is not None else None,
                example=example,
            )
            for group, example in zip(groups, examples, strict=True)
        )

    def listing(self, groups: Sequence[IssueGroup], read: Callable[[IssueGroup, Pages], Sequence[Issue]]) -> Listing | None:
        """The datasets of the cause that the address names; None if it names none. `read` reads a page of the issues of a group.

        Raises `ValueNotUnderstood`.
        """
        asked = self.page.request.query_params
        code, pointer = asked.get("issue", ""), asked.get("field", "")
        if not code and not pointer:
            return None
        group = next((group for group in groups if group.code == code and group.pointer == pointer), None)
        if group is None:
            raise ValueNotUnderstood("issue", "There is no such issue in this field.")
        pages = Pages(offset=self.page.number("offset"), limit=LISTED, total=group.count)

        def at(offset: int | None) -> str | None:
            return None if offset is None else self.address([*_named(group), ("offset", str(offset))]) + "#list"

        found = [(each.identifier or "", each.value) for each in read(group, pages)]
        return Listing(
            group, self._affected(found), csv=self.table(_cause(group)), previous=at(pages.previous), next=at(pages.next)
        )

    def _affected(self, found: Sequence[tuple[str, str]]) -> tuple[Affected, ...]:
        """What was found of datasets: their identifiers, and the values."""
        store = self.page.services.store
        ids = {name: known.id for name, known in store.records.known(self.source, {name for name, _ in found if name}).items()}
        datasets: Mapping[object, Dataset] = dict(store.records.datasets(set(ids.values())))

        def affected(name: str, value: str) -> Affected:
            dataset = datasets.get(ids.get(name))
            title = dataset.title[0] if dataset and dataset.title else None
            href = self.page.links.record(ids[name]) if name in ids else None
            return Affected(name, value, title, href, page_of(dataset))

        return tuple(affected(name, value) for name, value in found)


def _named(group: IssueGroup) -> list[tuple[str, str]]:
    """The parameters of a page that name a cause."""
    return [("issue", group.code), ("field", group.pointer)]


def _cause(group: IssueGroup) -> list[tuple[str, str]]:
    """The parameters of the API that name a cause."""
    return [("code", group.code), ("pointer", group.pointer)]
