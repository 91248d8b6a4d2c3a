"""Where the words of an answer end and its signature begins: the name, the telephone, the telephone's advertisement."""

from __future__ import annotations

import re
from itertools import islice

from jobs.answers.languages import ALONE, CLOSINGS, fold

_DELIMITER = re.compile(r"(?:--|—|–)")

_DEVICE = (
    r"i ?phone|i ?pad|phone|mobile|galaxy|samsung|android|huawei|pixel|xiaomi|blackberry|tablet|smartphone|handy"
    r"|m[oó]vil|celular|telem[oó]vel|t[ée]l[ée]phone|portable|windows"
)
_PROGRAM = (
    r"outlook|yahoo|gmx|web\.de|aol|proton(?: ?mail)?|mail for|mail f[üu]r|correo para|courrier pour|email para"
    r"|spark|gmail|k-9|fairemail|bluemail|orange|t-online"
)
_SENT = (
    r"sent (?:from|with|via|using)|gesendet (?:von|mit|aus)|von meinem|diese (?:nachricht|e-?mail) wurde (?:von|mit)"
    r"|enviado (?:desde|con|com|do|da|de|pelo|a partir)|envoy[ée] (?:de|depuis|[àa] partir|avec)|t[ée]l[ée]phone envoy"
)
_ADVERTISED = re.compile(
    rf"(?:{_SENT})\b.{{0,60}}\b(?:{_DEVICE}|{_PROGRAM})\b.{{0,120}}"
    r"|von (?:yahoo|outlook|gmx|web\.de|aol|t-online)\b.{0,60} gesendet"
    r"|(?:get|obtener|obtenga|obtén|holen sie sich|hol dir|t[ée]l[ée]charger|obtenez|obtenir|obter|obtenha|baixe o)\s+"
    r"(?:o\s+)?outlook\b.{0,120}|outlook (?:f[üu]r|pour|para) .{0,20}(?:beziehen|herunterladen).{0,100}",
    re.IGNORECASE,
)

_LONGEST_SIGNATURE = 12
"""Lines below a closing that can be a signature; below more of them the closing was none."""
_NAME = re.compile(r"[^\W\d_][^\d:!?]{0,40}")


def unsigned(lines: list[str], sender: str) -> list[str]:
    """The lines above the signature, which never is the first line: there it greets or thanks.

    `sender` is the name in the answer's From, which may stand alone at the end.
    """
    end, begun, names = len(lines), False, _names(sender)
    for place, line in enumerate(lines):
        if _DELIMITER.fullmatch(line) or (begun and (_advertises(line) or _closes(lines, place, names))):
            end = place
            break
        begun = begun or bool(line)
    kept = _without_blanks(lines[:end])
    if len(kept) > 1 and fold(kept[-1].strip(" -–—,.")) in names:
        kept = _without_blanks(kept[:-1])
    return kept


def _without_blanks(lines: list[str]) -> list[str]:
    end = len(lines)
    while end and not lines[end - 1]:
        end -= 1
    return lines[:end]


def _advertises(line: str) -> bool:
    """`Sent from my iPhone`."""
    return 0 < len(line) < 200 and bool(_ADVERTISED.fullmatch(line))


def _closes(lines: list[str], place: int, names: set[str]) -> bool:
    """`Best regards`, a name, and no more than a signature; or both in one line, `LG Jonas`."""
    said = fold(lines[place].strip(" ,.!-–—"))
    signs = any(said.removesuffix(name).rstrip(" ,.-–—") in CLOSINGS for name in names if said.endswith(f" {name}"))
    if not (signs or said in CLOSINGS):
        return False
    rest = (lines[n] for n in range(place + 1, len(lines)) if lines[n])
    below = list(islice(rest, _LONGEST_SIGNATURE + 1))
    return len(below) <= _LONGEST_SIGNATURE and (signs or (bool(below) and _is_name(below[0])))


def _is_name(line: str) -> bool:
    """One to four words with capitals: `Priya`, `Priya N.`, `M. Vidal`; not `done 2`, not `Stop`, not a sentence."""
    named = line.strip(" ,.-–—")
    parts = named.split()
    return (
        fold(named) not in ALONE
        and bool(_NAME.fullmatch(named))
        and len(parts) <= 4
        and all(part[0].isupper() for part in parts)
    )


def _names(sender: str) -> set[str]:
    whole = fold(sender)
    parts = whole.split()
    return {whole, *(parts[:1]), *([parts[0][0]] if parts else [])} - {""}
