"""A portal on loopback HTTP whose lists and records a declaration describes."""

import json
from dataclasses import replace
from html import escape
from typing import Any

from schemas.source import Source
from tests.portal import Answer, Asked, Portal

LISTS: dict[str, Any] = {
    "all": {
        "request": {"get": "/list", "query": {"page": "{page}", "count": "{size}"}},
        "paging": {"by": "page"},
        "total": "found.total",
        "records": "found.rows",
        "id": "id",
    }
}

FIELDS: dict[str, Any] = {"title": "name", "description": "about", "theme": "topic", "issued": "made"}


def row(number: int, **more: Any) -> dict[str, Any]:
    """An entry of a list."""
    return {"id": f"d-{number}", "name": f"Суу {number}", "about": "Көлдөр", "topic": "Экология", "made": "2023-6-1"} | more


class ListPortal(Portal):
    """Serves rows in pages: `page` and `count` at /list, one at /one?id=. Troubles find the place of a page in `start`."""

    def source(self, **fields: Any) -> Source:
        return super().source(**{"kind": "declared", "lists": LISTS, "fields": FIELDS, **fields})

    def answer(self, asked: Asked) -> Answer:
        params = asked.params
        if "page" in params:
            rows = int(params.get("count", 10))
            params = params | {"start": str((int(params["page"]) - 1) * rows), "rows": str(rows)}
        return super().answer(replace(asked, params=params))

    def healthy(self, asked: Asked) -> Answer:
        if asked.path == "/one":
            found = [each for each in self.packages if each["id"] == asked.params["id"]]
            return Answer(json.dumps({"data": found[0]} if found else {"data": None}, ensure_ascii=False).encode())
        if asked.path != "/list":
            return Answer(b"{}", 404)
        total = len(self.packages) if self.total is None else self.total
        return self.listing(self.packages[asked.start : asked.start + asked.rows], total=total)

    def listing(self, packages: list[Any], *, total: int) -> Answer:
        return Answer(
            json.dumps({"found": {"total": total, "rows": packages}}, ensure_ascii=False).encode("utf-8", "backslashreplace")
        )


class DetailPortal(ListPortal):
    """A list of ids, and a request for each record."""

    def source(self, **fields: Any) -> Source:
        detail = {"request": {"get": "/one", "query": {"id": "{id}"}}, "record": "data"}
        return super().source(**{"detail": detail, **fields})

    def listing(self, packages: list[Any], *, total: int) -> Answer:
        return super().listing([{"id": each["id"]} for each in packages], total=total)


class HtmlPortal(ListPortal):
    """The same list and details as pages for people."""

    def source(self, **fields: Any) -> Source:
        listed = {
            "request": {"get": "/list", "query": {"page": "{page}", "count": "{size}"}},
            "answer": "html",
            "paging": {"by": "page"},
            "total": "p.total b",
            "records": "ul.list > li",
            "read": {"href": {"css": "a", "attr": "href"}},
            "id": "split(href, '=')[-1]",
        }
        detail = {
            "request": {"get": "{item.href}"},
            "answer": "html",
            "ok": "h1",
            "read": {"name": "h1"},
            "labels": [{"css": "table td", "form": "turns"}],
        }
        stated = {"title": "name", "description": {"label": "Кыскача"}, "issued": {"label": "Жарыяланган"}}
        return super().source(**{"lists": {"all": listed}, "detail": detail, "fields": stated, **fields})

    def healthy(self, asked: Asked) -> Answer:
        if asked.path == "/one":
            each = next(each for each in self.packages if each["id"] == asked.params["id"])
            cells = f"<td>Кыскача：</td><td>{escape(each['about'])}</td><td>Жарыяланган</td><td>{each['made']}</td>"
            return self._page(f"<h1>{escape(each['name'])}</h1><table><tr>{cells}</tr></table>")
        return super().healthy(asked)

    def listing(self, packages: list[Any], *, total: int) -> Answer:
        entries = "".join(f'<li><a href="/one?id={each["id"]}">{escape(each["name"])}</a></li>' for each in packages)
        return self._page(f'<p class="total">共 <b>{total:,}</b> 条</p><ul class="list">{entries}</ul>')

    def _page(self, body: str) -> Answer:
        return Answer(f"<!DOCTYPE html><html><body>{body}</body></html>".encode(), headers={"Content-Type": "text/html"})
