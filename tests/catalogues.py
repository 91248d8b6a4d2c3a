"""The catalogues of letters, kept up with the code: `python -m tests.catalogues` (make words) extracts our sentences.

Translations and their order stay; a new sentence comes with a blank one, for a person to fill in.
"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.plurals import get_plural
from babel.messages.pofile import write_po

from jobs.letters import catalog
from jobs.letters.catalog import FOLDER, catalogue, flaws
from sync.cells import LANGUAGES

ROOT = Path(__file__).parents[1]
SPOKEN = ("jobs/letters", "jobs/digest", "jobs/papers")
"""Where sentences stand in the code; the others stand in the templates."""

TRANSLATED = tuple(language for language in LANGUAGES if language != "en")

_KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
_TEMPLATE = {"extensions": "jinja2.ext.i18n", "trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"}
_HEAD = """\
# Letters of coachsheet in {name}. Add and drop sentences with `make words`; templates/README.md says how they sound.
msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plurals}\\n"

"""


def extracted() -> Catalog:
    """Every sentence of the code and the templates, in the order of the files."""
    found = Catalog()
    python = (path for room in SPOKEN for path in sorted((ROOT / room).rglob("*.py")))
    templates = (path for path in sorted((ROOT / "templates").glob("*")) if path.suffix in (".html", ".txt"))
    for path in (*python, *templates):
        method = "python" if path.suffix == ".py" else "jinja2"
        options = {} if path.suffix == ".py" else _TEMPLATE
        for _, ids, _, context in extract_from_file(method, path, _KEYWORDS, options=options):
            found.add(ids, locations=[(path.relative_to(ROOT).as_posix(), 0)], context=context)
    return found


def renewed(language: str, sentences: Catalog) -> str:
    """The catalogue's file with the sentences as they are now; all of them blank where there is no file yet."""
    known = catalogue(language) if (catalog.FOLDER / f"{language}.po").exists() else Catalog(language)
    known.update(sentences, no_fuzzy_matching=True)
    written = BytesIO()
    write_po(written, known, width=120, omit_header=True, ignore_obsolete=True, include_lineno=False)
    plurals = str(get_plural(language)).strip().rstrip(";")
    head = _HEAD.format(name=LANGUAGES[language], language=language, plurals=f"{plurals};")
    return head + written.getvalue().decode("utf-8").rstrip("\n") + "\n"


def main() -> None:
    sentences = extracted()
    for language in TRANSLATED:
        text = renewed(language, sentences)
        (FOLDER / f"{language}.po").write_text(text, encoding="utf-8")
        wrong = list(flaws(catalogue(language)))
        print(f"{language}.po: {len(sentences)} sentences", *wrong, sep="\n  ")


if __name__ == "__main__":
    main()
