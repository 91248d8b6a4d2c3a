"""A paper: one page that holds all it shows, as HTML and as PDF; nothing is fetched, whatever a cell says."""

from __future__ import annotations

import gc
import stat
import sys
from contextlib import suppress
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from jobs.papers import paper
from sync import collector

PLAIN = '<!DOCTYPE html><html lang="en"><head><title>Ours</title></head><body><h1>Ours</h1><p>{}</p></body></html>'


def test_a_page_becomes_a_pdf_with_its_words_and_the_same_bytes_each_time() -> None:
    pytest.importorskip("weasyprint", reason="needs Pango", exc_type=OSError)
    made = paper.pdf(PLAIN.format("Åsa, 田中, أمل"))
    assert made == paper.pdf(PLAIN.format("Åsa, 田中, أمل"))
    read = PdfReader(BytesIO(made))
    assert "Åsa" in read.pages[0].extract_text().replace("\0", "")
    assert read.metadata and read.metadata.title == "Ours"


@pytest.mark.parametrize("link", ["http://127.0.0.1:9/x.png", "file:///etc/hostname", "data:image/png;base64,AAAA"])
def test_nothing_is_fetched_for_a_pdf(link: str, caplog: pytest.LogCaptureFixture) -> None:
    pytest.importorskip("weasyprint", reason="needs Pango", exc_type=OSError)
    made = paper.pdf(PLAIN.format(f'<img src="{link}"><a rel="attachment" href="{link}">a</a>'))
    read = PdfReader(BytesIO(made))
    assert not read.pages[0].images and not read.attachments


def test_no_collection_runs_while_a_paper_is_laid_out_and_afterwards_they_run_again() -> None:
    pytest.importorskip("weasyprint", reason="needs Pango", exc_type=OSError)
    rows = "<tr><td>a</td></tr>" * 400
    begun: list[str] = []

    def count(phase: str, info: dict[str, int]) -> None:
        begun.append(phase)

    gc.collect()
    gc.callbacks.append(count)
    try:
        paper.pdf(PLAIN.format(f"<table>{rows}</table>"))
        with pytest.raises(paper.TooLong):
            paper.pdf(PLAIN.format(f"<table>{rows}</table>"), most=1)
    finally:
        gc.callbacks.remove(count)
    assert gc.isenabled() and begun.count("start") <= 2, "one when each is over"


@pytest.mark.parametrize("most", [1, 200])
def test_a_paper_made_in_a_run_leaves_nothing_of_its_layout_behind(most: int) -> None:
    """The collector rests for the whole run: forty welcome packets in one night would all stay in memory."""
    boxes = pytest.importorskip("weasyprint.formatting_structure.boxes", reason="needs Pango", exc_type=OSError)
    gc.collect()
    with collector.paused():
        with suppress(paper.TooLong):
            paper.pdf(PLAIN.format("<p>a</p>" * 200), most)
            assert most > 1, "two pages are more than one"
        assert not [one for one in gc.get_objects() if issubclass(type(one), boxes.Box)]


def test_a_template_is_given_plain_data_alone() -> None:
    with pytest.raises(TypeError, match=r"a .*Path, which is no plain data"):
        paper.page("letter", {"frame": {"name": Path()}})


def test_where_pango_is_missing_one_sentence_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """A library that is not there is an OSError when WeasyPrint is imported, a package that is not an ImportError."""
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    assert paper.lacking().startswith("A PDF needs WeasyPrint and Pango. On Debian and Ubuntu: sudo apt install ")
    with pytest.raises(paper.PaperProblem, match="Pango"):
        paper.pdf(PLAIN)


def test_a_file_is_for_this_user_alone_and_replaces_the_one_before(tmp_path: Path) -> None:
    file = tmp_path / "files" / "one.html"
    paper.keep(file, b"first")
    paper.keep(file, b"second")
    assert file.read_bytes() == b"second"
    assert [stat.S_IMODE(p.stat().st_mode) for p in (file, file.parent)] == [0o600, 0o700]
    assert list(file.parent.iterdir()) == [file]


def test_where_it_cannot_be_written_one_sentence_says_so(tmp_path: Path) -> None:
    (tmp_path / "files").write_text("in the way")
    with pytest.raises(paper.PaperProblem, match=r"one\.html cannot be written in .*: "):
        paper.keep(tmp_path / "files" / "one.html", b"")


@pytest.mark.parametrize("odd", [AssertionError, AttributeError, RecursionError, IndexError])
def test_a_layout_that_breaks_is_that_papers_problem_and_no_runs(
    odd: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    weasyprint = pytest.importorskip("weasyprint", reason="needs Pango", exc_type=OSError)

    def breaks(*args: object, **rest: object) -> None:
        raise odd("words of a cell")

    monkeypatch.setattr(weasyprint.HTML, "render", breaks)
    with pytest.raises(paper.PaperProblem, match=rf"cannot be laid out as a PDF \({odd.__name__}\)\.$"):
        paper.pdf(PLAIN.format("any"))
