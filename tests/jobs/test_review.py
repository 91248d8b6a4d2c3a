"""`coachsheet review`: whose file it is, what it holds and what it never holds, where it lies."""

from __future__ import annotations

import json
import re
import stat
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from pypdf import PdfReader

from jobs.cli import main
from jobs.papers import paper
from jobs.review import place
from jobs.whom import NotOne, one_named
from tests import cast
from tests.jobs.papers.two_years import EIGHT, two_years
from tests.practice_files import MONDAY, REAL, Practice, practice

NAMED = "priya-nair-2026-11-23"
SECRETS = ("SECRET", "Not for the file", "Ask how this felt", "Dismiss", "Look back", "Recommit", "Evidence")


def review(made: Practice, *words: str, options: tuple[str, ...] = (), as_of: str = EIGHT) -> Result:
    return CliRunner().invoke(main, ["--config", str(made.settings), "--as-of", as_of, *options, "review", *words])


def page(made: Practice, name: str = NAMED) -> str:
    """The words of the page, without its markup."""
    html = (made.folder / "files" / f"{name}.html").read_text(encoding="utf-8")
    return re.sub(r"\s+", " ", re.sub(r"<style.*?</style>|<[^>]+>", " ", html, flags=re.DOTALL))


@pytest.fixture(scope="module")
def long_one(tmp_path_factory: pytest.TempPathFactory) -> Practice:
    """Two years with Priya, after one night."""
    made = two_years(tmp_path_factory.mktemp("two") / "practice")
    assert made.run(EIGHT).status == 0
    assert review(made, "priya").exit_code == 0
    assert review(made, "priya", "--for", "coach").exit_code == 0
    return made


@pytest.fixture
def made(tmp_path: Path) -> Practice:
    return practice(tmp_path / "practice")


def test_the_file_of_two_years_is_complete(long_one: Practice) -> None:
    text = page(long_one)
    assert text.count("done on") + text.count("off the list since") >= 300
    for said in (
        "Live from my own studio", "A client who pays me every month", "Mon 25 Nov 2024", "A day by the sea",
        "Both sides", "How Priya saw the progress", "December 2024", "November 2026", "Plan the spring",
        "Ana: The pricing worksheet", "before its day", "2 days after its day", "Train", "3 times a week",
        "Wed 25 Nov, 16:00", "planned", "cancelled by Priya", "cancelled by Ana, another one is owed for it",
        "we did not meet", "The bakery said yes!", "A second pair of eyes",
        "Asked whether the goal is still the right one", "Take your time with it.",
    ):  # fmt: skip
        assert said in text, said
    assert text.count("1 to 10") == 2 and text.count("Kids ill all week") == 21


def test_the_balance_counts_every_commitment_of_both_sides_once(long_one: Practice) -> None:
    kinds = ("Planned", "Done by its day", "Done after its day", "Off the list", "its day is over", "its day is ahead")
    rows = [re.search(rf"{kind} (\d+) (\d+)", page(long_one)) for kind in kinds]
    hers, mine = ([int(row[side]) for row in rows if row] for side in (1, 2))
    assert (hers[0], sum(hers[1:])) == (313, 313) and (mine[0], sum(mine[1:])) == (52, 52)


def test_what_is_the_coachs_own_is_in_her_copy_alone(long_one: Practice) -> None:
    shown, own = page(long_one), page(long_one, f"{NAMED}-for-coach")
    for word in SECRETS:
        assert word not in shown, word
        assert word in own, word
    assert "Your rating 4" in own and "Their own 3" in own and "+1: a reason to ask" in own
    assert "Cancelled by coach, Make-up owed" in own


def test_no_word_of_a_verdict_stands_in_what_the_client_is_shown(long_one: Practice) -> None:
    said = re.findall(r"\b(late|missed|failed|overdue|slipped|no-show|stalled|percent|only)\b|%", page(long_one), re.I)
    assert said == []


def test_nobody_elses_words_stand_in_it(long_one: Practice) -> None:
    assert "Marcus" not in page(long_one) + page(long_one, f"{NAMED}-for-coach")


def test_the_pdf_has_numbered_pages_and_repeats_the_headings(long_one: Practice) -> None:
    pytest.importorskip("weasyprint", reason="needs Pango", exc_type=OSError)
    done = review(long_one, "priya", "--pdf")
    assert done.exit_code == 0 and done.stdout.splitlines()[-1].endswith(f"{NAMED}.pdf")
    read = PdfReader(BytesIO((long_one.folder / "files" / f"{NAMED}.pdf").read_bytes()))
    count = len(read.pages)
    assert 10 < count < 30 and read.metadata and read.metadata.title == "Priya Nair"
    for number in (2, 3, count):
        text = read.pages[number - 1].extract_text().replace("\0", "")
        assert f"{number} / {count}" in text
        assert "Priya Nair · The record of the work, as of Mon 23 Nov 2026" in text
        assert "What happened" in text or number == count, "headings stand on every page of a table"


