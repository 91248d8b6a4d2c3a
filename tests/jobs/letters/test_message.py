"""The head of a message: what a client's words cannot do to it (contract, section 4 and guarantee 9)."""

from __future__ import annotations

import email
from dataclasses import replace
from email.message import EmailMessage
from email.policy import SMTP

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.letters.compose import compose
from jobs.letters.letter import Attachment, Letter, LetterProblem
from jobs.letters.message import Post, build, message_id
from jobs.letters.render import render
from jobs.mail.envelope import seal
from tests import cast
from tests.cast import commitment, day_of, on, rules, sent, standing
from tests.jobs.letters.scenes import POST, SCENES, letter_of

HEADERS = [
    "From", "To", "Reply-To", "Subject", "Date", "Message-ID", "List-Unsubscribe", "Auto-Submitted",
    "X-Coachsheet-Key", "Content-Type", "MIME-Version", "Content-Language",
]  # fmt: skip


def _arrived(message: EmailMessage) -> EmailMessage:
    arrived = email.message_from_bytes(message.as_bytes(), policy=SMTP)
    assert isinstance(arrived, EmailMessage) and not arrived.defects
    return arrived


def _letter_to(name: str, coach: str, practice: str, words: str) -> Letter:
    someone = cast.client("cname2xy", name, "someone@clients.example", coach=coach)
    day = day_of(someone, standing(commitment(someone, "b1aaaaaa", words, on(3))))
    letter = compose(day, rules(practice_name=practice), someone.email)
    assert letter
    return letter


def test_a_letter_carries_the_contracts_headers() -> None:
    arrived = _arrived(render(letter_of("due-tomorrow"), POST))
    assert str(arrived["From"]) == "Alicia · Strong Start <ana@strongstart.example>"
    assert str(arrived["To"]) == "Priya Nair <priya@clients.example>"
    assert arrived["Reply-To"].addresses[0].addr_spec == "answers@strongstart.example"
    assert arrived["X-Coachsheet-Key"] == "cpriya2x-2026-11-23"
    assert arrived["Auto-Submitted"] == "auto-generated"
    assert arrived["List-Unsubscribe"] == "<mailto:answers@strongstart.example?subject=stop>"
    assert arrived["Date"].datetime == cast.NOW
    assert arrived["In-Reply-To"] == "<cpriya2x-2026-11-14@strongstart.example>"
    assert arrived["References"].split() == [
        "<cpriya2x-2026-11-03@strongstart.example>", "<cpriya2x-2026-11-14@strongstart.example>",
    ]  # fmt: skip
    assert arrived["X-Coachsheet-Rehearsal"] is None
    assert [part.get_content_type() for part in arrived.iter_parts()] == ["text/plain", "text/html"]


def test_a_rehearsal_says_for_whom_it_is() -> None:
    arrived = _arrived(render(letter_of("rehearsal"), POST))
    assert arrived["X-Coachsheet-Rehearsal"] == "yes"
    assert arrived["To"].addresses[0].display_name == "Priya Nair (rehearsal)"
    assert arrived["To"].addresses[0].addr_spec == "alicia@strongstart.example"
    for part in arrived.iter_parts():
        assert "Rehearsal: this email would go to" in part.get_content()


def test_without_a_reply_address_answers_go_to_the_sender() -> None:
    arrived = _arrived(render(letter_of("due-yesterday-no-buttons"), POST))
    assert arrived["Reply-To"] is None
    assert arrived["List-Unsubscribe"] == "<mailto:ana@strongstart.example?subject=stop>"


def test_the_sender_is_as_in_the_settings_where_the_record_names_no_coach() -> None:
    letter = _letter_to("Priya Nair", "", "Strong Start", "Word")
    assert str(_arrived(render(letter, POST))["From"]) == "Ana Coach <ana@strongstart.example>"


def test_the_same_letter_gives_the_same_bytes() -> None:
    for scene in SCENES:
        assert render(letter_of(scene), POST).as_bytes() == render(letter_of(scene), POST).as_bytes()


def test_message_ids_differ_by_workbook_and_key_and_by_nothing_else() -> None:
    other = replace(POST, workbook="other.xlsx")
    ids = {message_id(key, post) for key in ("a-2026-11-23", "b-2026-11-23") for post in (POST, other)}
    assert len(ids) == 4
    assert message_id("a", POST) == message_id("a", replace(POST, now=cast.NOW.replace(year=2027)))


names = st.text(max_size=120) | st.sampled_from(
    ["Nair, Priya", "\u202eabc", 'Priya "P" Nair', "Priya\r\nBcc: x@y.example", "=?utf-8?q?Bcc=3A_x?=",
     "a <b@c.example>", "נועה, לוי", "Priya\u2028Bcc: x", "=?utf-8?b?" * 20, "\\", "(", '"', "a;b:c",
     "\ud800", "Zoë " * 30, "@", ".", "=?", "x=?y?q?z?="]
)  # fmt: skip


@given(names, names, names, names)
def test_no_name_adds_a_header_or_an_address(name: str, coach: str, practice: str, words: str) -> None:
    arrived = _arrived(render(_letter_to(name, coach, practice, words or "x"), POST))
    assert arrived.keys() == HEADERS
    assert [a.addr_spec for a in arrived["To"].addresses] == ["someone@clients.example"]
    assert [a.addr_spec for a in arrived["From"].addresses] == ["ana@strongstart.example"]
    assert len(list(arrived.iter_parts())) == 2


