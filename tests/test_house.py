"""The house's rules, held from the source text: who may import whom, what is read where, how long things are."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCE = sorted(p for room in ("sync", "jobs") for p in (ROOT / room).rglob("*.py"))
PYTHON = sorted([*SOURCE, *(ROOT / "tests").rglob("*.py"), *(ROOT / "benchmarks").rglob("*.py")])

DRIVERS = {
    "gspread": ("sync/workbook/google",),
    "google": ("sync/workbook/google", "jobs/mail/gmail", "jobs/doctor"),
    "smtplib": ("jobs/mail/",),
    "imaplib": ("jobs/mail/",),
    "imap_tools": ("jobs/mail/imap",),
    "poplib": (),
    "sqlite3": ("jobs/ledger/",),
    "psycopg": ("jobs/ledger/",),
    "lxml": ("sync/workbook/",),
    "python_calamine": ("sync/workbook/",),
    "openpyxl": (),
    "icalendar": ("jobs/letters/",),
    "weasyprint": ("jobs/papers/",),
}
"""Who may import a driver: paths that begin so."""

RULES_MAY = ("sync.records", "sync.policies", "sync.schema", "sync.rules", "sync.cells", "sync.calendar_words")
STRANGERS = {"sync/workbook/": ("jobs", "sync.rules"), "jobs/mail/": ("jobs.ledger", "sync.rules", "sync.workbook")}
STRANGERS["jobs/ledger/"] = ("jobs.mail", "sync.rules", "sync.workbook")

VALUE = "sync.workbook.base.Value"

CLOCK = {
    "datetime.now",
    "datetime.utcnow",
    "datetime.today",
    "date.today",
    "time.time",
    "time.time_ns",
    "time.localtime",
}
ENVIRONMENT = {"os.environ", "os.getenv", "os.environb"}
CHANCE = {"random", "secrets", "uuid"}
HEAVY = (
    "gspread", "google", "lxml", "xlsxwriter", "css_inline", "sqlite3", "smtplib", "jinja2", "python_calamine",
    "psycopg", "imap_tools", "imaplib", "babel", "icalendar", "requests", "mailparser_reply", "weasyprint",
)  # fmt: skip

MOST_LINES, MOST_FUNCTION_LINES = 300, 50
LONG = {"sync/schema.py": 500}
"""Files that are one table, and how long they may be."""


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), name_of(path))


def imports(path: Path) -> Iterator[str]:
    """Every module that the file imports, anywhere in it; `from a import b` counts as a.b and as a."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name_of(path)}: a relative import"
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def within(module: str, rooms: tuple[str, ...]) -> bool:
    return any(module == room or module.startswith(room + ".") for room in rooms)


def dotted(node: ast.AST) -> str:
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def test_rooms_import_only_what_they_may() -> None:
    found = [
        f"{name_of(path)}: {module}" for path in SOURCE for module in sorted(set(imports(path)) & set(alien(path)))
    ]
    assert not found, "jobs -> sync, never back; rules know records; workbook, mail and ledger never meet"


def alien(path: Path) -> Iterator[str]:
    """The imports of our own modules that this file must not make."""
    name = name_of(path)
    ours = {module for module in imports(path) if within(module, ("sync", "jobs", "tests", "templates"))}
    yield from (module for module in ours if within(module, ("tests",)))
    if name.startswith("sync/"):
        yield from (module for module in ours if within(module, ("jobs",)))
    if name.startswith("sync/rules/"):
        yield from ours - {m for m in ours if within(m, RULES_MAY)} - {"sync", "sync.workbook.base", VALUE}
    for room, strangers in STRANGERS.items():
        if name.startswith(room):
            yield from (m for m in ours if within(m, strangers) and not within(m, ("sync.workbook.base",)))


def test_drivers_are_imported_where_they_belong() -> None:
    found = [
        f"{name_of(path)}: {driver}"
        for path in SOURCE
        for driver in {module.split(".")[0] for module in imports(path)} & set(DRIVERS)
        if not name_of(path).startswith(DRIVERS[driver])
    ]
    assert not found


def test_the_sheet_knows_no_clock_no_environment_and_no_chance() -> None:
    found = []
    for path in [path for path in SOURCE if name_of(path).startswith("sync/")]:
        attributes = [dotted(node) for node in ast.walk(tree(path)) if isinstance(node, ast.Attribute)]
        read = {".".join(name.split(".")[-2:]) for name in attributes} | set(imports(path))
        chance = {module.split(".")[0] for module in imports(path)} & CHANCE
        found += [f"{name_of(path)}: {what}" for what in sorted(read & (CLOCK | ENVIRONMENT) | chance)]
    assert not found, "the instant, the settings and IDs are given, never read"


def test_a_start_of_the_command_loads_no_driver() -> None:
    pytest.importorskip("jobs.cli")
    code = f"import jobs.cli, sys; print(*[m for m in {HEAVY!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.split() == []


