"""Why an answer about use is as it is: the rule that decides, as one sentence of a list."""

from collections.abc import Mapping

from schemas.usage import Ground, UsageEffect, UsageReason

from ..policy.transfer.evaluate import Use
from ..policy.transfer.rules import Said
from .site import Page
from .words import message

SAID: Mapping[str, str] = {
    Said.LICENSE_UNKNOWN: message("The portal names no licence, or none that Serai knows."),
    Said.LICENSE_NO_TERMS: message("What the licence permits is not known."),
    Said.LICENSE_FORBIDS: message("The licence does not permit it."),
    Said.LICENSE_SILENT: message("The licence does not say whether it permits it."),
    Said.LICENSE_TERMS: message("The licence has conditions for it."),
    Said.LICENSE_UNCERTAIN: message("Which licence it is was concluded with low confidence."),
    Said.ACCESS_EMBARGO: message("The data may not be used before a certain day."),
    Said.ACCESS_NON_PUBLIC: message("The portal says that the data are not public."),
    Said.ACCESS_RESTRICTED: message("The portal says that access is restricted."),
    Said.ACCESS_CONDITIONS: message("The holder gives access on conditions."),
    Said.CLASS_UNKNOWN: message("The privacy class is not known."),
    Said.CLASS_UNCERTAIN: message("The privacy class was concluded with low confidence."),
    Said.HOLDER_UNKNOWN: message("In which state the data are held is not known."),
    Said.HOLDER_UNCERTAIN: message("In which state the data are held was concluded with low confidence."),
    Said.SUBCLASS_NOT_STATED_OPEN: message("Nobody has stated whether the data are of a kind that a law treats apart."),
    Said.SUBCLASS_NOT_STATED: message("Nobody has stated whether the data are of a kind that a law treats apart."),
    Said.SOURCE_UNSEEN: message("The data were made from something that is not in this catalogue."),
    Said.NO_RULE: message("Serai knows no rule for data that go this way."),
}
"""What the record itself says, and what happens where no rule matches."""

LAW: Mapping[UsageEffect, str] = {
    UsageEffect.ALLOWED: message("The law allows it: %(state)s."),
    UsageEffect.CONDITIONAL: message("The law sets conditions: %(state)s."),
    UsageEffect.AUTHORISATION: message("The law asks for a permission first: %(state)s."),
    UsageEffect.UNCLEAR: message("The law leaves it open: %(state)s."),
    UsageEffect.PROHIBITED: message("The law forbids it: %(state)s."),
}
"""What the law of a state says, by the effect of the answer that it decides."""

ANY_LAW: Mapping[Ground, str] = {
    Ground.DESTINATION: message("Your state's own law on personal data holds for what arrives there."),
    Ground.PURPOSE: message("What the licence says about this purpose has to be read and kept."),
    Ground.DOMESTIC: message("The data are of your own state, whose law holds as for anybody there."),
}
"""Rules that are of no single state, by what they are about."""

RULE = message("A rule that is of no single state decides.")
UNCONFIRMED_LAW = message("What the law says is of low confidence, and nobody has confirmed it: %(state)s.")
UNCONFIRMED_RULE = message("A rule decides that is of low confidence, and nobody has confirmed it.")


def reason_words(page: Page, reason: UsageReason, effect: UsageEffect) -> str:
    """The rule that decides on an effect, as a sentence."""
    gettext = page.language.gettext
    if reason.rule in SAID:
        return gettext(SAID[reason.rule])
    if reason.state is None:
        return gettext(UNCONFIRMED_RULE if reason.uncertain else ANY_LAW.get(reason.ground, RULE))
    return gettext(UNCONFIRMED_LAW if reason.uncertain else LAW[effect], state=page.labels.state(reason.state))


def rule_words(page: Page, id: str, effect: UsageEffect) -> str:
    """The rule with this id as a sentence; its id if there is none."""
    rule = next((rule for rule in page.services.rules.transfer.rules if rule.id == id), None)
    if rule is None:
        return id
    told = UsageReason(
        rule=id, ground=rule.ground, state=rule.state, citation=rule.citation, uncertain=Use(rule).shown is not rule.effect
    )
    return reason_words(page, told, effect)
