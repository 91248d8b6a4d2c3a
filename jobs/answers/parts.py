"""What an email is made of: headers as they came, and the text of its bodies, whatever is wrong with their coding."""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import copy
from email.message import Message
from email.policy import compat32

from jobs.answers.lines import split

LARGEST = 1_000_000
"""Bytes of one body that are looked at."""

_DEEPEST = 12
"""How deep parts may lie in parts."""

_LATIN = frozenset({"ascii", "us-ascii", "latin-1", "latin1", "iso-8859-1", "iso8859-1", "windows-1252"})
_WITH_EURO = frozenset({"iso-8859-15", "iso8859-15", "latin-9", "latin9"})
_NO_CHARSET = frozenset({"idna", "punycode", "unicode_escape", "unicode-escape", "raw_unicode_escape", "undefined"})


def lenient(part: Message) -> Message:
    """The same part, its headers read by the rules that never raise (those of headerregistry do, on bad ones)."""
    seen = copy(part)
    seen.policy = compat32
    return seen


def header(message: Message, name: str) -> str:
    """A header's text, unfolded, blank if there is none."""
    return " ".join(str(lenient(message).get(name, "")).split())


def children(part: Message) -> list[Message]:
    """The parts of a multipart, in order; empty for anything else."""
    inside = part.get_payload()
    return [one for one in inside if isinstance(one, Message)] if isinstance(inside, list) else []


def bodies(message: Message, depth: int = 0) -> Iterator[Message]:
    """What is shown of a message: no attachments, no messages inside it, all forms of one text in their order."""
    part = lenient(message)
    if depth > _DEEPEST or part.get_content_disposition() == "attachment":
        return
    if part.get_content_maintype() == "multipart":
        for child in children(part):
            yield from bodies(child, depth + 1)
    elif part.get_content_type() in ("text/plain", "text/html"):
        yield part


def ends_in_a_file(message: Message) -> bool:
    """Whether what stands last in a message is attached to it: were it cut there, no word would be missing."""
    part = lenient(message)
    while inside := children(part):
        part = lenient(inside[-1])
    return part.get_content_disposition() == "attachment"


def text_of(part: Message) -> str:
    """The text of a part: decoded, and lines that were broken to be joined (format=flowed) joined."""
    part = lenient(part)
    payload = part.get_payload(decode=True)
    raw = payload[:LARGEST] if isinstance(payload, bytes) else b""
    text = decoded(raw, str(part.get_param("charset") or ""))
    if str(part.get_param("format")).lower() == "flowed":
        return _joined(text, str(part.get_param("delsp")).lower() == "yes")
    return text


def decoded(raw: bytes, charset: str) -> str:
    """Bytes as text: by the charset that is named if it can be, else UTF-8, else Western European. Never raises.

    Text that is said to be Western European and reads as UTF-8 is UTF-8: the other way round it would hold
    no sensible word.
    """
    named = charset.strip().strip("\"'").lower()
    if named in _LATIN or not named:
        return _strictly(raw, "utf-8") or raw.decode("cp1252", "replace")
    if named in _WITH_EURO:
        return _strictly(raw, "utf-8") or raw.decode("iso-8859-15", "replace")
    if named in _NO_CHARSET or not re.fullmatch(r"[\w.:+-]{1,40}", named, re.ASCII):
        named = "utf-8"
    return _strictly(raw, named) or _strictly(raw, "utf-8") or raw.decode("cp1252", "replace")


def _strictly(raw: bytes, charset: str) -> str:
    """The text, or blank where the bytes are none in that charset. A cut in the last letter does no harm."""
    for end in (len(raw), len(raw) - 1, len(raw) - 2, len(raw) - 3):
        try:
            return raw[: max(end, 0)].decode(charset)
        except (UnicodeError, LookupError, ValueError):
            if len(raw) < LARGEST:
                return ""
    return ""


def _joined(text: str, delete_blank: bool) -> str:
    """Flowed text as it was typed (RFC 3676, 4.2): a line that ends with a blank goes on in the next of its depth."""
    paragraphs: list[tuple[str, list[str]]] = []
    flowing = False
    for line in split(text):
        marks = line[: len(line) - len(line.lstrip(">"))]
        words = line[len(marks) :].removeprefix(" ")
        soft = words.endswith(" ") and words != "-- "
        words = words[:-1] if soft and delete_blank else words
        if flowing and paragraphs[-1][0] == marks and words != "-- ":
            paragraphs[-1][1].append(words)
        else:
            paragraphs.append((marks, [words]))
        flowing = soft
    return "\n".join(f"{marks} {''.join(words)}" if marks else "".join(words) for marks, words in paragraphs)