def test_nothing_is_too_long_to_read() -> None:
    found = []
    for path in SOURCE:
        lines = len(path.read_text(encoding="utf-8").splitlines())
        if lines > LONG.get(name_of(path), MOST_LINES):
            found.append(f"{name_of(path)}: {lines} lines")
        lengths = {f.name: (f.end_lineno or 0) - f.lineno + 1 for f in functions(path)}
        found += [f"{name_of(path)}: {n} has {k} lines" for n, k in lengths.items() if k > MOST_FUNCTION_LINES]
    assert not found


def test_every_module_says_what_lives_there_and_is_typed() -> None:
    modules = [path for path in SOURCE if path.read_text(encoding="utf-8").strip()]
    found = [f"{name_of(path)}: no docstring" for path in modules if not ast.get_docstring(tree(path))]
    found += [f"{name_of(p)}: {f.name} returns what?" for p in SOURCE for f in functions(p) if f.returns is None]
    assert not found


def test_names_say_what_a_thing_is() -> None:
    found = []
    for path in SOURCE:
        classes = [node.name for node in ast.walk(tree(path)) if isinstance(node, ast.ClassDef)]
        named = [path.stem, *classes, *(function.name for function in functions(path))]
        found += [f"{name_of(path)}: {n}" for n in named if re.search(r"util|helper|manager", n, re.IGNORECASE)]
    assert not found


def test_nothing_is_put_off_or_swallowed() -> None:
    found = []
    for path in PYTHON:
        text = path.read_text(encoding="utf-8")
        found += [
            f"{name_of(path)}: {m.group()}" for m in re.finditer(r"#\s*(TO" + r"DO|FIX" + r"ME|XX" + r"X)\b", text)
        ]
        handlers = [node for node in ast.walk(tree(path)) if isinstance(node, ast.ExceptHandler)]
        found += [f"{name_of(path)}:{node.lineno}: a bare except" for node in handlers if node.type is None]
    assert not found


def kept_files() -> list[Path]:
    """What is or would be committed, as git tells it; without git, all but what cannot be."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listed.returncode == 0:
        return [p for n in listed.stdout.decode().split("\0") if n and (p := ROOT / n).is_file()]
    tops = [p for p in ROOT.iterdir() if p.name == ".ci" or not p.name.startswith(".")]
    files = [f for top in tops for f in ([top] if top.is_file() else top.rglob("*")) if f.is_file()]
    return [f for f in files if "__pycache__" not in f.parts]


ELSEWHERE = re.compile(
    r"/(work|root|opt)/\w|/home/(?!ana\b)\w|" + r"py" + r"pi\.|python" + r"hosted|" + r"--(extra-)?index-url"
)


def test_nothing_that_is_kept_names_a_machine_or_an_index() -> None:
    found = []
    for path in kept_files():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        if path != Path(__file__):
            found += [f"{name_of(path)}: {match.group()}" for match in ELSEWHERE.finditer(text)]
    assert not found


def test_the_lock_files_agree_and_every_line_has_its_hash() -> None:
    pins = {}
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / name).read_text(encoding="utf-8")
        blocks = re.split(r"\n(?=\S)", text.strip())
        assert all(re.fullmatch(r"\S+==\S+( ;[^\\]+)? \\(\s+--hash=sha256:[0-9a-f]{64}( \\)?)+", b) for b in blocks)
        pins[name] = {re.split(r" [;\\]", block)[0] for block in blocks}  # for whom each is, may differ
    assert pins["requirements.lock"] <= pins["requirements-dev.lock"]


PACKAGES = {
    "css_inline": "css-inline",
    "email_validator": "email-validator",
    "google": "google-auth",
    "imap_tools": "imap-tools",
    "mailparser_reply": "mail-parser-reply",
    "python_calamine": "python-calamine",
}
"""Imports whose package has another name."""


def needed(lines: list[str]) -> set[str]:
    return {re.split(r"[<>=;\[ ]", line)[0].lower() for line in lines}


def test_the_project_declares_what_it_imports_and_locks_what_it_declares() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    declared = needed([*project["project"]["dependencies"], *project["project"]["optional-dependencies"]["pdf"]])
    found = {module.split(".")[0] for path in SOURCE for module in imports(path)}
    foreign = found - set(sys.stdlib_module_names) - {"sync", "jobs", "templates"}
    assert {PACKAGES.get(name, name).lower() for name in foreign} <= declared
    groups = [line for group in project["dependency-groups"].values() for line in group]
    for name, wanted in {"requirements.lock": declared, "requirements-dev.lock": declared | needed(groups)}.items():
        locked = re.findall(r"^([\w.-]+)==", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE)
        assert wanted <= set(locked), f"{name}: run `make lock`"
