"""From the raw record of a declared portal to a Dataset: pure reading, no portal.

The raw record is an object with the name of its `list`, the `item` of the list, and the `detail` if there is one. Expressions are
about the detail, beside which `item` stands; without a detail they are about the item.
"""

from collections.abc import Iterator
from typing import Any

from schemas.access_rights import access_right
from schemas.dataset import Agent, Coded, ContactPoint, Dataset, Distribution, PeriodOfTime, Statement
from schemas.issues import issue
from schemas.languages import language
from schemas.themes import theme

from ...base import Normalised, RawRecord, normalised
from ...errors import SkipRecord
from ...reading.field_texts import WHOLE, FieldTexts
from ...reading.fields import Fields
from ...reading.files import format_of
from ...reading.records import read_object
from ...reading.remarks import Remarks, excerpt
from ...reading.texts import words
from .expressions import says_nothing
from .holes import Unfilled, filled_address
from .listed import set_values
from .plan import FilesPlan, Plan, Used
from .values import Place, Values, pointer_of


def read_record(raw: RawRecord, plan: Plan) -> Normalised:
    """The dataset of a raw record. Raises `SkipRecord` if it is not a JSON object or has no title."""
    remarks = Remarks(raw.identifier, received=raw.received)
    record = _Record(read_object(raw.content, identifier=raw.identifier), raw, plan, remarks)
    return normalised(record.dataset(), plan.source, remarks)


