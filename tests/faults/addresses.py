"""Portals that lead somewhere else."""

from dataclasses import replace

from schemas.runs import RunState
from tests.portal import Answer, Asked, Portal, Trouble, answers, on

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
        name="a name that changes",
        portal="Its name leads to a public address at first, and then into the network (DNS rebinding).",
        serai="A name is looked up once for each connection, and the address that was checked is connected to: refused.",
        trouble=lambda: [hangs_up()],
        internet=True,
        source={"url": "http://rebinding.example"},
        expect=Expect(kept=25, state=RunState.PARTIAL, error=f"10.0.0.7 {REFUSED}"),
    ),
)
