"""Is it good for both? Asked before somebody is taken on (contract, section 3, Win-win)."""

from __future__ import annotations

from sync.records import Prospect


def win_win(prospect: Prospect) -> str:
    """Yes when all four answers are Yes, No when any is No, else Ask; with a bad answer blank."""
    if None in prospect.answers:
        return ""
    if "No" in prospect.answers:
        return "No"
    return "Yes" if prospect.answers and all(answer == "Yes" for answer in prospect.answers) else "Ask"
