"""XML that is made to grow, to hang, or to reach out: texts by name, made when they are called for."""

from collections.abc import Callable


def laughs() -> str:
    """Ten entities, each ten times the one before."""
    entities = "".join(f"<!ENTITY {chr(97 + each)} '{f'&{chr(96 + each)};' * 10}'>" for each in range(1, 12))
    return f"<!DOCTYPE a [<!ENTITY a '1234567890'>{entities}]><a>&l;</a>"


BOMBS: dict[str, Callable[[], str]] = {
    "billion laughs": laughs,
    "attribute defaults": lambda: f"<!DOCTYPE a [<!ATTLIST b c CDATA '{'x' * 1_000_000}'>]><a>{'<b/>' * 100_000}</a>",
    "external DTD": lambda: '<!DOCTYPE a SYSTEM "http://127.0.0.1:9/never.dtd"><a/>',
    "parameter entity": lambda: '<!DOCTYPE a [<!ENTITY % b SYSTEM "http://127.0.0.1:9/never.dtd"> %b;]><a/>',
    "a DTD after a million comments": lambda: "<!---->" * 1_000_000 + "<!DOCTYPE a><a/>",
    "comments and no DTD": lambda: "<!--" * 400_000,
    "instructions and no DTD": lambda: "<?a?>" * 400_000 + "<?",
    "deep": lambda: "<a>" * 300_000,
    "wide": lambda: "<a/>" * 15_000_000,
    "attributes": lambda: "<a " + " ".join(f"b{each}=''" for each in range(2_000_000)) + "/>",
    "attributes within the limit": lambda: "<a " + " ".join(f"b{each}=''" for each in range(400_000)) + "><b>",
    "one long name": lambda: f"<{'a' * 30_000_000}/>",
    "one long text": lambda: f"<a>{'x' * 60_000_000}</a>",
}
