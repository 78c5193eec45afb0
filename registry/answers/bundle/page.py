"""The licence page of a bundle: HTML that needs nothing else, for people who open the file without Serai."""

from collections.abc import Iterable, Sequence
from html import escape

from schemas.web_address import iri_of

from .census import Share
from .parts import About, BundledLicense, BundledPortal

STYLE = """
body { font: 1rem/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 60rem; padding: 0 1rem }
body { color: #1a1a1a; background: #fff }
table { border-collapse: collapse; margin: 1rem 0 } caption { text-align: start; font-weight: bold }
th, td { border-bottom: 1px solid #ccc; padding: .25rem .75rem; text-align: start; vertical-align: top }
td.number { text-align: end } section { overflow-x: auto }
"""

TERMS = (
    ("commercial", "Commercial use"),
    ("derivatives", "Changes"),
    ("attribution", "Naming the source"),
    ("share_alike", "Same licence for the result"),
    ("ai_training", "Training of models"),
)
"""What a licence says, with the heads of the columns."""

INTRODUCTION = (
    "This file has descriptions of datasets that the portals of several states publish. It does not have the datasets: each "
    "description says where its portal gives them out.",
    "There is no one licence for all of it. <strong>Each dataset has a licence of its own</strong>, or none that is clear. The "
    "tables below count them. What a licence permits is told in brief; what holds is the text of the licence.",
    "A licence does not tell whether there are personal data in a dataset. The description says how Serai classes it, and that "
    "is not clear of every dataset either.",
)

OF_THE_DESCRIPTIONS = (
    "The titles, descriptions and keywords are the words of the portals, and stand as they were harvested. A portal may have "
    "terms for them; Serai records the licence of each dataset, and does not know of a licence for the descriptions. Where you "
    "pass on more than single descriptions, ask the portal.",
    "What Serai adds are facts about each description: which licence its words mean, whose law touches it, which privacy class "
    "fits, how sure that is. Names and reasons of officers who decided about it are not in this file.",
    "All of this is information, not legal advice.",
)


def licence_page(
    about: About,
    licenses: Sequence[BundledLicense],
    states: Iterable[Share],
    portals: Iterable[BundledPortal],
    shares: Iterable[Share],
) -> str:
    """The page."""
    titles = {each.id: each.declaration.name for each in portals if each.declaration}
    named = [Share(titles.get(each.name, each.name), each.datasets, each.clear) for each in shares]
    unclear = sum(each.datasets for each in licenses if each.id is None)
    title = f"{about.records} datasets of {about.portals} portals, {about.made_on:%Y-%m-%d}"
    return "\n".join(
        (
            '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>Licences: {title}</title>\n<style>{STYLE}</style>\n</head>\n<body>",
            f"<h1>Licences of this catalogue</h1>\n<p>{title}. Written by Serai {escape(about.serai)}.</p>",
            *(f"<p>{each}</p>" for each in INTRODUCTION),
            f"<p>Of {unclear} of {about.records} datasets it is not clear which licence they have. Nobody can rely on one.</p>",
            _table("By licence", ("Licence", "Datasets", *(head for _, head in TERMS)), map(_license, licenses)),
            _table("By state of the holder", ("State", "Datasets", "Licence clear", "Not clear"), map(_share, states)),
            _table("By portal", ("Portal", "Datasets", "Licence clear", "Not clear"), map(_share, named)),
            "<h2>The descriptions themselves</h2>",
            *(f"<p>{each}</p>" for each in OF_THE_DESCRIPTIONS),
            f"<p>SHA-256 of the contents: <code>{about.sha256}</code></p>\n</body>\n</html>\n",
        )
    )


def _table(caption: str, heads: Iterable[str], rows: Iterable[str]) -> str:
    head = "".join(f'<th scope="col">{escape(each)}</th>' for each in heads)
    body = "\n".join(rows)
    top = f"<caption>{escape(caption)}</caption>\n<thead><tr>{head}</tr></thead>"
    return f"<section><table>\n{top}\n<tbody>\n{body}\n</tbody>\n</table></section>"


def _license(each: BundledLicense) -> str:
    terms = "".join(f"<td>{escape(getattr(each, name))}</td>" for name, _ in TERMS)
    return f'<tr><th scope="row">{_named(each)}</th><td class="number">{each.datasets}</td>{terms}</tr>'


def _named(each: BundledLicense) -> str:
    name = escape(each.name if each.id is None or each.id == each.name else f"{each.name} ({each.id})")
    address = iri_of(each.address) if each.address else None
    return f'<a href="{escape(address)}">{name}</a>' if address else name


def _share(each: Share) -> str:
    numbers = (each.datasets, each.clear, each.datasets - each.clear)
    cells = "".join(f'<td class="number">{number}</td>' for number in numbers)
    return f'<tr><th scope="row"><bdi>{escape(each.name)}</bdi></th>{cells}</tr>'
