"""How witnesses and logs are named in settings, and what is refused there without being repeated."""

import pytest

from registry.proof.keys import Cosigner, Signer
from registry.proof.witnesses import Witness, logs_of, witnesses_of

ONE, TWO = (Cosigner(f"{name}.example", bytes([seed]) * 32) for seed, name in ((1, "one"), (2, "two")))
LOG, NEXT = (Signer("ministry.example/trail", bytes([seed]) * 32) for seed in (3, 4))
OTHER = Signer("other.example/trail", bytes([5]) * 32)


@pytest.mark.parametrize("between", [";", "\n", " ; \n", ";;"])
def test_witnesses_are_named_by_key_and_address(between: str) -> None:
    text = between.join([f"{ONE.verifier} https://one.example/witness/", f"{TWO.verifier}   http://[::1]:8100", ""])
    assert witnesses_of(text) == (
        Witness(ONE.verifier, "https://one.example/witness"),
        Witness(TWO.verifier, "http://[::1]:8100"),
    )


def test_nobody_is_named() -> None:
    assert witnesses_of(" ;\n") == ()
    assert logs_of("") == {}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("https://one.example", "not a key"),
        (f"{ONE.verifier}", "its public key, a space, and the address"),
        (f"{ONE.verifier} https://one.example https://two.example", "its public key, a space, and the address"),
        (f"{LOG.verifier} https://one.example", "not one of a witness"),
        (f"{ONE} https://one.example", "not a key"),
        (f"{ONE.verifier} ftp://one.example", "http or https"),
        (f"{ONE.verifier} https://", "http or https"),
        (f"{ONE.verifier} https://one.example:port", "http or https"),
        (f"{ONE.verifier} https://name:passw0rd@one.example", "http or https"),
        (f"{ONE.verifier} https://one.example/?key=passw0rd", "http or https"),
        (f"{ONE.verifier} https://[::1", "http or https"),
        (f"{ONE.verifier} https://one.example;{ONE.verifier} https://two.example", "two witnesses with the name"),
    ],
)
def test_what_is_no_witness_is_refused(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=why) as refused:
        witnesses_of(text)
    assert "passw0rd" not in str(refused.value)
    assert str(ONE) not in str(refused.value)


def test_a_log_has_two_keys_after_a_change() -> None:
    text = f"{LOG.verifier};{OTHER.verifier}\n{NEXT.verifier}"
    assert logs_of(text) == {LOG.name: (LOG.verifier, NEXT.verifier), OTHER.name: (OTHER.verifier,)}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (str(ONE.verifier), "not one of a log"),
        (str(LOG), "not a key"),
        (f"{LOG.verifier};{LOG.verifier}", "named twice"),
        (f"{LOG.verifier} https://one.example", "not one of a known kind"),
    ],
)
def test_what_is_no_log_is_refused(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        logs_of(text)
