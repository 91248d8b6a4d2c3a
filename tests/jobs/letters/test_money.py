"""Sums as each language writes them, whatever stands in the cell Currency."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.letters.money import money
from sync.cells import LANGUAGES


@pytest.mark.parametrize(
    ("amount", "currency", "language", "shown"),
    [
        (240, "EUR", "en", "€240"), (240, "eur", "de", "240 €"), (240, "€", "en", "€240"), (240, "€", "fr", "240 €"),
        (1240.5, "EUR", "en", "€1,240.50"), (1240.5, "EUR", "de", "1.240,50 €"), (1240.5, "EUR", "pt", "€ 1.240,50"),
        (240, "", "en", "240"), (1240.5, "", "es", "1.240,50"), (240, "kr", "en", "240 kr"),
        (240, "CHF", "en", "CHF 240"), (1200, "JPY", "en", "¥1,200"), (1200.5, "JPY", "en", "¥1,200.50"),
        (1.005, "BHD", "en", "BHD 1.005"), (240, "francs", "en", "240 francs"), (99.999, "USD", "en", "$100"),
        (-50, "EUR", "en", "-€50"), (float("nan"), "EUR", "en", ""), (240, "XYZ", "en", "240 XYZ"),
        (1e28, "EUR", "en", "1e+28 EUR"), (-1e300, "", "de", "-1e+300"),
    ],
)  # fmt: skip
def test_a_sum_is_written_as_the_language_writes_it(amount: float, currency: str, language: str, shown: str) -> None:
    assert money(amount, currency, language).replace("\xa0", " ") == shown


@given(st.floats(0, allow_infinity=False), st.text(max_size=30), st.sampled_from(list(LANGUAGES)))
def test_no_cell_breaks_it(amount: float, currency: str, language: str) -> None:
    shown = money(amount, currency, language)
    assert any(sign.isdigit() for sign in shown) and len(shown) < 60
    assert not any(unicodedata.category(sign) in ("Cc", "Zl", "Zp") for sign in shown)
