"""The requests of a declaration, and how their answers are read: lists, and the details of single records."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Discriminator, Field, JsonValue, Tag, field_validator, model_validator

from schemas.model import Model

from .holes import CHOICES, not_holes_in
from .html import FORMS
from .written import Expression, Name, Selector, as_css, is_expression, is_path, is_selector


class Answer(StrEnum):
    """What a portal answers with."""

    JSON = "json"
    HTML = "html"


class Request(Model):
    """A request: `get` or `post` with an address or a path, and at most one body."""

    get: str | None = None
    post: str | None = None
    query: Annotated[dict[str, JsonValue], Field(description="The parameters of the address.")] = {}
    headers: Annotated[dict[str, str], Field(description="Headers beside the usual ones; an empty one is sent.")] = {}
    form: Annotated[
        dict[str, JsonValue] | None, Field(description="A form. A field that is no text or number is sent as JSON text.")
    ] = None
    json_: Annotated[JsonValue, Field(alias="json", description="A body of JSON.")] = None
    encoded_json: Annotated[JsonValue, Field(description="A body of JSON that is encoded as in an address.")] = None
    text: Annotated[str | None, Field(description="A body of text.")] = None

    @model_validator(mode="after")
    def _one_of_each(self) -> Self:
        if (self.get is None) == (self.post is None):
            raise ValueError("a request has either get or post")
        if wrong := not_holes_in(self.address):
            raise ValueError(f"{wrong} is no hole; the choices are: {CHOICES}")
        bodies = [each for each in (self.form, self.json_, self.encoded_json, self.text) if each is not None]
        if len(bodies) > (self.post is not None):
            raise ValueError("a request with get has no body, and one with post at most one of form, json, encoded_json and text")
        return self

    @property
    def address(self) -> str:
        return self.get or self.post or ""

    def parts(self) -> Iterator[Any]:
        """All that may have holes."""
        yield from (self.address, self.query, self.headers, self.form, self.json_, self.encoded_json, self.text)


class Inside(Model):
    """An answer has its content in a text: `at` leads to the text, which is read `as` JSON or as HTML."""

    at: Annotated[str, AfterValidator(is_path)]
    as_: Annotated[Answer, Field(alias="as")]


class Read(Model):
    """A value of a page: the text of the first element that `css` gives, or its attribute `attr`.

    With `nth` it is that of another element, counted from 1, for a page without labels; with `all` that of every one.
    """

    css: Selector
    attr: str | None = None
    nth: Annotated[int | None, Field(ge=1, le=1000)] = None
    all: bool = False

    @model_validator(mode="after")
    def _one_or_all(self) -> Self:
        if self.all and self.nth:
            raise ValueError("nth is for one element, all for every one")
        return self


Where = Annotated[
    Annotated[str, Tag("text")] | Annotated[Read, Tag("map")],
    Discriminator(lambda value: "text" if isinstance(value, str) else "map"),
]
"""An expression of JSON; of HTML a selector, or a map as in `read`."""


class Paging(Model):
    """How the next page is asked for.

    `by` page: the hole {page}, counted from `first` (1). `by` offset: {offset}, the number of the first entry, counted from
    `first` (0). `by` token: {token}, which `next` finds on each page, and which is empty on the first request. `size` is how many
    entries a page has, where the portal does not let us choose; else it is `page_size`. There are at most `cap` pages.
    """

    by: Literal["page", "offset", "token"]
    first: Annotated[int | None, Field(ge=0, le=1)] = None
    size: Annotated[int | None, Field(ge=1, le=10_000)] = None
    cap: Annotated[int | None, Field(ge=1)] = None
    next: Where | None = None

    @model_validator(mode="after")
    def _token(self) -> Self:
        if (self.by == "token") != (self.next is not None):
            raise ValueError("next belongs to paging by token, which needs it")
        return self

    @property
    def begin(self) -> int:
        return (1 if self.by == "page" else 0) if self.first is None else self.first


class Labels(Model):
    """Labels with a text beside each. `form` says how they stand on the page.

    each: an element has a label, a colon and a text. turns: elements are in turns a label and a text. colon: an element that ends
    in a colon is a label, the next is its text. lines: each line of an element has a label, a colon and a text. spaced: as lines,
    but a blank may stand for the colon.
    """

    css: Selector
    form: str

    @field_validator("form")
    @classmethod
    def _known(cls, form: str) -> str:
        if form not in FORMS:
            raise ValueError(f"unknown form {form!r}; the choices are: {', '.join(FORMS)}")
        return form


class Reply(Model):
    """What a list and a detail have in common: the request, and how the answer is read.

    `ok` must hold for an answer that is what it should be: an expression of JSON, a selector of HTML that gives an element.
    """

    request: Request
    answer: Answer = Answer.JSON
    inside: tuple[Inside, ...] = ()
    ok: str | None = None
    read: Annotated[
        dict[Name, Annotated[Read, BeforeValidator(as_css)]], Field(description="The values of a page of HTML, by name.")
    ] = {}
    labels: Annotated[tuple[Labels, ...], Field(description="The labels of a page of HTML: they become the value `labels`.")] = ()

    @property
    def is_html(self) -> bool:
        """Whether the values are read from HTML in the end."""
        return self.answer is Answer.HTML or any(each.as_ is Answer.HTML for each in self.inside)

    @model_validator(mode="after")
    def _fitting(self) -> Self:
        if self.answer is Answer.HTML and self.inside:
            raise ValueError("inside is for an answer of JSON")
        if any(each.as_ is Answer.HTML for each in self.inside[:-1]):
            raise ValueError("HTML inside an answer comes last")
        if bool(self.read or self.labels) != self.is_html:
            raise ValueError("read and labels are for HTML, which needs one of them")
        if "labels" in self.read:
            raise ValueError("labels is the name of what the labels give; choose another name")
        self._check("ok")
        return self

    def _check(self, *keys: str) -> None:
        for key in keys:
            if (where := getattr(self, key)) is not None:
                self._check_where(key, where)

    def _check_where(self, key: str, where: str | Read) -> None:
        if isinstance(where, Read):
            if not self.is_html:
                raise ValueError(f"{key}: css is for HTML; of JSON it is an expression")
            return
        try:
            (is_selector if self.is_html else is_expression)(where)
        except ValueError as error:
            raise ValueError(f"{key}: {error}") from None


class Parts(Reply):
    """A page that names the parts of a list, such as its themes. `set` makes the values of the holes {part.name}.

    A part that lacks one of these values is none.
    """

    records: str
    set: Annotated[dict[Name, Expression], Field(min_length=1)]

    @model_validator(mode="after")
    def _part(self) -> Self:
        self._check("records")
        return self


class Listing(Reply):
    """A list of the portal. In HTML, `records`, `total`, `pages` and `next` are selectors, in JSON they are expressions.

    `id` and the values of `set` are expressions of an entry. `modified` is its date, before which nothing has changed. `only` has
    expressions of an entry and the text that each must give: an entry that gives another is of another portal.
    """

    parts: Annotated[Parts | None, Field(description="Where the parts are named of a list that only comes in parts.")] = None
    paging: Paging | None = None
    records: str
    total: Annotated[Where | None, Field(description="How many records the portal says it has.")] = None
    pages: Annotated[Where | None, Field(description="How many pages the portal says it has.")] = None
    id: Expression
    modified: Expression | None = None
    only: Annotated[
        dict[Expression, str],
        Field(description="Which entries are of this portal, where several have one list: expressions and their values."),
    ] = {}
    set: Annotated[
        dict[Name, Expression], Field(description="Values for the holes {set.name} of the other requests and addresses.")
    ] = {}

    @model_validator(mode="after")
    def _list(self) -> Self:
        self._check("records", "total", "pages")
        if self.paging and self.paging.next:
            self._check_where("next", self.paging.next)
        if self.is_html and not (self.ok or self.total or self.pages):
            raise ValueError("a list of HTML needs ok, total or pages: else a page of something else looks like an empty list")
        return self


class Detail(Reply):
    """The request for one record. `record` is the expression of the record within the answer, which must be an object."""

    record: Expression | None = None

    @model_validator(mode="after")
    def _json(self) -> Self:
        if self.record and self.is_html:
            raise ValueError("record is for JSON; of HTML the values of read and labels are the record")
        return self
