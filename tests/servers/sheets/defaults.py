"""What every new spreadsheet looks like, as recorded from the real service."""

from __future__ import annotations

from copy import deepcopy

from tests.servers.sheets.errors import JSON

ACCENTS: dict[str, tuple[float, float, float]] = {
    "ACCENT1": (0.25882354, 0.52156866, 0.95686275),
    "ACCENT2": (0.91764706, 0.2627451, 0.20784314),
    "ACCENT3": (0.9843137, 0.7372549, 0.015686275),
    "ACCENT4": (0.20392157, 0.65882355, 0.3254902),
    "ACCENT5": (1, 0.42745098, 0.003921569),
    "ACCENT6": (0.27450982, 0.7411765, 0.7764706),
    "LINK": (0.06666667, 0.33333334, 0.8),
}
WHITE: JSON = {"red": 1, "green": 1, "blue": 1}
FORMAT: JSON = {
    "backgroundColor": WHITE,
    "padding": {"top": 2, "right": 3, "bottom": 2, "left": 3},
    "verticalAlignment": "BOTTOM",
    "wrapStrategy": "OVERFLOW_CELL",
    "textFormat": {
        "foregroundColor": {},
        "fontFamily": "arial,sans,sans-serif",
        "fontSize": 10,
        "bold": False,
        "italic": False,
        "strikethrough": False,
        "underline": False,
        "foregroundColorStyle": {"rgbColor": {}},
    },
    "backgroundColorStyle": {"rgbColor": WHITE},
}


def theme() -> JSON:
    colours: dict[str, JSON] = {"TEXT": {}, "BACKGROUND": WHITE}
    colours |= {name: dict(zip(("red", "green", "blue"), shades, strict=True)) for name, shades in ACCENTS.items()}
    entries = [{"colorType": name, "color": {"rgbColor": colour}} for name, colour in colours.items()]
    return {"primaryFontFamily": "Arial", "themeColors": entries}


def spreadsheet_properties(title: str, time_zone: str = "Etc/GMT", locale: str = "en_US") -> JSON:
    return {
        "title": title,
        "locale": locale,
        "autoRecalc": "ON_CHANGE",
        "timeZone": time_zone,
        "defaultFormat": deepcopy(FORMAT),
        "spreadsheetTheme": theme(),
    }