class _Record:
    def __init__(self, whole: dict[str, Any], raw: RawRecord, plan: Plan, remarks: Remarks) -> None:
        item, detail = (_object(whole.get(name)) for name in ("item", "detail"))
        self.raw, self.plan, self.remarks, self.source = raw, plan, remarks, plan.source
        self.whole, self.item, self.detail = whole, item, detail
        own = detail if plan.has_detail else item
        self.base = raw.url if plan.is_page(whole.get("list")) else f"{str(plan.source.url).rstrip('/')}/"
        self.place = Place("detail" if plan.has_detail else "item")
        self.values = Values({**own, "item": item}, _object(own.get("labels")), remarks, plan, pointer=self.place)
        self.values.take_all(plan.getters)
        self.fields = self.values.fields
        self.texts, self.verbatim = FieldTexts(self.fields), FieldTexts(self.fields, verbatim=True)
        self.languages = self.texts.languages

    def dataset(self) -> Dataset:
        fields, texts = self.fields, self.texts
        stated = fields.values.get("title")
        title = texts.title("title")
        if not title:
            pointer = fields.pointer("title") if stated is not None else self.place(self.plan.title)
            raise SkipRecord(issue("title-missing", identifier=self.raw.identifier, pointer=pointer, value=excerpt(stated)))
        dataset = Dataset(
            identifier=self.raw.identifier,
            title=title,
            description=texts.one("description"),
            keyword=words(texts.words("keyword"), self.languages),
            theme=self.theme(),
            publisher=self.publisher(),
            contact_point=self.contact_point(),
            issued=fields.date("issued"),
            modified=fields.date("modified"),
            accrual_periodicity=fields.frequency("accrual_periodicity"),
            language=fields.coded("language", self.language, divider=",", complaint="language-not-understood"),
            landing_page=self.landing_page(),
            spatial=tuple(dict.fromkeys(fields.places("spatial"))),
            temporal=self.temporal(),
            version=fields.text("version"),
            license=self.statements("license"),
            was_derived_from=self.statements("was_derived_from"),
            source=self.statements("source"),
            access_rights=self.access_rights(),
            distribution=self.distribution(),
        )
        fields.close(housekeeping=frozenset())
        self.note_unused()
        return dataset

    def note_unused(self) -> None:
        """List what no expression uses as ignored."""
        used: Used = dict(self.values.used)
        _merge(used, self.plan.always)
        of_item = used.pop("item", {})
        parts = [("item", self.item, _merged(used, of_item))]
        if self.plan.has_detail:
            only = {name: value for name, value in self.item.items() if self.detail.get(name) != value}
            parts = [("item", only, of_item), ("detail", self.detail, used)]
        for root, values, tree in parts:
            self.values.close(values, tree, at=f"/{root}")

    def language(self, verbatim: str) -> Coded:
        return language(verbatim, states=self.languages.states)

    def access_rights(self) -> tuple[Coded, ...]:
        """What is stated of access, word for word. A code without a word was noted before."""
        getter = self.plan.getters.get("access_rights")
        complaint = "code-not-understood" if getter and getter.codes is None else None
        return self.fields.coded("access_rights", access_right, complaint=complaint, verbatim=True)

    def theme(self) -> tuple[Coded, ...]:
        """The themes. Of one theme in several languages those that we know are kept, else the first."""
        found = self.texts.found("theme", divider=WHOLE)
        coded = [theme(each.text) for each in found]
        if self.plan.getters["theme"].languages if "theme" in self.plan.getters else False:
            coded = list({each.code: each for each in reversed(coded) if each.code}.values())[::-1] or coded[:1]
        return tuple(dict.fromkeys(coded))

    def publisher(self) -> Agent | None:
        name = self.texts.one("publisher", unknown=1)
        identifier = self.fields.text("publisher_identifier")
        homepage = self.fields.url("publisher_homepage", base=self.base)
        return Agent(name=name, identifier=identifier, homepage=homepage) if name else None

    def contact_point(self) -> tuple[ContactPoint, ...]:
        name, email, telephone = (self.fields.verbatim(f"contact_{each}") for each in ("name", "email", "telephone"))
        return (ContactPoint(name=name, email=email, telephone=telephone),) if name or email or telephone else ()

    def landing_page(self) -> str | None:
        """The address in a field, else the one that the declaration makes, else that of the page where the record is."""
        if stated := self.fields.url("landing_page", base=self.base):
            return stated
        if self.plan.options.landing_page is None:
            return self._checked("landing_page", self.raw.url) if self.plan.detail_is_page and self.detail else None
        return self.made("landing_page", self.plan.options.landing_page, complaint="landing-page-unknown")

    def made(self, name: str, template: str, *, complaint: str) -> str | None:
        """The address that the declaration makes of the values of this record."""
        base = str(self.source.url).rstrip("/")
        listed = self.whole.get("list")
        holes = {
            "id": self.raw.identifier,
            "url": base,
            "site": self.plan.options.site,
            "item": self.item,
            "detail": self.detail,
            "set": set_values(self.plan, listed, self.item) if isinstance(listed, str) else {},
        }
        try:
            address = filled_address(template, holes, base=base, page=self.raw.url)
        except Unfilled as error:
            self.remarks.note(complaint, "", str(error))
            return None
        return self._checked(name, address)

    def _checked(self, name: str, address: str) -> str | None:
        return Fields({name: address}, self.remarks, self.source).url(name)

    def temporal(self) -> tuple[PeriodOfTime, ...]:
        """The period in two fields, else that in the text of one."""
        start, end = self.fields.date_of_period("temporal_start"), self.fields.date_of_period("temporal_end")
        period = PeriodOfTime(start=start, end=end) if start or end else self.fields.period("temporal")
        return (period,) if period else ()

    def statements(self, name: str) -> tuple[Statement, ...]:
        found = self.verbatim.found(name, divider=WHOLE)
        return tuple(Statement(verbatim=each.text, field=each.pointer) for each in found)

    def distribution(self) -> tuple[Distribution, ...]:
        """The files, stated and made; without any, one for each format that the portal names."""
        files = (*(self._files(self.plan.files) if self.plan.files else ()), *self._made_files())
        formats = dict(self.fields.texts("format"))
        kinds = dict.fromkeys(format_of(text, self.remarks, pointer) for text, pointer in formats.items())
        return files or tuple(Distribution(format=kind) for kind in kinds if kind)

    def _made_files(self) -> Iterator[Distribution]:
        for each in self.plan.options.files.values():
            if url := self.made("download_url", each.download_url, complaint="value-not-made"):
                kind = format_of(each.format, self.remarks, "", url=url)
                yield Distribution(access_url=url, download_url=url, format=kind)

    def _files(self, plan: FilesPlan) -> Iterator[Distribution]:
        entries, pointer = self.values.listed(plan.at)
        for index, entry in enumerate(entries):
            at = f"{pointer}/{index}"
            file = self._file(plan, entry, at) if isinstance(entry, dict | str) and entry else None
            if file and (isinstance(entry, dict) or file != Distribution()):
                yield file
            elif not says_nothing(entry):
                self.remarks.note("object-expected", at, entry)

    def _file(self, plan: FilesPlan, entry: dict[str, Any] | str, at: str) -> Distribution:
        values = Values(entry, {}, self.remarks, self.plan, pointer=lambda path: at + pointer_of(path))
        values.take_all(plan.getters)
        fields, texts = values.fields, FieldTexts(values.fields)
        download = fields.url("download_url", base=self.base)
        media_type = fields.text("media_type")
        kind = fields.format("format", media_type=media_type, url=download)
        file = Distribution(
            identifier=fields.text("identifier"),
            title=texts.one("title"),
            description=texts.one("description"),
            access_url=fields.url("access_url", base=self.base) or download,
            download_url=download,
            format=kind,
            media_type=media_type,
            byte_size=fields.size("byte_size"),
            issued=fields.date("issued"),
            modified=fields.date("modified"),
        )
        fields.close(housekeeping=frozenset())
        values.close(entry, values.used, at=at)
        return file


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _merge(used: Used, more: Used) -> None:
    for key, inner in more.items():
        if inner is None or used.get(key, {}) is None:
            used[key] = None
        else:
            below: Used = dict(used.get(key) or {})
            _merge(below, inner)
            used[key] = below


def _merged(used: Used, more: Used | None) -> Used | None:
    if more is None:
        return None
    whole: Used = dict(used)
    _merge(whole, more)
    return whole
