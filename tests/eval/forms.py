"""The twelve language forms of the catalogue, and German, which is asked in but held by one portal alone."""

FORMS = ("zh", "ru", "en", "fa", "kk", "ky", "tg", "uz-Latn", "uz-Cyrl", "hi", "ur", "be")
GERMAN = "de"
ASKED = (*FORMS, GERMAN)


def source(form: str) -> str:
    """The portal that holds the records of a form; a filter on it restricts a question to them."""
    return f"eval_{form.lower().replace('-', '_')}"
