"""Portals that lead somewhere else."""

import json
from dataclasses import replace

from registry.services import Services
from schemas.runs import Run, RunState
from tests.portal import Answer, Asked, Portal, Trouble, answers, on
from tests.tls import OldTlsPortal, TlsPortal

from .fault import Expect, Fault

METADATA_SERVICE = "http://169.254.169.254/latest/meta-data/"
"""Where machines of many clouds tell their secrets."""

REFUSED = "is not a public address"


def hangs_up() -> Trouble:
    """Answers well and closes the connection, so that the next request looks the name up again."""

    def answer(asked: Asked, portal: Portal) -> Answer:
        healthy = portal.healthy(asked)
        return replace(healthy, headers=healthy.headers | {"Connection": "close"})

    return answer


WORDS = "words of another host"


def leads_to_another_host() -> Trouble:
    """Page 2 is said by another host, which refuses it in its own words."""

    def answer(asked: Asked, portal: Portal) -> Answer | None:
        if asked.path == "/told":
            error = {"__type": "Search Error", "message": WORDS}
            return Answer(json.dumps({"success": False, "error": error}).encode(), 409)
        if asked.start < 25:
            return None
        return Answer(b"", 302, {"Location": portal.url.replace("127.0.0.1", "elsewhere.example") + "/told"})

    return answer


def says_nothing_of_it(services: Services, run: Run) -> None:
    told = [run.error, *(each.value for each in services.store.runs.issues(run.id, limit=100))]
    assert not any(WORDS in (each or "") for each in told)


FAULTS = (
    Fault(
        name="an address on this machine",
        portal="Is declared with an address of the loopback or of a private network.",
        serai="Refused before a byte is sent, unless the operator allows it for this source.",
        source={"allow_private_addresses": False},
        expect=Expect(kept=0, state=RunState.FAILED, error=f"127.0.0.1 {REFUSED}"),
    ),
    Fault(
        name="a redirect to a private address",
        portal="Page 2 redirects to an address inside the network.",
        serai="Every redirect is checked like the first address: refused, the first page is kept.",
        trouble=lambda: [on(answers(302, location=METADATA_SERVICE), start=25)],
        internet=True,
        expect=Expect(kept=25, state=RunState.PARTIAL, error=f"169.254.169.254 {REFUSED}"),
    ),
    Fault(
        name="a redirect to a number in disguise",
        portal="Page 2 redirects to `http://2130706433/`, which is 127.0.0.1.",
        serai="What counts is the address that is connected to, however it is written: refused.",
        trouble=lambda: [on(answers(302, location="http://2130706433/"), start=25)],
        internet=True,
        expect=Expect(kept=25, state=RunState.PARTIAL, error=f"127.0.0.1 {REFUSED}"),
    ),
    Fault(
        name="a redirect to a cloud's metadata service",
        portal="Page 2 redirects to `http://3221225664/`, which is 192.0.0.192.",
        serai="What is public is said by IANA's registries, whatever the version of Python: refused.",
        trouble=lambda: [on(answers(302, location="http://3221225664/opc/v2/"), start=25)],
        internet=True,
        expect=Expect(kept=25, state=RunState.PARTIAL, error=f"192.0.0.192 {REFUSED}"),
    ),
    Fault(
        name="a redirect inside a private network",
        portal="Its declaration allows private addresses, and page 2 redirects to another service of that network.",
        serai="The declaration allows its own host only: refused, the first page is kept.",
        trouble=lambda: [on(answers(302, location="http://localhost:1/"), start=25)],
        expect=Expect(kept=25, state=RunState.PARTIAL, error=REFUSED),
    ),
    Fault(
        name="a redirect to another host that talks",
        portal="Page 2 is at another host, whose answer holds what nobody should read.",
        serai="The run says what happened, and quotes nothing of the answer; no key is sent there.",
        trouble=lambda: [leads_to_another_host()],
        internet=True,
        expect=Expect(kept=25, state=RunState.PARTIAL, issues=frozenset({"page-failed"}), error="refuses the search"),
        proof=says_nothing_of_it,
    ),
    Fault(
        name="a root that only its state trusts",
        portal="Has a TLS certificate under a national root, which the declaration names with `roots`.",
        serai="The root is added to the usual ones for this portal: all is kept.",
        kind=TlsPortal,
        expect=Expect(kept=50),
    ),
    Fault(
        name="a root that nobody knows",
        portal="Has a TLS certificate under a root that is neither known nor declared.",
        serai="Refused. The error names the key with which an operator can add the root.",
        kind=TlsPortal,
        source={"roots": ()},
        expect=Expect(kept=0, state=RunState.FAILED, error="roots in the source's declaration"),
    ),
    Fault(
        name="old TLS",
        portal="Its server knows TLS 1.1 and nothing newer.",
        serai="Refused. The error names the key with which an operator can accept that for this portal.",
        kind=OldTlsPortal,
        expect=Expect(kept=0, state=RunState.FAILED, error="tls: legacy in its declaration"),
    ),
    Fault(
        name="old TLS that the declaration permits",
        portal="Its server knows TLS 1.1 and nothing newer; its declaration says `tls: legacy`.",
        serai="All is kept. Certificate and name are verified as ever; each run reports the exception (`tls-legacy`).",
        kind=OldTlsPortal,
        source={"tls": "legacy"},
        expect=Expect(kept=50),
    ),
    Fault(
        name="https that leads to http",
        portal="Page 2 redirects from https to http.",
        serai="Refused, the first page is kept. The error says what an operator can do.",
        kind=TlsPortal,
        trouble=lambda: [on(answers(302, location="http://127.0.0.1:1/list"), start=25)],
        expect=Expect(kept=25, state=RunState.PARTIAL, error="write it as url into the declaration"),
    ),
    Fault(
        name="a name that changes",
        portal="Its name leads to a public address at first, and then into the network (DNS rebinding).",
        serai="A name is looked up once for each connection, and the address that was checked is connected to: refused.",
        trouble=lambda: [hangs_up()],
        internet=True,
        source={"url": "http://rebinding.example"},
        expect=Expect(kept=25, state=RunState.PARTIAL, error=f"10.0.0.7 {REFUSED}"),
    ),
)
