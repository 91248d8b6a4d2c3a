"""The catalogues: as the code and the templates need them, whole, and never half used."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages import Catalog
from babel.messages.pofile import read_po
from jinja2 import nodes

from jobs.letters import catalog, wording
from jobs.letters.catalog import FOLDER, catalogue, flaws, sentences
from jobs.letters.sandbox import environment
from jobs.letters.wording import ENGLISH
from sync.cells import LANGUAGES
from tests.catalogues import ROOT, SPOKEN, TRANSLATED, extracted, renewed

SENTENCES = extracted()
QUOTED = re.compile("“[^”]*”|„[^“]*“|« [^»]* »")


def _keys(known: Catalog) -> dict[tuple[str, object], None]:
    return {(message.context or "", message.id): None for message in known if message.id}


def _forms(of: object) -> tuple[str, ...]:
    return (of,) if isinstance(of, str) else tuple(of) if isinstance(of, list | tuple) else ()


@pytest.fixture
def _anew() -> Iterator[None]:
    """What was read in this test is forgotten after it."""
    yield
    for known in (wording._known, sentences):
        known.cache_clear()


def test_every_language_that_a_sheet_may_name_has_its_catalogue() -> None:
    assert {path.stem for path in FOLDER.glob("*.po")} == set(LANGUAGES) - {"en"}


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_catalogue_says_all_that_letters_say_and_nothing_else(language: str) -> None:
    known, wanted = _keys(catalogue(language)), _keys(SENTENCES)
    assert [key for key in wanted if key not in known] == [], "run `make words` and translate what is blank"
    assert [key for key in known if key not in wanted] == [], "run `make words`"
    assert not catalogue(language).obsolete


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_catalogue_is_whole(language: str) -> None:
    assert list(flaws(catalogue(language))) == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_catalogue_stands_as_it_is_written(language: str) -> None:
    assert (FOLDER / f"{language}.po").read_text(encoding="utf-8") == renewed(language, SENTENCES), "run `make words`"


@pytest.mark.parametrize("language", TRANSLATED)
def test_plurals_are_those_of_the_language(language: str) -> None:
    known = sentences(language)
    assert known.ngettext("one hour", "%(num)d hours", 1) != known.ngettext("one hour", "%(num)d hours", 2)
    zero = known.ngettext("one hour", "%(num)d hours", 0) == known.ngettext("one hour", "%(num)d hours", 1)
    assert zero == (language == "fr")


def _sentences_with(language: str) -> Iterator[tuple[str, str, str]]:
    for message in catalogue(language):
        if message.id:
            forms, said = _forms(message.id), _forms(message.string)
            yield from (
                (message.context or "", forms[min(place, len(forms) - 1)], one) for place, one in enumerate(said)
            )


QUOTES = {"es": "“”", "de": "„“", "fr": "«»", "pt": "“”"}


@pytest.mark.parametrize("language", TRANSLATED)
def test_quotation_marks_are_those_of_the_language(language: str) -> None:
    for _, english, said in _sentences_with(language):
        opening, closing = tuple(QUOTES[language])
        found = "".join(re.findall("[“”„«»\"'‘‚‹›]", said))
        assert found == (opening + closing) * english.count("“"), said


@pytest.mark.parametrize("language", [language for language in TRANSLATED if language != "es"])
def test_no_full_stop_follows_a_date(language: str) -> None:
    """Their dates end in one: `27. Nov.`"""
    dates = re.compile(r"%\((?:day|date|first|last|now|since)\)s\.")
    assert [said for _, _, said in _sentences_with(language) if dates.search(said)] == []


def test_french_signs_have_their_space_and_it_does_not_break() -> None:
    for context, _, said in _sentences_with("fr"):
        if context != "begins an answer":
            assert not re.search("[^\u00a0][:;?!»]|«[^\u00a0]", said), said


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_sentence_keeps_the_ends_of_its_english(language: str) -> None:
    """Full stops, colons and questions are the same, no blank hangs over: pieces stand side by side as in English."""
    for _, english, said in _sentences_with(language):
        assert said == said.strip() and "  " not in said, said
        ends = {"?": "?", ".": ".?", ":": ":", ",": ",:"}
        assert said[-1] in ends.get(english[-1], said[-1]), (english, said)
        assert english[-1] in ".?:," or said[-1] not in ".:", (english, said)


@pytest.mark.parametrize("language", TRANSLATED)
def test_names_of_the_sheet_stay_as_they_are(language: str) -> None:
    """Tabs, columns and values are English in every sheet."""
    names = re.compile(r"\b(?:Policies|Send to|Due|Sync note|Done on|Paid on|Team|Digest|Stage|Outcome|Dismiss)\b")
    for _, english, said in _sentences_with(language):
        if english.startswith(("Done on", "Sync")) or " " in english:
            assert set(names.findall(english)) <= set(names.findall(said)), (english, said)


def _calls() -> Iterator[tuple[str, ast.Call]]:
    for path in (path for room in SPOKEN for path in sorted((ROOT / room).rglob("*.py"))):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                if node.func.attr in ("gettext", "ngettext", "pgettext") and path.name != "wording.py":
                    yield path.name, node


def test_every_sentence_stands_where_it_is_spoken() -> None:
    """A sentence in a variable would not be extracted."""
    for name, call in _calls():
        assert isinstance(call.func, ast.Attribute)
        texts = call.args[: 1 if call.func.attr == "gettext" else 2]
        assert all(isinstance(text, ast.Constant) for text in texts), f"{name}:{call.lineno}"


@pytest.mark.parametrize(
    "path", sorted(FOLDER.parent.glob("*.html")) + sorted(FOLDER.parent.glob("*.txt")), ids=lambda path: path.name
)
def test_no_template_says_a_word_that_is_not_marked(path: Path) -> None:
    tree = environment("en").parse(path.read_text(encoding="utf-8"))
    shown = "".join(data.data for data in tree.find_all(nodes.TemplateData))
    bare = re.sub(r"<style.*?</style>|<[^>]*>|&\w+;", " ", shown, flags=re.DOTALL)
    marked = {id(arg) for call in tree.find_all(nodes.Call) if _is_gettext(call) for arg in call.args}
    marked |= {id(one) for compared in tree.find_all(nodes.Compare) for one in compared.find_all(nodes.Const)}
    said = [one.value for one in tree.find_all(nodes.Const) if isinstance(one.value, str) and id(one) not in marked]
    assert re.findall(r"[^\W\d_]{2,}", bare) == [], "put it between {% trans %} and {% endtrans %}"
    assert [words for words in said if re.search(r"[^\W\d_] [^\W\d_]", words) and "nbsp" not in words] == []


def _is_gettext(call: nodes.Call) -> bool:
    return isinstance(call.node, nodes.Name) and call.node.name in ("gettext", "ngettext", "pgettext", "npgettext")


def _broken(folder: Path, how: str) -> None:
    good = (FOLDER / "de.po").read_text(encoding="utf-8")
    spoiled = {
        "garbage": "no catalogue\n",
        "a blank": good.replace('msgstr "gestern"', 'msgstr ""'),
        "in doubt": good.replace('msgid "yesterday"', '#, fuzzy\nmsgid "yesterday"'),
        "another name": good.replace('msgstr "bisher %(number)s"', 'msgstr "bisher %(nummer)s"'),
        "markup": good.replace('msgstr "gestern"', 'msgstr "<b>gestern</b>"'),
        "cut off": good[: len(good) // 2] + '\nmsgid "x',
        "no utf-8": good.replace("für", "f\udcfcr"),
    }
    if how != "missing":
        assert spoiled[how] != good
        (folder / "de.po").write_text(spoiled[how], encoding="utf-8", errors="surrogateescape")


@pytest.mark.parametrize(
    "how", ["missing", "garbage", "a blank", "in doubt", "another name", "markup", "cut off", "no utf-8"]
)
def test_a_catalogue_that_is_not_whole_is_not_used_at_all(
    how: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, _anew: None
) -> None:
    wording._known.cache_clear()
    sentences.cache_clear()
    _broken(tmp_path, how)
    monkeypatch.setattr(catalog, "FOLDER", tmp_path)
    assert wording.wording("de") is ENGLISH
    assert "de.po" in wording.unspoken("de") and "in that language go out in English" in wording.unspoken("de")
    assert wording.unspoken("en") == ""


def test_renewing_keeps_what_is_translated_and_asks_for_what_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalog, "FOLDER", tmp_path)
    text = (FOLDER / "de.po").read_text(encoding="utf-8")
    (tmp_path / "de.po").write_text(text, encoding="utf-8")
    more = extracted()
    more.add("A new sentence.", locations=[("jobs/letters/new.py", 0)])
    more.delete("yesterday")
    after = renewed("de", more)
    (tmp_path / "de.po").write_text(after, encoding="utf-8")
    assert 'msgid "A new sentence."\nmsgstr ""' in after and '"gestern"' not in after
    assert renewed("de", more) == after
    with (tmp_path / "de.po").open("rb") as file:
        known = read_po(file, locale="de")
    assert len(known) == len(extracted()) and list(flaws(known)) == ["not translated: A new sentence."]
