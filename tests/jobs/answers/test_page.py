"""HTML as text, without what mail programs mark as quoted or as a signature."""

from __future__ import annotations

import pytest

from jobs.answers.page import shown


def lines(html: str) -> list[str]:
    return [line.strip() for line in shown(html).split("\n") if line.strip()]


@pytest.mark.parametrize(
    "quote",
    [
        '<div class="gmail_quote">stop</div>',
        '<blockquote type="cite">stop</blockquote>',
        "<blockquote>stop</blockquote>",
        '<div class="moz-cite-prefix">stop</div>',
        '<div class="protonmail_quote">stop</div>',
        '<div id="yahoo_quoted_123">stop</div>',
        '<div class="ydp1 yahoo_quoted">stop</div>',
        '<div id="appendonsend"></div><div>stop</div>',
        '<div id="divRplyFwdMsg">From</div><p>stop</p>',
        '<div id="x_divRplyFwdMsg">From</div><p>stop</p>',
        '<div id="mail-editor-reference-message-container"><p>stop</p></div>',
        '<div name="quote"><div name="quoted-content">stop</div></div>',
        '<div name="messageReplySection">stop</div>',
        '<div class="gmail_signature">stop</div>',
        '<div id="ms-outlook-mobile-signature">stop</div>',
        '<a href="mailto:answers@strongstart.example?body=stop">stop</a>',
        '<p style="display:none">stop</p>',
        "<script>stop</script>",
        "<!-- stop -->",
    ],
)
def test_what_is_marked_as_quoted_signed_or_hidden_is_left_out(quote: str) -> None:
    assert lines(f"<p>done 2</p>{quote}") == ["done 2"]


@pytest.mark.parametrize("quote", ['<div class="gmail_default">7</div>', '<a href="mailto:jo@venue.example">7</a>',
                                   '<blockquote style="margin:0 0 0 40px; border: none">7</blockquote>'])  # fmt: skip
def test_what_only_looks_like_a_quote_stays(quote: str) -> None:
    assert lines(f"<p>done 2</p>{quote}") == ["done 2", "7"]


def test_lines_are_those_that_are_seen() -> None:
    assert lines("one<br>two<div>three</div><ul><li>4</li></ul><table><tr><td>five</td></tr></table>") == [
        "one", "two", "three", "* 4", "five",
    ]  # fmt: skip
    assert lines("<p>do<b>ne</b>&nbsp;2") == ["done\u00a02"] or lines("<p>do<b>ne</b>&nbsp;2") == ["done 2"]


def test_what_is_no_html_is_read_as_text() -> None:
    assert lines("done 2") == ["done 2"] and shown("") == "" and shown("\x00\x01") == ""
