"""What every store must do about the issues of runs."""

from registry.store import Store
from schemas.actor import COMMAND
from schemas.issues import MAX_VALUE, Issue, Severity, issue
from tests.contracts.store.backend import Backend
from tests.contracts.store.samples import AT


class IssuesContract(Backend):
    """A part of `StoreContract`."""

    def test_issues_are_grouped_by_kind_and_place(self, store: Store) -> None:
        run = store.runs.start("kg_data_gov", since=None, by=COMMAND, at=AT)
        other = store.runs.start("kz_egov", since=None, by=COMMAND, at=AT)
        formats = [
            issue("format-not-understood", identifier=f"d{i}", pointer=f"/resources/{i}/format", value=f"XYZ{i}")
            for i in range(30)
        ]
        found = [
            issue("title-missing", identifier="d7", pointer="/title"),
            issue("date-not-understood", identifier="d8", pointer="/metadata_modified", value="0000-00-00"),
            issue("date-not-understood", identifier="d9", pointer="/metadata_modified", value="soon"),
            issue("total-wrong", value="800, sent 799"),
            issue("field-ignored", identifier="d1", pointer="/extras/12/b1/3"),
        ]
        store.runs.add_issues(run.id, formats)
        store.runs.add_issues(run.id, found)
        store.runs.add_issues(run.id, [])
        store.runs.add_issues(other.id, formats)
        groups = store.runs.issue_groups(run.id)
        assert [(group.code, group.pointer, group.count) for group in groups] == [
            ("title-missing", "/title", 1),
            ("date-not-understood", "/metadata_modified", 2),
            ("total-wrong", "", 1),
            ("format-not-understood", "/resources/*/format", 30),
            ("field-ignored", "/extras/*/b1/*", 1),
        ]
        assert groups[0].severity is Severity.ERROR
        assert (groups[1].example_identifier, groups[1].example_value) == ("d8", "0000-00-00")
        assert groups[1].title
        assert groups[1].how_to_fix
        assert store.runs.issues(run.id, code="format-not-understood", pointer=groups[3].pointer, limit=100) == tuple(formats)
        assert store.runs.issues(run.id, offset=30, limit=2) == tuple(found[:2])
        assert store.runs.issues(run.id, pointer="/title") == (found[0],)
        assert store.runs.issue_groups(999) == ()
        kinds = {"title-missing": 1, "date-not-understood": 2, "total-wrong": 1, "format-not-understood": 30, "field-ignored": 1}
        assert store.runs.issue_counts([run.id, other.id, 999]) == {
            run.id: kinds,
            other.id: {"format-not-understood": 30},
            999: {},
        }

    def test_whatever_a_portal_sends_can_be_reported(self, store: Store) -> None:
        run = store.runs.start("kg_data_gov", since=None, by=COMMAND, at=AT)
        odd = Issue(code="control-characters", identifier="nul \0 half \ud800", pointer="/" + "x" * 5000, value="a\0b" * 60)
        store.runs.add_issues(run.id, [odd, issue("identifier-missing", value="\ud800" * 500)])
        first, second = store.runs.issues(run.id)
        assert (first.identifier, first.value[:3], len(first.pointer)) == ("nul ␀ half ?", "a␀b", 1000)
        assert second.value == "?" * MAX_VALUE
