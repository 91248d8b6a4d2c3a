"""A body in HTML as text, without what mail programs mark as quoted or as a signature. Knows no words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

LARGEST, MOST_TAGS = 300_000, 10_000
"""Characters of HTML, and tags, that are looked at: some hundreds are usual, and each takes its time to lay out."""

_END = "\ue0f5"
"""Stands where a mail program says that the rest is the letter answered."""

_QUOTED = frozenset(
    "gmail_quote gmail_attr gmail_quote_container yahoo_quoted yahoo-quoted-begin moz-cite-prefix zmail_extra "
    "moz-forward-container protonmail_quote tutanota_quote outlookmessageheader ms-outlook-ios-reference-expand "
    "gmail_signature gmail_signature_prefix moz-signature signature applemailsignature ms-outlook-mobile-signature "
    "protonmail_signature_block quote quoted-content messagereplysection".split()
)
"""Classes, ids and names whose elements are quoted text or a signature. Outlook puts `x_` before what it quotes."""

_ENDS = frozenset("divrplyfwdmsg appendonsend stopspelling mail-editor-reference-message-container replysplit".split())
"""Classes and ids that mark where the letter answered begins; Outlook's quote stands beside it, not in it."""

_TAGS = ("blockquote", "div", "span", "p", "hr", "section", "td", "a")


def shown(html: str) -> str:
    """The text of a page. Never raises: what is no HTML is read as text."""
    from inscriptis import get_text  # type: ignore[import-untyped]
    from inscriptis.css_profiles import CSS_PROFILES  # type: ignore[import-untyped]
    from inscriptis.model.config import ParserConfig  # type: ignore[import-untyped]
    from inscriptis.model.tag import CustomHtmlTagHandlerMapping  # type: ignore[import-untyped]
    from inscriptis.model.tag.table_tag import td_start_handler  # type: ignore[import-untyped]

    def start_cell(state: Any, attributes: Mapping[str, str]) -> None:
        td_start_handler(state, attributes)
        _look(state, attributes)

    starts = dict.fromkeys(_TAGS, _look) | {"td": start_cell}
    config = ParserConfig(
        css=CSS_PROFILES["strict"].copy(),
        custom_html_tag_handler_mapping=CustomHtmlTagHandlerMapping(starts, {}),
    )
    readable = "<".join(html[:LARGEST].split("<", MOST_TAGS + 1)[: MOST_TAGS + 1])
    readable = "".join(c for c in readable if c >= " " or c in "\t\n\r").replace(_END, "")
    try:
        text: str = get_text(readable, config)
    except (ValueError, RecursionError, AttributeError, IndexError, TypeError):
        return ""
    return text.partition(_END)[0]


def _look(state: Any, attributes: Mapping[str, str]) -> None:
    from inscriptis.html_properties import Display  # type: ignore[import-untyped]

    element = state.tags[-1]
    marks = _marks(attributes)
    if marks & _ENDS:
        element.write(f" {_END} ")
    elif marks & _QUOTED or _quotes(element.tag, attributes) or _button(attributes):
        element.display = Display.none


def _marks(attributes: Mapping[str, str]) -> set[str]:
    named = " ".join(attributes.get(key, "") for key in ("class", "id", "name")).lower().split()
    return {name.removeprefix("x_") for name in named} | {n.rsplit("_", 1)[0] for n in named if n.startswith("yahoo_")}


def _quotes(tag: str, attributes: Mapping[str, str]) -> bool:
    """A blockquote; but Gmail and others indent with one that has no border."""
    indented = "border:none" in attributes.get("style", "").replace(" ", "") and "type" not in attributes
    return tag == "blockquote" and not indented


def _button(attributes: Mapping[str, str]) -> bool:
    """A link of our letters that begins an answer: its label (`Done`) is no word of the client's."""
    target = attributes.get("href", "").lower()
    return target.startswith("mailto:") and ("body=" in target or "subject=" in target)
