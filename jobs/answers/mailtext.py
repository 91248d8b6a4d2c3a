"""What a person wrote now in an email: the best of its bodies, without what it quotes and without its signature."""

from __future__ import annotations

import re
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import EmailMessage, Message
from email.utils import parseaddr

from jobs.answers import page
from jobs.answers.lines import visible
from jobs.answers.parts import bodies, header, text_of
from jobs.answers.quoted import written_now
from jobs.answers.signed import unsigned

LONGEST = 20_000
"""Characters of what was written that are kept; a cell holds 50,000."""

_SEEN = 200_000
"""Characters of a body that are looked at."""

_LANGUAGES = ("en", "de", "es", "fr", "it", "nl", "da", "sv", "cs", "ja", "ko", "zh")
"""Whose ways of quoting the library knows. Its Polish ones would take any line with `Do:` for a header."""

_ANSWERS = re.compile(r"\s*(?:re|aw|wg|sv|fwd?|rv|res?|enc|tr|antw?|r)\s*(?:\[\d+\])?\s*:", re.IGNORECASE)


def written(message: EmailMessage) -> str:
    """The words that the sender wrote in this message, line by line; blank if none. Never raises.

    An empty message whose subject is its own (`stop`, from a letter's List-Unsubscribe link) says its subject.
    """
    lines = written_now(visible(_best(message)[:_SEEN]))
    text = _unquoted_elsewhere("\n".join(unsigned(lines, _sender(message))).strip("\n"))
    return text[:LONGEST] or _subject(message)


def _best(message: Message) -> str:
    """The plain bodies in a row; where they hold nothing to see, the HTML ones."""
    shown = list(bodies(message))
    plain = [text_of(part) for part in shown if part.get_content_type() == "text/plain"]
    if any(line for text in plain for line in visible(text[:_SEEN])):
        return "\n\n".join(plain)
    return "\n\n".join(page.shown(text_of(part)) for part in shown if part.get_content_type() == "text/html")


def _unquoted_elsewhere(text: str) -> str:
    """What stands above a quote as languages beyond our five announce one."""
    from mailparser_reply import EmailMessage as Conversation  # type: ignore[import-untyped]

    seen = "\n".join(line[:300] for line in text[:LONGEST].split("\n"))
    first = Conversation(text=seen, languages=list(_LANGUAGES), keep_hyphen_lists=True).read().replies[0]
    if first.headers:
        return ""
    return "\n".join(text.split("\n")[: first.content.count("\n") + 1]) if first.content else ""


def _sender(message: Message) -> str:
    return worded(parseaddr(header(message, "From"))[0])


def _subject(message: Message) -> str:
    subject = header(message, "Subject")
    return "" if _ANSWERS.match(subject) else "\n".join(visible(worded(subject)))


def worded(value: str) -> str:
    """A header's words, encoded or not (RFC 2047). Never raises."""
    try:
        return str(make_header(decode_header(value)))
    except (HeaderParseError, LookupError, UnicodeError, ValueError):
        return value
