"""The plainest searches there are, on Tantivy without anything of the catalogue's: what the catalogue must be better than.

One field has all text of a record; the words of a question are joined by OR; the order is BM25.
"""

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from uuid import UUID

import regex
import tantivy

from schemas.record import CatalogRecord

from .forms import source
from .measure import PAGE, Question

_WORD = regex.compile(r"[\p{L}\p{M}\p{N}]+")

Cut = Callable[[str], Iterable[str]]


def words(text: str) -> list[str]:
    """The words of a text in small letters without accents."""
    return _WORD.findall(_folded(text))


def ngrams(text: str) -> list[str]:
    """The runs of three characters of each word with its borders; of a text in Chinese letters, which has no words, of two."""
    return [gram for word in words(text) for gram in _grams(word)]


def _folded(text: str) -> str:
    marked = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in marked if unicodedata.category(sign) != "Mn" or sign >= "\u0900")


def _grams(word: str) -> list[str]:
    size, framed = (2, word) if word[0] >= "\u3000" else (3, f"_{word}_")
    return [framed[at : at + size] for at in range(max(1, len(framed) - size + 1))]


class Plain:
    """A search by the terms that `cut` makes of a text."""

    def __init__(self, cut: Cut) -> None:
        self._cut = cut

    def fill(self, records: Sequence[CatalogRecord]) -> None:
        schema = tantivy.SchemaBuilder()
        schema.add_text_field("id", stored=True, tokenizer_name="raw")
        schema.add_text_field("source", tokenizer_name="raw", index_option="basic")
        schema.add_text_field("text", tokenizer_name="whitespace", index_option="freq")
        self._schema = schema.build()
        self._index = tantivy.Index(self._schema)
        writer = self._index.writer(heap_size=50_000_000, num_threads=1)
        for record in records:
            writer.add_document(self._row(record))
        writer.commit()
        self._index.reload()

    def _row(self, record: CatalogRecord) -> tantivy.Document:
        about = record.dataset
        publisher = about.publisher.name if about.publisher else ()
        texts = " ".join(part.value for part in (*about.title, *about.description, *about.keyword, *publisher))
        row = tantivy.Document()
        row.add_text("id", str(record.id))
        row.add_text("source", record.source)
        row.add_text("text", " ".join(self._cut(texts)))
        return row

    def hits(self, question: Question) -> tuple[UUID, ...]:
        terms = dict.fromkeys(self._cut(question.text))
        if not terms:
            return ()
        should = [
            (tantivy.Occur.Should, tantivy.Query.term_query(self._schema, "text", term, index_option="freq")) for term in terms
        ]
        query = tantivy.Query.boolean_query(should)
        if question.within:
            only = tantivy.Query.const_score_query(
                tantivy.Query.term_query(self._schema, "source", source(question.within), index_option="basic"), 0.0
            )
            query = tantivy.Query.boolean_query([(tantivy.Occur.Must, query), (tantivy.Occur.Must, only)])
        searcher = self._index.searcher()
        return tuple(UUID(searcher.doc(place).get_first("id")) for _, place in searcher.search(query, PAGE).hits)
