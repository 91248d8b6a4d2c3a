"""Formulas of the Today tab that every spreadsheet reads alike: the last run, follow-through week by week. No file.

Sync log and Decisions are made by the first job that has a row for them, so their cells are found by title
and header at the time of reading, and a workbook without them says that there was no run.
"""

from __future__ import annotations

from collections.abc import Callable

from sync.workbook.excel_layout import Layout

STALE_HOURS = 26
"""A nightly run that did not come (contract, section 2, Today)."""
WEEKS = 8
_WEEKDAYS = '"Sun","Mon","Tue","Wed","Thu","Fri","Sat"'
_MONTHS = '"Jan","Feb","Mar","Apr","May","Jun","Jul","Aug","Sep","Oct","Nov","Dec"'


def figures(layout: Layout, last: str) -> list[str]:
    """The last run's time (`last` is its cell), letters sent that day, rows to check, decisions waiting."""
    when, sent = _column(layout, "Sync log", "When"), _column(layout, "Sync log", "Letters")
    fix = _column(layout, "Sync log", "Rows to check")
    known, outcome = _column(layout, "Decisions", "ID"), _column(layout, "Decisions", "Outcome")
    day = f'{when},">="&INT({last}),{when},"<"&(INT({last})+1)'
    return [
        f"=IFERROR(MAX({when}),0)",
        f"=IFERROR(SUMIFS({sent},{day}),0)",
        f"=IFERROR(N(INDEX({fix},MATCH({last},{when},0))),0)",
        f'=IFERROR(SUMPRODUCT(({known}<>"")*({outcome}="")),0)',
    ]


def stale(last: str) -> str:
    """True when the last run is too long ago: a dead job cannot say that it is dead."""
    return f"=AND({last}>0,NOW()-{last}>{STALE_HOURS}/24)"


def _column(layout: Layout, tab: str, header: str) -> str:
    """A column of a tab that may not be there yet, found by its header when the formula is computed."""
    title = layout.title(tab).replace("'", "''").replace('"', '""')
    head, body = f"INDIRECT(\"'{title}'!$A$1:$Z$1\")", f"INDIRECT(\"'{title}'!$A$2:$Z$2000\")"
    return f'INDEX({body},0,MATCH("{header}",{head},0))'


def sentence(last: str, sent: str, fix: str, waiting: str) -> str:
    """`Last run today 07:05, 4 sent, 2 decisions waiting`, from the cells of the figures.

    Day and month are spelled here: a formula's date letters differ from language to language.
    """
    spelled = f'CHOOSE(WEEKDAY({last}),{_WEEKDAYS})&" "&{_spelled(last)}'
    day = f'IF(INT({last})=TODAY(),"today",IF(INT({last})=TODAY()-1,"yesterday",{spelled}))'
    clock = f'TEXT(HOUR({last}),"00")&":"&TEXT(MINUTE({last}),"00")'
    late = f'IF(NOW()-{last}>{STALE_HOURS}/24," (more than a day ago: is the machine on?)","")'
    rows = f'IF({fix}=0,"",", "&{fix}&IF({fix}=1," row"," rows")&" to check")'
    decide = f'IF({waiting}=0,"",", "&{waiting}&IF({waiting}=1," decision"," decisions")&" waiting")'
    return f'=IF({last}=0,"No run yet.","Last run "&{day}&" "&{clock}&{late}&", "&{sent}&" sent"&{rows}&{decide})'


def _spelled(day: str) -> str:
    return f'DAY({day})&" "&CHOOSE(MONTH({day}),{_MONTHS})'


def week(number: int, monday: str, of: Callable[[str], str]) -> tuple[str, str, str]:
    """A week's Monday, its name, and kept of resolved own commitments with Due in it, in percent (contract, Kept).

    `monday` is the cell of the first of the three; `of` gives a column of Commitments by its header.
    """
    due, status, owner, moved = of("Due"), of("Status"), of("Owner"), of("Moved")
    rows = f'{due},">="&{monday},{due},"<"&({monday}+7),{due},"<="&TODAY(),{owner},"<>Coach"'
    words = ("Done", "Done late", "Overdue", "Slipped")
    resolved = "+".join(f'COUNTIFS({rows},{status},"{word}")' for word in words)
    kept = f'COUNTIFS({rows},{status},"Done",{moved},"<>Late")'
    return (
        f"=TODAY()-WEEKDAY(TODAY(),2)+1-7*{WEEKS - 1 - number}",
        f"={_spelled(monday)}",
        f"=IF(({resolved})=0,NA(),ROUND(100*({kept})/({resolved}),0))",
    )