@given(st.text(max_size=60), st.text(max_size=40))
def test_both_parts_arrive_as_they_were_written(text: str, html: str) -> None:
    text, html = (re_lined.encode("utf-8", "replace").decode() for re_lined in (_plain(text), _plain(html)))
    arrived = _arrived(build(letter_of("due-tomorrow"), POST, f"{text}\n", f"{html}\n"))
    got = [part.get_content().replace("\r\n", "\n") for part in arrived.iter_parts()]
    assert got == [f"{text}\n", f"{html}\n"]


def _plain(text: str) -> str:
    return text.replace("\r", " ")


@pytest.mark.parametrize(
    "address",
    ["", "no-at", "a b@c.example", "a@b.example, c@d.example", "a\r\nBcc: x@c.example", "<a@b.example>", "a@mailhost"],
)
def test_an_address_that_cannot_stand_in_a_header_stops_its_letter(address: str) -> None:
    with pytest.raises(LetterProblem, match="cpriya2x-2026-11-23") as problem:
        render(replace(letter_of("everything"), to=address), POST)
    assert "Nair" not in str(problem.value)


def test_a_domain_in_another_script_goes_in_its_ascii_form() -> None:
    arrived = _arrived(render(replace(letter_of("everything"), to="priya@bücher.example"), POST))
    assert arrived["To"].addresses[0].addr_spec == "priya@xn--bcher-kva.example"


def test_a_domain_goes_by_todays_rules_for_names_not_by_those_of_2003() -> None:
    """Python's own codec would write to another domain: strasse.example."""
    letter = letter_of("everything")
    letter = replace(letter, to="priya@straße.example", frame=letter.frame | {"reply_address": "x@straße.example"})
    message = render(letter, POST)
    assert message["To"].addresses[0].addr_spec == "priya@xn--strae-oqa.example"
    assert message["Reply-To"].addresses[0].addr_spec == "x@xn--strae-oqa.example"
    assert message["List-Unsubscribe"] == "<mailto:x@xn--strae-oqa.example?subject=stop>"


def test_an_address_beyond_ascii_before_the_at_stands_in_the_letter_as_it_is() -> None:
    message = render(replace(letter_of("everything"), to="jürgen@bücher.example"), POST)
    assert message["To"].addresses[0].addr_spec == "jürgen@xn--bcher-kva.example"


def test_a_sender_of_two_addresses_stops_the_letter() -> None:
    with pytest.raises(LetterProblem):
        render(letter_of("everything"), Post("a@b.example, c@d.example", "practice.xlsx", cast.NOW))


def test_a_log_that_somebody_typed_in_gives_no_references() -> None:
    letter = replace(letter_of("everything"), references=("<a@b.example>", "x\r\nBcc: y@z.example", "", "not one"))
    arrived = _arrived(render(letter, POST))
    assert arrived["References"] == "<a@b.example>" and arrived["Bcc"] is None


def test_ten_letters_of_a_client_are_one_thread_within_the_length_of_a_line() -> None:
    """Gmail's own numbers, which it may put in place of ours, are longer."""
    earlier = tuple(f"<{'CAKx7Q2m9' * 8}{n}@mail.gmail.example>" for n in range(10))
    message = render(replace(letter_of("everything"), references=earlier), POST)
    assert message["References"].split() == list(earlier) and message["In-Reply-To"] == earlier[-1]
    lines = seal(message).data.partition(b"\r\n\r\n")[0].split(b"\r\n")
    assert max(map(len, lines)) < 120 and b"=?" not in b"".join(
        lines[lines.index(b"In-Reply-To: " + earlier[-1].encode()) :][:12]
    )


def test_a_rehearsal_goes_into_the_thread_of_its_client_not_of_its_coach() -> None:
    """All rehearsals go to one mailbox: what keeps clients apart there is what each letter refers to."""
    threads = []
    for client in (cast.priya(), cast.sofia()):
        day = day_of(
            client, standing(commitment(client, "b1aaaaaa", "x", on(1))), sent=[sent(client, on(-9), "rehearsal")]
        )
        day.rehearsal = True
        letter = compose(day, rules(), "alicia@strongstart.example")
        assert letter
        threads.append(str(render(letter, POST)["References"]))
    assert threads == ["<cpriya2x-2026-11-14@strongstart.example>", "<csofia4z-2026-11-14@strongstart.example>"]


def test_what_is_attached_arrives_beside_both_parts_under_its_name() -> None:
    data = bytes(range(256)) * 40
    files = (
        Attachment("our-record-oct-nov.pdf", "application/pdf", data),
        Attachment("session.ics", 'text/calendar; charset="utf-8"; method=REQUEST', b"BEGIN:VCALENDAR\r\n"),
    )
    message = render(replace(letter_of("agreed"), attachments=files), POST)
    assert seal(message, seven_bit=True).data.isascii()
    arrived = _arrived(message)
    assert arrived.get_content_type() == "multipart/mixed"
    attached = list(arrived.iter_attachments())
    assert [(one.get_filename(), one.get_payload(decode=True)) for one in attached] == [
        (file.name, file.data) for file in files
    ]
    assert attached[1].get_content_type() == "text/calendar" and attached[1].get_param("method") == "REQUEST"
    both = [arrived.get_body((kind,)) for kind in ("plain", "html")]
    assert all(both) and all(part.get_content().strip() for part in both if part)