def figures(read: PdfReader) -> list[str | None]:
    """What a screen reader says of each drawing."""
    found: list[str | None] = []

    def look(at: Any) -> None:
        one = at.get_object()
        for kid in one if isinstance(one, list) else [one["/K"]] if isinstance(one, dict) and "/K" in one else []:
            look(kid)
        if isinstance(one, dict) and one.get("/S") == "/Figure":
            found.append(one.get("/Alt"))

    look(read.trailer["/Root"]["/StructTreeRoot"])
    return found


def test_the_pdf_says_whose_it_is_in_which_language_and_every_drawing_has_its_words(long_one: Practice) -> None:
    pytest.importorskip("weasyprint", reason="needs Pango", exc_type=OSError)
    assert review(long_one, "priya", "--pdf").exit_code == 0
    assert review(long_one, "priya", "--for", "coach", "--pdf").exit_code == 0
    shown, own = (
        PdfReader(BytesIO((long_one.folder / "files" / f"{name}.pdf").read_bytes()))
        for name in (NAMED, f"{NAMED}-for-coach")
    )
    assert shown.metadata and own.metadata
    assert (shown.metadata.title, shown.metadata.author) == ("Priya Nair", "Strong Start")
    assert own.metadata.title == "Priya Nair · For the coach alone", "a viewer shows the title, not the file's name"
    assert shown.trailer["/Root"]["/Lang"] == "en"
    said = figures(shown)
    assert len(said) == 8 and all(said) and {"Off the list", "Ana"} < set(said)


def test_the_workbook_is_read_once_and_nothing_else_is_touched(
    long_one: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sync.workbook.excel import ExcelWorkbook

    reads: list[Any] = []
    real = ExcelWorkbook.read
    monkeypatch.setattr(ExcelWorkbook, "read", lambda *given: reads.append(1) or real(*given))
    before = {name: one for name, one in long_one.listing().items() if not name.startswith(("files", "."))}
    assert review(long_one, "priya").exit_code == 0
    after = {name: one for name, one in long_one.listing().items() if not name.startswith(("files", "."))}
    assert (len(reads), after) == (1, before)


def test_it_is_for_this_user_alone_and_says_where_it_lies(made: Practice) -> None:
    done = review(made, "priya")
    file = made.folder / "files" / f"{NAMED}.html"
    assert done.stdout == f"wrote {file}\n"
    assert [stat.S_IMODE(path.stat().st_mode) for path in (file, file.parent)] == [0o600, 0o700]


def test_a_dry_run_writes_nothing_and_says_what_it_would_write(made: Practice) -> None:
    before = made.listing()
    done = review(made, "priya", "--pdf", options=("--dry-run",))
    assert done.exit_code == 0 and made.listing() == before
    assert done.stdout.splitlines() == [
        f"would write {made.folder / 'files' / NAMED}.{kind}" for kind in ("html", "pdf")
    ]


def test_the_day_is_the_one_it_is_run_as_of_on_the_clients_clock(made: Practice) -> None:
    assert review(made, "sofia", as_of="2026-12-31T23:30Z").exit_code == 0
    assert (made.folder / "files" / "sofia-lind-2027-01-01.html").exists()


def test_machines_get_the_files_in_one_line(made: Practice) -> None:
    told = json.loads(review(made, "priya", options=("--json",)).stdout.splitlines()[-1])
    assert told == {
        "job": "review",
        "workbook": "practice.xlsx",
        "files": [str(made.folder / "files" / f"{NAMED}.html")],
        "problems": [],
    }


def test_two_that_fit_are_listed_and_nobody_is_said_plainly(made: Practice) -> None:
    two = review(made, "a")
    assert two.exit_code == 1 and "a: more than one client: Priya Nair (row 2, " in two.stderr
    assert "; Marcus Webb (row 3, " in two.stderr
    assert (review(made, "Zed").exit_code, review(made, "Zed").stderr) == (1, "Zed: no such client.\n")
    assert review(made, " ").exit_code == 1
    assert review(made, "priya", "--for", "friend").exit_code == 2
    assert not (made.folder / "files").exists()


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("Zoë D'Arc", "zoe-d-arc"),
        ("../../etc/passwd", "etc-passwd"),
        ("=1+1", "1-1"),
        ("x" * 300, "x" * 60),
        ("a\x00b\nc", "a-b-c"),
        ("נועה לוי", "cpriya2x"),
        ("..", "cpriya2x"),
    ],
)
def test_its_name_is_plain_whatever_the_clients_is(name: str, file: str) -> None:
    priya = cast.priya()
    priya.name = name
    assert place(Path("p"), priya, [priya], MONDAY, False) == Path("p") / "files" / f"{file}-2026-11-23.html"


