"""Whatever file decides an answer is kept with the rules, so that it is known of a past day; or it is said here why not."""

import json
import subprocess
import sys
from pathlib import Path

from registry.policy.rules import shipped_contents
from schemas.transfer_facts import subject_counts

ROOT = Path(__file__).parents[3]

NOT_IN_A_SET = {
    "schemas/vocab/languages.yml": "the declaration of a portal is checked by it; no answer depends on a language",
    "schemas/vocab/transfer_facts.yml": "the id of a band says its limits, so it never means others: see the test below",
}

SEEN = "schemas/vocab/jurisdictions.yml"
"""A file of a set that is also read beside it: for the codes of all states, ISO 3166-1, which no rule changes."""

ASKED = """
import json, sys
opened = set()
def watch(event, arguments):
    if event == "open" and isinstance(arguments[0], str):
        opened.add(arguments[0])
sys.addaudithook(watch)

from datetime import date
from tests.registry.policy.combined_records import SOURCE, licensed
from registry.policy.assess import assess
from registry.policy.combination import combine
from registry.policy.rules import load_rules
from registry.policy.transfer.decide import decide
from registry.policy.transfer.short import decide_shortly
from schemas.grounds import grounds_of
from schemas.record import Curation, SubjectCountDecision
from schemas.usage import UsageRequest
from tests.factories import NOON, dataset

rules, day = load_rules(), date(2026, 11, 29)
counted = SubjectCountDecision(value="10000_to_99999", reason="The ministry says so.", by="A. Steward", at=NOON)
records = [licensed("CC-BY-4.0", 1), licensed("ODbL-1.0", 2), licensed("CC-BY-SA-4.0", 3)]
assess(dataset(title="患者登記 Список пaциентов"), Curation(), source=SOURCE, rules=rules, today=day)
records[0] = records[0].model_copy(update={"curation": records[0].curation.model_copy(update={"subject_count": counted})})
for state in ("KZ", "CN", "RU"):
    request = UsageRequest(state=state, purpose="ai_training")
    combine(records, request, rules, day)
    for record in records:
        decide(record, request, rules.transfer, day)
        decide_shortly([grounds_of(record)], request, rules.transfer, day)
print(json.dumps(sorted(opened)))
"""


def test_every_file_that_decides_is_in_a_set_or_has_a_reason() -> None:
    done = subprocess.run([sys.executable, "-c", ASKED], cwd=ROOT, check=True, capture_output=True, text=True, timeout=120)
    data = (".yml", ".yaml", ".json", ".csv", ".txt", ".toml")
    opened = {Path(name) for name in json.loads(done.stdout) if name.endswith(data)}
    read = {str(file.relative_to(ROOT)) for file in opened if file.is_relative_to(ROOT) and ".venv" not in file.parts}
    kept = {file for file in read if Path(file).read_text("utf-8") in set(shipped_contents().values())}
    assert read - kept == NOT_IN_A_SET.keys()
    assert SEEN in kept
    assert len(kept) == len(shipped_contents())


def test_the_id_of_a_band_says_its_limits() -> None:
    for id_, band in subject_counts().items():
        least = "0" if id_.startswith("up_to_") else id_.partition("_")[0]
        assert band.minimum == int(least), id_
