"""Where the words of an answer end and its signature begins: the name, the telephone, the telephone's advertisement."""

from __future__ import annotations

import re

from jobs.answers.languages import CLOSINGS, fold

_DELIMITER = re.compile(r"(?:--|—|–)")

_DEVICE = (
    r"i ?phone|i ?pad|phone|mobile|galaxy|samsung|android|huawei|pixel|xiaomi|blackberry|tablet|smartphone|handy"
    r"|m[oó]vil|celular|telem[oó]vel|t[ée]l[ée]phone|portable|windows"
)
_PROGRAM = (
    r"outlook|yahoo|gmx|web\.de|aol|proton|mail for|mail f[üu]r|correo para|courrier pour|email para|spark|gmail"
    r"|k-9|fairemail|bluemail|orange|t-online"
)
_SENT = (
    r"sent (?:from|with|via|using)|gesendet (?:von|mit|aus)|von meinem|diese (?:nachricht|e-?mail) wurde (?:von|mit)"
    r"|enviado (?:desde|con|do|da|de|pelo|a partir)|envoy[ée] (?:de|depuis|[àa] partir|avec)|t[ée]l[ée]phone envoy"
)
_ADVERTISED = re.compile(
    rf"(?:{_SENT})\b.{{0,60}}\b(?:{_DEVICE}|{_PROGRAM})\b.{{0,120}}"
    r"|(?:get|obtener|obtenga|obtén|holen sie sich|hol dir|t[ée]l[ée]charger|obtenez|obter|obtenha|baixe o)\s+(?:o\s+)?"
    r"outlook\b.{0,120}|outlook (?:f[üu]r|pour|para) .{0,20}(?:beziehen|herunterladen).{0,100}",
    re.IGNORECASE,
)

_LONGEST_SIGNATURE = 12
"""Lines below a closing that can be a signature; below more of them the closing was none."""
_NAME = re.compile(r"[^\W\d_][^\d:!?]{0,40}")


def unsigned(lines: list[str], sender: str) -> list[str]:
    """The lines above the signature. `sender` is the name in the answer's From, which may stand alone at the end."""
    end = len(lines)
    for place, line in enumerate(lines):
        if _DELIMITER.fullmatch(line) or _advertises(lines, place) or _closes(lines, place):
            end = place
            break
    kept = list(lines[:end])
    while kept and not kept[-1]:
        kept.pop()
    if len(kept) > 1 and fold(kept[-1].strip(" -–—,.")) in _names(sender):
        kept.pop()
    return kept


def _advertises(lines: list[str], place: int) -> bool:
    """`Sent from my iPhone`, unless the answer begins with it."""
    return len(lines[place]) < 200 and any(lines[:place]) and bool(_ADVERTISED.fullmatch(lines[place]))


def _closes(lines: list[str], place: int) -> bool:
    """`Best regards`, a name, and no more than a signature; never in the first line, where it greets or thanks."""
    if fold(lines[place].strip(" ,.!-–—")) not in CLOSINGS or not any(lines[:place]):
        return False
    below = [line for line in lines[place + 1 :] if line]
    return bool(below) and len(below) <= _LONGEST_SIGNATURE and _is_name(below[0])


def _is_name(line: str) -> bool:
    """One to four words with capitals: `Priya`, `Priya N.`, `M. Vidal`; not `done 2`, not a sentence."""
    named = line.strip(" ,.-–—")
    parts = named.split()
    return bool(_NAME.fullmatch(named)) and len(parts) <= 4 and all(part[0].isupper() for part in parts)


def _names(sender: str) -> set[str]:
    whole = fold(sender)
    parts = whole.split()
    return {whole, *(parts[:1]), *([parts[0][0]] if parts else [])} - {""}
