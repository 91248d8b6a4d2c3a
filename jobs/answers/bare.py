"""A line as its command reads it: without bullets, emoji, quotation marks, and a please or thank you around it."""

from __future__ import annotations

import re
import unicodedata

from jobs.answers.languages import CLOSINGS, GREETINGS, PLEASE, fold

_TICKS = frozenset("✓✔☑✅")
_CROSSES = frozenset("✗✘❌✖❎☐⬜🚫👎❓❔")
"""Before a number they say that something is not so: such a line is no command."""

_OPENING, _CLOSING = "“„‟\"'‘‚«‹*_`¡", "”“\"'’»›*_`.!,;…"
_BULLET = re.compile(r"^[-–—•·▪▫‣◦►●○*]\s+")
_SMILEY = re.compile(r"\s*[:;]-?[)D]$")
_KEYCAP = re.compile("[\ufe0e\ufe0f\u20e3]")
_WIDE = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)}
"""The letters, figures and signs of an East Asian keyboard, and what they are on any other."""


def bare(line: str) -> str:
    """The command that may fill this line, as it was said; blank if a sign denies it. A tick by numbers is `done`."""
    said = _plain(line)
    if any(sign in _CROSSES for sign in said):
        return ""
    ticked = said[:1] in _TICKS or said[-1:] in _TICKS
    said = _stripped(said)
    if ticked and re.fullmatch(r"[\d\s,;&]*", said):
        said = f"done {said}".strip()
    return _without_please(said)


def label(line: str) -> tuple[str, str]:
    """The folded words before the first colon, bullets off, and the words behind it as said; two blanks without one."""
    said = _BULLET.sub("", _plain(line))
    opened = said.lstrip(_OPENING + " ")
    head, colon, tail = _without_symbols_before(opened).partition(":")
    if not colon or len(head) > 40:
        return "", ""
    closed = tail.strip()
    if opened != said and closed[-1:] in tuple("”“\"'’»›*_"):
        closed = closed[:-1]
    return fold(head.rstrip("*_ ")), closed.lstrip("*_ ").strip()


def courteous(line: str) -> bool:
    """Whether a line only greets, thanks or takes leave."""
    said = fold(_stripped(line))
    greets = any(said == word or said.startswith(f"{word} ") for word in GREETINGS)
    return said in CLOSINGS or (greets and len(said.split()) <= 4 and not re.search(r"[\d:?]", said))


def _plain(line: str) -> str:
    return _KEYCAP.sub("", line).translate(_WIDE).strip()


def _stripped(said: str) -> str:
    """Without what decorates both ends, however often."""
    before = None
    while said != before:
        before = said
        said = _BULLET.sub("", _without_symbols(said))
        said = _SMILEY.sub("", said).lstrip(_OPENING).rstrip(_CLOSING).strip()
        if said.startswith("(") and said.endswith(")"):
            said = said[1:-1].strip()
    return said


def _without_symbols(said: str) -> str:
    kept = _without_symbols_before(said)
    while kept and _decorates(kept[-1]):
        kept = kept[:-1].rstrip()
    return kept


def _without_symbols_before(said: str) -> str:
    while said and _decorates(said[0]):
        said = said[1:].lstrip()
    return said


def _decorates(sign: str) -> bool:
    """Emoji, their skin tones and joiners."""
    return unicodedata.category(sign) in ("So", "Sk", "Cf") and sign != "`"


def _without_please(said: str) -> str:
    """`please stop`, `done 2, thanks`: the courtesy off, unless nothing else is said."""
    tokens = said.split()
    for length in (4, 3, 2, 1):
        if len(tokens) > length and fold(" ".join(tokens[:length]).strip(",.! ")) in PLEASE:
            tokens = tokens[length:]
        if len(tokens) > length and fold(" ".join(tokens[-length:]).strip(",.! ")) in PLEASE:
            tokens = tokens[:-length]
    return " ".join(tokens).rstrip(_CLOSING).strip()
