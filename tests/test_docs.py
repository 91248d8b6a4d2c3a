"""The pages against the code: generated tables are up to date, links lead somewhere, commands exist.

`python -m tests.test_docs` (make docs) writes the generated parts anew.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from jobs.settings_table import KEYS, reference, sample
from sync.policies import RULES
from sync.schema import TABS, Column, Tab

ROOT = Path(__file__).parents[1]
PAGES = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")])
MARKS = re.compile(r"(?<=<!-- generated -->\n).*?(?=<!-- end -->)", re.DOTALL)


def workbook_tables() -> str:
    return "\n".join(_tab(tab) for tab in TABS.values())


def _tab(tab: Tab) -> str:
    made = " Made by the first job that has a row for it." if tab.made_by_job else ""
    needed = " Required." if tab.required else ""
    lines = [
        f"## {tab.title}\n",
        f"{tab.purpose}{needed}{made}\n",
        "| column | who writes | holds | |",
        "|---|---|---|---|",
    ]
    return "\n".join([*lines, *map(_column, tab.columns)]) + "\n"


def _column(column: Column) -> str:
    star = "*" if column.required else ""
    who = "jobs" if column.ours else "you"
    holds = " / ".join(column.allowed) or column.kind.value
    remarks = [column.note] if column.note else []
    if column.default:
        remarks.insert(0, f"Blank: {column.default}.")
    return f"| **{column.header}**{star} | {who} | {holds} | {' '.join(remarks)} |"


def policy_table() -> str:
    lines = ["| rule | without it | |", "|---|---|---|"]
    lines += [
        f"| **{rule.name}** | {rule.default if rule.default != '' else '(blank)'} | {rule.note} |" for rule in RULES
    ]
    return "\n".join(lines) + "\n"


def settings_tables() -> str:
    return f"{reference()}\n## The whole file\n\n```toml\n{sample()}```\n"


GENERATED: dict[str, Callable[[], str]] = {
    "docs/workbook.md": workbook_tables,
    "docs/policies.md": policy_table,
    "docs/settings.md": settings_tables,
}


def renewed(name: str) -> str:
    """The page with its generated part as the code has it now."""
    page = (ROOT / name).read_text(encoding="utf-8")
    made = GENERATED[name]()
    return MARKS.sub(lambda _: made, page)


@pytest.mark.parametrize("name", GENERATED)
def test_a_generated_page_says_what_the_code_says(name: str) -> None:
    page = (ROOT / name).read_text(encoding="utf-8")
    assert len(MARKS.findall(page)) == 1
    assert page == renewed(name), "run `make docs`"


def slug(heading: str) -> str:
    """The anchor that a heading gets on the usual hosts of Markdown."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-")


def anchors(page: Path) -> set[str]:
    return {slug(h) for h in re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)}


def test_every_link_leads_somewhere() -> None:
    found = []
    for page in PAGES:
        for link in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8")):
            if re.match(r"https?:|mailto:", link):
                continue
            file, _, anchor = link.partition("#")
            target = (page.parent / file).resolve() if file else page
            if not target.exists() or (anchor and anchor not in anchors(target)):
                found.append(f"{page.name}: {link}")
    assert not found


def commands_said(page: Path) -> set[str]:
    """The commands that the page tells people to type: the first plain word after coachsheet and its options."""
    text = page.read_text(encoding="utf-8")
    code = re.findall(r"```(?:sh|console)\n(.*?)```", text, re.DOTALL) + re.findall(r"`([^`\n]+)`", text)
    options = r"(?: --?(?:config|as-of) (?:\"[^\"]*\"|\S+)| --?[a-z-]+)*"
    return {word for piece in code for word in re.findall(rf"\bcoachsheet{options} ([a-z]+)\b(?!\.)", piece)}


def test_every_command_that_a_page_names_can_be_typed() -> None:
    cli = pytest.importorskip("jobs.cli")
    for page in PAGES:
        said = commands_said(page)
        assert said <= set(cli.main.commands), page.name
    assert set(cli.main.commands) <= commands_said(ROOT / "docs" / "commands.md"), "docs/commands.md lists them all"


def test_every_verb_that_a_page_names_is_in_the_makefile() -> None:
    verbs = set(re.findall(r"^([a-z]+):.*## ", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    for page in PAGES:
        said = set(re.findall(r"`make ([a-z]+)", page.read_text(encoding="utf-8")))
        assert said <= verbs, page.name


def test_every_setting_that_a_page_names_can_be_set() -> None:
    variables = {key.variable for key in KEYS}
    for page in PAGES:
        said = set(re.findall(r"COACHSHEET_[A-Z]+__[A-Z_]+", page.read_text(encoding="utf-8")))
        assert said - {"COACHSHEET_SECTION__KEY"} <= variables | {"COACHSHEET_TABS__CHECK_INS"}, page.name


if __name__ == "__main__":
    for name in GENERATED:
        (ROOT / name).write_text(renewed(name), encoding="utf-8")
