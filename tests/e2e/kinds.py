"""The kinds of pages that a browser walks through: one address of each, below the language. A new page joins here.

A name that begins with `own` is that of a page for a signed-in person.
"""

FIXED = {
    "home": "/",
    "home for a state": "/?as=KZ&for=ai_training",
    "results": "/datasets?q=water&format=CSV",
    "all": "/datasets",
    "usable": "/datasets?usage=unclear&as=KZ&for=ai_training",
    "nothing": "/datasets?q=zzzzqqqq&jurisdiction=KG",
    "parts": "/datasets?q=air+quality+zzzzqqqq",
    "grouped": "/datasets?q=water&group=language",
    "facet": "/datasets/facet/publisher",
    "rules": "/rules?class=personal&purpose=ai_training",
    "between": "/rules/CN/RU",
    "trail": "/trail",
    "proof": "/proof",
    "status": "/status",
    "guide": "/api",
    "how": "/how",
    "guides": "/guides",
    "guide page": "/guides/researcher",
    "guide with code": "/guides/operator",
    "glossary": "/guides/glossary",
    "portals": "/portals",
    "state": "/portals/state/KG",
    "portal": "/portals/sample_kg",
    "check": "/check?portal=sample_kg",
    "quality": "/quality",
    "portal quality": "/portals/sample_kg/quality",
    "coverage": "/coverage",
    "decisions": "/decisions",
    "sign-in": "/sign-in?back=/en/portals",
    "missing": "/nowhere",
    "refused": "/portals?surely-unknown=1",
    "invalid": "/datasets?modified=yesterday",
    "own home": "/",
    "own results": "/datasets?q=water",
    "own portal": "/portals/sample_kg",
    "own review": "/review",
    "own nothing": "/review?q=zzzzqqqq",
    "own holds": "/review/held",
    "own proposals": "/review/proposals",
    "own select": "/review/select?q=water&aspect=license",
    "own rules": "/review/rules",
}
"""Pages whose address is known before anything is harvested."""

MADE = (
    "checked",
    "why",
    "record",
    "answer",
    "combination",
    "as of",
    "saved",
    "proved",
    "run",
    "own record",
    "own held",
    "own question",
    "own licence",
    "own preview",
)
"""Pages whose address follows from what the installation has: the fixture `paths` knows it."""

KINDS = (*FIXED, *MADE)
