"""Sums as letters and digests show them: by the language and the currency (CLDR, through Babel)."""

from __future__ import annotations

import re
from math import isfinite

from jobs.letters.words import words

LONGEST = 12
"""Characters of a Currency cell that are shown."""

TOO_LONG = 1e15
"""From here on a figure is a slip: sheets keep no more digits, and nobody reads them."""

_CODE = re.compile(r"[A-Za-z]{3}")


def money(amount: float, currency: str, language: str) -> str:
    """`€240`, `€1,240.50`, `240 €`, `240 kr`. Cents stand where there are some.

    `currency` is a code (EUR), a sign (€), a word, or blank: then it is the figure alone.
    """
    from babel.numbers import format_currency, format_decimal

    if not isfinite(amount):
        return ""
    unit = words(currency, LONGEST)
    code = unit.upper() if _known(unit.upper()) else ""
    exact = round(amount, 2)
    places = _places(code) if code else 2
    if round(amount, places) != exact:
        places, exact = (places, round(amount, places)) if places > 2 else (2, exact)
    if abs(exact) >= TOO_LONG:
        return f"{exact:.3g}\u00a0{unit}".rstrip()
    pattern = "#,##0" if exact == int(exact) else f"#,##0.{'0' * places}"
    if code or (unit and not unit[0].isalnum() and len(unit) == 1):
        shown = format_currency(exact, code or unit, _pattern(pattern, language), language, currency_digits=False)
        # `CHF 240`: a name of letters does not stand against the figure (CLDR, currencySpacing).
        return re.sub(r"(?<=[^\W\d_])(?=\d)", "\u00a0", shown)
    shown = format_decimal(exact, pattern, language)
    return f"{shown}\u00a0{unit}" if unit else shown


def _known(code: str) -> bool:
    from babel.numbers import list_currencies

    return bool(_CODE.fullmatch(code)) and code in list_currencies()


def _places(code: str) -> int:
    from babel.numbers import get_currency_precision

    return get_currency_precision(code)


def _pattern(number: str, language: str) -> str:
    """Where the language puts the currency's sign: `¤#,##0`, `#,##0 ¤`."""
    from babel import Locale

    standard = Locale.parse(language).currency_formats["standard"].pattern.partition(";")[0]
    return re.sub(r"[#0.,]+", lambda _: number, standard, count=1)