def test_clients_of_one_name_have_a_file_each() -> None:
    one, other = cast.marcus(), cast.marcus()
    one.name, other.name, other.row.id = "Kim Ode", "Kim  Ode!", "ckim2xyz"
    files = {place(Path("p"), each, [one, other], MONDAY, False).name for each in (one, other)}
    assert files == {"kim-ode-cmarcu3y-2026-11-23.html", "kim-ode-ckim2xyz-2026-11-23.html"}
    with pytest.raises(NotOne, match="more than one client: Kim Ode"):
        one_named([one, other], "kim")
    assert one_named([one, other], "ckim2xyz") is other


def test_it_is_in_the_clients_language_and_the_coachs_copy_in_hers(tmp_path: Path) -> None:
    clients = [
        {"Client": "Priya Nair", "Email": "p@clients.example", "Language": "de", "Coach": "Ana Coach", "Goal": "Z"}
    ]
    plan = [{"Client": "Priya Nair", "Commitment": "Anrufen", "Due": MONDAY, "Done on": MONDAY}]
    team = [{"Coach": "Ana Coach", "Email": "ana@strongstart.example", "Digest": "None", "Language": "fr"}]
    one = practice(tmp_path / "practice", clients, plan, Team=team)
    assert review(one, "priya").exit_code == 0 and review(one, "priya", "--for", "coach").exit_code == 0
    assert "am gewählten Tag erledigt" in page(one) and "Des deux côtés" in page(one, f"{NAMED}-for-coach")
    assert 'lang="de"' in (one.folder / "files" / f"{NAMED}.html").read_text()


def test_the_worst_cells_are_words_like_others(tmp_path: Path) -> None:
    worst = [
        "{{ 7*7 }}{% for x in y %}",
        "<script>alert(1)</script>",
        "@HYPERLINK(1)",
        "\u202eback",
        "y" * 10_000,
        "לכתוב (3)",
    ]
    clients = [{"Client": "Priya Nair", "Email": "p@clients.example", "Goal": worst[1], "My notes": worst[0]}]
    plan = [{"Client": "Priya Nair", "Commitment": words, "Due": MONDAY, "Measure": words} for words in worst]
    said = [{"Timestamp": MONDAY, "Client": "Priya Nair", "Wins": words, "Rating": 3} for words in worst]
    one = practice(tmp_path / "practice", clients, plan, **{"Check-ins": said})
    assert review(one, "priya", "--for", "coach").exit_code == 0
    html = (one.folder / "files" / f"{NAMED}-for-coach.html").read_text(encoding="utf-8")
    assert "<script" not in html and "\u202e" not in html and "49" not in html and "y" * 500 not in html
    assert "&lt;script&gt;" in html and "{{ 7*7 }}" in html and "@HYPERLINK(1)" in html


def test_a_client_of_whom_nothing_is_known_yet_has_a_file_too(tmp_path: Path) -> None:
    one = practice(tmp_path / "practice", [{"Client": "Kim", "Email": "k@clients.example"}], [])
    assert review(one, "kim").exit_code == 0 and "Kim" in page(one, "kim-2026-11-23")


def test_rows_that_cannot_be_read_are_counted_for_the_coach(tmp_path: Path) -> None:
    plan = [{"Client": "Priya Nair", "Commitment": "Call", "Due": "31/02/2026"}]
    one = practice(tmp_path / "practice", commitments=plan, policies=REAL)
    assert review(one, "priya", "--for", "coach").exit_code == 0
    assert "1 row of this client cannot be read" in page(one, f"{NAMED}-for-coach")


def test_where_no_pdf_can_be_made_the_page_stands_and_it_says_why(
    made: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_pango(html: str, most: int = 1) -> bytes:
        raise paper.PaperProblem("A PDF needs WeasyPrint and Pango.")

    monkeypatch.setattr(paper, "pdf", no_pango)
    dry = review(made, "priya", "--pdf", options=("--dry-run",))
    assert dry.exit_code == 1 and dry.stdout == f"would write {made.folder / 'files' / NAMED}.html\n"
    done = review(made, "priya", "--pdf")
    assert (done.exit_code, done.stderr) == (1, "A PDF needs WeasyPrint and Pango.\n")
    assert [path.suffix for path in (made.folder / "files").iterdir()] == [".html"]


def test_where_it_cannot_be_written_one_sentence_says_so(made: Practice) -> None:
    (made.folder / "files").write_text("in the way")
    done = review(made, "priya")
    assert done.exit_code == 1 and done.stderr.count("\n") == 1 and "cannot be written" in done.stderr
