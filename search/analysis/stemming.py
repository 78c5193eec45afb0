"""The part of a word that its forms share, so that «вода» finds «воды».

Snowball has Russian, English, Hindi and Persian. For Kazakh, Kyrgyz, Uzbek, Tajik, Belarusian and Urdu the endings of `_ENDINGS`
are removed, longest first, as long as enough of the word is left. That is coarser than grammar; the search ranks the word as
written above its stem. A stem begins with its language (`ru:вод`), so stems of different languages are never confused.
"""

from collections.abc import Callable
from functools import lru_cache, partial

import regex
import Stemmer

from schemas.dataset import UNDETERMINED
from schemas.letters import usual_letters
from schemas.recognition import spellable

from .folding import ZWNJ, fold, uzbek_latin

_SNOWBALL = {"ru": "russian", "en": "english", "hi": "hindi", "fa": "persian"}

_KAZAKH = (
    "лар лер дар дер тар тер"  # plural
    " ның нің дың дің тың тің ға ге қа ке ны ні ды ді ты ті да де та те дан ден тан тен нан нен мен бен пен нда нде на не"  # case
    " сы сі сын сін ын ін ым ім ың ің мыз міз ңыз ңіз ы і"  # possessive
    " дағы дегі тағы тегі"  # "that is in"
)
_KYRGYZ = (
    "лар лер лор лөр дар дер дор дөр тар тер тор төр"
    " нын нин нун нүн дын дин дун дүн тын тин тун түн га ге го гө ка ке ко кө ны ни ну нү ды ди ду дү ты ти ту тү"
    " да де до дө та те то тө дан ден дон дөн тан тен тон төн нан нен нон нөн нда нде ндо ндө на не но нө"
    " сы си су сү сын син сун сүн ын ин ун үн ым им ум үм ың иң уң үң быз биз буз бүз ңыз ңиз ңуз ңүз ы и у ү"
    " дагы деги догу дөгү тагы теги тогу төгү"
)
_UZBEK = "lar ning ni ga ka qa da dan si i im ing imiz ingiz dagi cha"
_TAJIK = "ҳо он гон ҳои и ро аш амон атон ашон"
_BELARUSIAN = (
    "амі ямі ах ях ам ям ау яу оу еу ов ев ой ей ай яй ою ею аю яю ью ія ію іі іяй іях"
    " ы і а я у ю е э о ь"
    " ая яя ое ее ага яга аму яму ым ім ых іх ымі імі ую юю ае яе ыя ія"
)
_URDU = "وں یں یاں ات ین ے ی ہ ا"


def _endings(words: str) -> tuple[str, ...]:
    """The endings, folded as words are, longest first."""
    return tuple(sorted({fold(word) for word in words.split()}, key=lambda ending: (-len(ending), ending)))


_ENDINGS = {
    "kk": _endings(_KAZAKH),
    "ky": _endings(_KYRGYZ),
    "uz": _endings(_UZBEK),
    "tg": _endings(_TAJIK),
    "be": _endings(_BELARUSIAN),
    "ur": _endings(_URDU),
}
_LEAST = {"tg": 2, "kk": 2}
"""The fewest letters of a stem, where it is not `LEAST`: Tajik «об» and Kazakh «су» (water) make «оби», «судың»."""

LEAST = 3
"""The fewest letters of a stem."""

_VOICELESS = frozenset("бвгдкқпстфхцчшщһ")  # with the loan words' voiced letters, which sound voiceless at the end of a word
_VOWEL = frozenset("аәеёиоөұүыіэя")  # without у, which is a consonant where it matters (суы)
_AFTER: dict[str, Callable[[str], bool]] = {
    **dict.fromkeys("ткқ", _VOICELESS.__contains__),
    **dict.fromkeys("аеоөиуүыі", lambda letter: letter not in _VOWEL),
    "с": (_VOWEL | {"у"}).__contains__,
    "н": (_VOWEL | frozenset("умнңрйл")).__contains__,
}
"""The letters that can come before a Kazakh or Kyrgyz ending with this first letter; «бюджеті» ends in «і», not in «ті»."""

