"""Whom to ask about a dataset: what of it may be public. Names, mobile numbers and private mail addresses of persons may not."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from phonenumbers import (
    NumberParseException,
    PhoneNumber,
    PhoneNumberType,
    length_of_geographical_area_code,
    national_significant_number,
    number_type,
    parse,
)

from schemas.contacts import ADDRESS, is_contact_field, is_mailbox_of_office, is_name_of_office, sets_area_code_apart, words_of
from schemas.dataset import ContactPoint, Text
from schemas.issues import Issue
from schemas.source import Contacts

WITHHELD = "[withheld]"

LEAST_DIGITS = 5
"""Fewer digits are no telephone number: an extension, which leads to the desk of one person, or a number of a room."""

MOST_DIGITS = 15
"""More digits are more than one number (ITU-T E.164, 6.1)."""

_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−－ー", "-"))
_BETWEEN_NUMBERS = re.compile(r"[^\d+()\-\s.]+|[\n\r\t]|\s{2,}|(?<=\d)\s*(?=\+)")
_EXTENSION = re.compile(r"-\d{1,5}$")
_NUMBER = re.compile(r"\+?\(?\d[\d\s().\-]{5,}\d")


def public_contacts(
    contacts: Iterable[ContactPoint], policy: Contacts, *, state: str, publisher: Text
) -> tuple[tuple[ContactPoint, ...], tuple[str, ...]]:
    """What a declaration's policy keeps of the contacts of a record, and each value that is withheld.

    Of an office there remain its name, landlines and mail addresses. What cannot be told to be an office's is withheld.
    """
    withheld: list[str] = []
    kept: list[ContactPoint] = []
    for each in contacts:
        if policy is Contacts.OMIT:
            withheld += filter(None, (each.name, each.email, each.telephone))
        elif (office := _of_office(each, state, [text.value for text in publisher], withheld)) != ContactPoint():
            kept.append(office)
    return tuple(dict.fromkeys(kept)), tuple(withheld)


def _of_office(contact: ContactPoint, state: str, publisher: Sequence[str], withheld: list[str]) -> ContactPoint:
    """What of one contact is an office's. The rest is added to `withheld`."""
    names = [contact.name] if contact.name else []
    mails = ADDRESS.findall(unicodedata.normalize("NFKC", contact.email or "")) or ([contact.email] if contact.email else [])
    numbers = list(_numbers(contact.telephone or "")) or ([contact.telephone] if contact.telephone else [])
    office = {
        "name": [each for each in names if _is_office(each, publisher)],
        "email": [each for each in mails if ADDRESS.fullmatch(each) and is_mailbox_of_office(each)],
        "telephone": [each for each in numbers if is_landline(each, state)],
    }
    for field, found in zip(office.values(), (names, mails, numbers), strict=True):
        withheld += [each for each in found if each not in field]
    return ContactPoint(**{field: ", ".join(dict.fromkeys(found)) or None for field, found in office.items()})


def _is_office(name: str, publisher: Sequence[str]) -> bool:
    """Whether a name is the publisher's, or surely that of an office."""
    own = [words_of(each) for each in publisher]
    return words_of(name) in own or is_name_of_office(name, known=frozenset[str]().union(*own))


def _numbers(text: str) -> Iterator[str]:
    """The telephone numbers in a text, as written, without their extensions."""
    for part in _BETWEEN_NUMBERS.split(unicodedata.normalize("NFKC", text).translate(_DASHES)):
        for number in [part] if _digits(part) <= MOST_DIGITS else part.split():
            if _digits(number) >= LEAST_DIGITS:
                yield number.strip(" .-")


def _digits(text: str) -> int:
    return sum(map(str.isdigit, text))


def is_landline(number: str, state: str) -> bool:
    """Whether a number surely is a landline, by the numbering plan of its state (that of the portal, unless it begins with +).

    Digits without an area code, a prefix or a break may be anything, such as the number of an account. The plans are those of
    Google's libphonenumber.
    """
    for written in (number, _EXTENSION.sub("", number)):
        read = _read(written, state)
        if read is None or (kind := number_type(read)) == PhoneNumberType.UNKNOWN:
            continue
        national = national_significant_number(read)
        apart = not sets_area_code_apart(state) or _area_code_is_apart(written, read, national)
        return kind == PhoneNumberType.FIXED_LINE and written != national and apart
    return False


def _area_code_is_apart(written: str, read: PhoneNumber, national: str) -> bool:
    area_code = national[: length_of_geographical_area_code(read)]
    return bool(area_code) and any(group.lstrip("0") == area_code for group in re.findall(r"\d+", written))


def _read(number: str, state: str) -> PhoneNumber | None:
    try:
        return parse(number, state)
    except NumberParseException:
        return None


def without_persons(issue: Issue, withheld: Sequence[str], state: str) -> Issue:
    """An issue whose value tells no person: none of a field for contacts, and nothing that is withheld from the record."""
    if not issue.value:
        return issue
    name = issue.value.partition(": ")[0] if issue.code == "field-ignored" else ""  # entries of a list are reported by name
    if name and is_contact_field(name):
        return issue.model_copy(update={"value": f"{name}: {WITHHELD}"})
    if is_contact_field(issue.pointer) or any(each in issue.value or issue.value in each for each in withheld):
        return issue.model_copy(update={"value": WITHHELD})
    value = issue.value
    if "@" in value:
        value = ADDRESS.sub(lambda mail: mail[0] if is_mailbox_of_office(mail[0]) else WITHHELD, value)
    value = _NUMBER.sub(lambda number: WITHHELD if _is_mobile(number[0], state) else number[0], value)
    return issue if value == issue.value else issue.model_copy(update={"value": value})


def _is_mobile(number: str, state: str) -> bool:
    read = _read(number, state)
    return read is not None and number_type(read) in {PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE}
