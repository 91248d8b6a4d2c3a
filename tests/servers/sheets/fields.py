"""Field masks (`fields`): parsing them, cutting an answer down to one, and merging an update by one."""

from __future__ import annotations

import re
from typing import Any

from tests.servers.sheets.errors import JSON, invalid

Mask = dict[str, "Mask"]
EVERYTHING: Mask = {}
"""A mask without names: all there is."""


def parsed(text: str) -> Mask:
    """The mask of `a,b(c,d/e),f.g`; `*` and a blank text are everything. Raises ApiError on bad brackets."""
    tokens = re.findall(r"[^,()/.\s]+|[,()/.]", text)
    mask, rest = items(tokens)
    if rest:
        raise invalid(f"Invalid field mask: {text}")
    return EVERYTHING if "*" in mask else mask


def items(tokens: list[str]) -> tuple[Mask, list[str]]:
    mask: Mask = {}
    while tokens and tokens[0] != ")":
        if tokens[0] == ",":
            tokens = tokens[1:]
            continue
        tokens = item(tokens, mask)
    return mask, tokens


def item(tokens: list[str], mask: Mask) -> list[str]:
    """Read one path into the mask; returns the tokens behind it."""
    name, tokens = tokens[0], tokens[1:]
    fresh = name not in mask
    inner = mask.setdefault(name, {})
    if tokens and tokens[0] in "./":
        found: Mask = {}
        tokens = item(tokens[1:], found)
        merge(inner, found, fresh)
    elif tokens and tokens[0] == "(":
        found, tokens = items(tokens[1:])
        tokens = tokens[1:]
        merge(inner, found, fresh)
    else:
        inner.clear()
    if "*" in inner:
        inner.clear()
    return tokens


def merge(into: Mask, found: Mask, fresh: bool) -> None:
    if into or fresh:
        for name, inner in found.items():
            known = name in into
            merge(into.setdefault(name, {}), inner, not known)
            if not inner:
                into[name] = {}


def wants(mask: Mask, *path: str) -> bool:
    """Whether the mask asks for anything at this path."""
    for name in path:
        if not mask:
            return True
        if name not in mask:
            return False
        mask = mask[name]
    return True


def cut(value: Any, mask: Mask) -> Any:
    """The value with only what the mask names; lists are cut item by item."""
    if not mask:
        return value
    if isinstance(value, list):
        return [cut(one, mask) for one in value]
    if not isinstance(value, dict):
        return value
    return {name: cut(value[name], inner) for name, inner in mask.items() if name in value}


def updated(old: JSON, new: JSON, mask: Mask) -> JSON:
    """`old` with what the mask names taken from `new`; what is named and not given (or null) is removed."""
    if not mask:
        return dict(without_nulls(new))
    result = dict(old)
    for name, inner in mask.items():
        given = new.get(name)
        if isinstance(given, dict) and inner:
            given = updated(old.get(name) or {}, given, inner)
        if given is None or given == {}:
            result.pop(name, None)
        else:
            result[name] = without_nulls(given)
    return result


def without_nulls(value: Any) -> Any:
    """A message as the service keeps it: what is null is not there."""
    if isinstance(value, dict):
        return {k: without_nulls(v) for k, v in value.items() if v is not None}
    return [without_nulls(one) for one in value] if isinstance(value, list) else value