_FINAL = str.maketrans("бгғд", "пкқт")
"""Kazakh and Kyrgyz voice a last consonant before a vowel: мектеп, мектебі."""

_STROKES = str.maketrans({"ў": "у", "ӣ": "и"})
"""Letters that alternate between the forms of a word: Belarusian у and ў, Tajik и and ӣ."""

_VOWELS = str.maketrans({"о": "а"})
"""Belarusian writes an unstressed о as а: воды, вада."""

_ADJECTIVE = regex.compile(r"..[бвгджзйклмнпрстфхцчшщь]н$")

_PERSIAN = "ها های هایی هایم هایت هایش هایمان هایتان هایشان ای ام ات اش ایم اند تر ترین"
_PERSIAN_ENDINGS = frozenset(_PERSIAN.split())


def stems(word: str, language: str | None) -> tuple[str, ...]:
    """The stems of a word as written, each with its language: none for a language without rules.

    Without a language (None or `und`), or if the word cannot be of it, those of every language that the letters allow.
    """
    if language not in {None, UNDETERMINED} and language not in _RULES:
        return ()
    word = usual_letters(word)
    possible = spellable(word.casefold())
    languages = (language,) if language and language in possible else possible
    return tuple(f"{code}:{_RULES[code](word)}" for code in languages if code in _RULES)


def _snowball(word: str, *, language: str) -> str:
    return str(_stemmer(language).stemWord(fold(word)))


@lru_cache
def _stemmer(language: str) -> Stemmer.Stemmer:
    return Stemmer.Stemmer(_SNOWBALL[language], 0)  # no cache of its own: `stems` has one


def _persian(word: str) -> str:
    """Snowball's stem of the part before the endings that a ZWNJ separates; «می» before a verb is removed too."""
    parts = word.split(ZWNJ)
    while len(parts) > 1 and fold(parts[-1]) in _PERSIAN_ENDINGS:
        parts.pop()
    if len(parts) > 1 and fold(parts[0]) in {"می", "نمی"}:
        parts.pop(0)
    return _snowball("".join(parts), language="fa")


def _russian(word: str) -> str:
    """Snowball's stem without the endings that make an adjective of a noun: «водных», «школьный», «городской»."""
    stem = _snowball(word, language="ru")
    if stem.endswith("ск") and len(stem) >= LEAST + 3:
        stem = stem.removesuffix("ск")
    elif _ADJECTIVE.search(stem):
        stem = stem.removesuffix("н")
    return stem.rstrip("ь")


def _stripped(word: str, *, language: str, fits: Callable[[str, str], bool] = lambda _rest, _ending: True) -> str:
    """A folded word without its endings: they are removed until none fits what would be left."""
    least = _LEAST.get(language, LEAST)
    for ending in _ENDINGS[language]:
        rest = word.removesuffix(ending)
        if least <= len(rest) < len(word) and fits(rest, ending):
            return _stripped(rest, language=language, fits=fits)
    return word


def _harmonious(rest: str, ending: str) -> bool:
    """Whether a Kazakh or Kyrgyz ending can come after these letters."""
    allowed = _AFTER.get(ending[0])
    return allowed is None or allowed(rest[-1])


def _turkic(word: str, *, language: str) -> str:
    stem = _stripped(fold(word), language=language, fits=_harmonious)
    return stem[:-1] + stem[-1:].translate(_FINAL)


def _uzbek(word: str) -> str:
    return _stripped(uzbek_latin(word), language="uz")


def _tajik(word: str) -> str:
    return _stripped(fold(word).translate(_STROKES), language="tg")


def _belarusian(word: str) -> str:
    return _stripped(fold(word).translate(_STROKES), language="be").translate(_VOWELS)


def _urdu(word: str) -> str:
    return _stripped(fold(word), language="ur")


_RULES: dict[str, Callable[[str], str]] = {
    "ru": _russian,
    "en": partial(_snowball, language="en"),
    "hi": partial(_snowball, language="hi"),
    "fa": _persian,
    "kk": partial(_turkic, language="kk"),
    "ky": partial(_turkic, language="ky"),
    "uz": _uzbek,
    "tg": _tajik,
    "be": _belarusian,
    "ur": _urdu,
}
