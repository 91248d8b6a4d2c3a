"""Our sentences in other languages: templates/languages/CODE.po, read when the first letter needs it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import templates

if TYPE_CHECKING:
    from babel.messages import Catalog
    from babel.messages.catalog import Message

FOLDER = Path(templates.__file__).parent / "languages"

_PLACEHOLDER = re.compile(r"%(?:\(\w+\))?.?")
_NUMBER = {"%(num)d", "%(num)s"}
"""What the form for one thing may leave out: `one thing`, `eine Sache`."""


class Unusable(Exception):
    """A catalogue that is missing, cannot be read or is not whole. Letters in its language are English then."""


@cache
def sentences(language: str) -> GNUTranslations:
    """The catalogue of a language (not English, which the code speaks). Raises Unusable."""
    from babel.messages.mofile import write_mo

    known = catalogue(language)
    if wrong := next(flaws(known), ""):
        raise Unusable(f"The words of letters are not whole in {language}.po ({wrong})")
    packed = BytesIO()
    write_mo(packed, known)
    packed.seek(0)
    return GNUTranslations(packed)


def catalogue(language: str) -> Catalog:
    """The file as babel reads it. Raises Unusable."""
    from babel import UnknownLocaleError
    from babel.messages.pofile import PoFileError, read_po

    try:
        with (FOLDER / f"{language}.po").open("rb") as file:
            return read_po(file, locale=language, abort_invalid=True)
    except (OSError, ValueError, PoFileError, UnknownLocaleError) as error:
        raise Unusable(f"The words of letters in {language}.po cannot be read ({type(error).__name__})") from error


def flaws(known: Catalog) -> Iterator[str]:
    """What keeps a catalogue from being whole: words that lack, are in doubt, or do not fit those of the code."""
    for message in known:
        if message.id:
            yield from _flaws(message, known.num_plurals)


def _flaws(message: Message, plurals: int) -> Iterator[str]:
    ids, said = _forms(message.id), _forms(message.string)
    if message.fuzzy:
        yield f"in doubt: {ids[0]}"
    if not all(said) or len(said) != (plurals if message.pluralizable else 1):
        yield f"not translated: {ids[0]}"
        return
    named = [set(_PLACEHOLDER.findall(form)) for form in ids]
    for form in said:
        found = set(_PLACEHOLDER.findall(form))
        if found not in (*named, set.union(*named)) and not (message.pluralizable and found == named[-1] - _NUMBER):
            yield f"other names in it: {ids[0]}"
        if re.search("[<>&]", form):
            yield f"markup in it: {ids[0]}"


def _forms(words: str | Iterable[str] | None) -> tuple[str, ...]:
    return (words,) if isinstance(words, str) else tuple(words or ())
