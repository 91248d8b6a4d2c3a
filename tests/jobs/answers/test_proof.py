"""Who answered: one sender, the one to whom the letter went, and not refuted by the server that received it."""

from __future__ import annotations

from email import message_from_bytes, policy
from email.message import Message

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.answers.heads import answered, values
from jobs.answers.proof import ANOTHER, FAILED, SEVERAL, failed_authentication, refused, sender_of

PRIYA = "priya@clients.example"
EVIL = "mallory@evil.example"


def message(head: str) -> Message:
    return message_from_bytes(f"{head}\n\nDone.\n".encode(), policy=policy.default)


def sent(*senders: str) -> Message:
    return message("\n".join(f"From: {sender}" for sender in senders))


@pytest.mark.parametrize(
    "sender",
    [
        PRIYA,
        f"<{PRIYA}>",
        "PRIYA@Clients.EXAMPLE",
        f"Priya Nair <{PRIYA}>",
        f'"Nair, Priya" <{PRIYA}>',
        f"Dr. Priya Nair (on the road (again)) <{PRIYA}>",
        f"=?utf-8?q?Priya_=E2=98=80=2C_Nair?= <{PRIYA}>",
        f'"{PRIYA}" <{PRIYA}>',
        f"{PRIYA} <{PRIYA}>",
        f'"mallory@evil.example, \\"x\\"" <{PRIYA}>',
        f"Priya\n <{PRIYA}>",
        f"Priya ☀ <{PRIYA}>",
    ],
)
def test_a_client_is_known_however_her_mail_program_writes_her_name(sender: str) -> None:
    assert refused(sent(sender), PRIYA) == ""


@pytest.mark.parametrize(
    ("went_to", "sender"),
    [
        ("Priya@Clients.example", PRIYA),
        ("priya@bücher.example", "priya@xn--bcher-kva.example"),
        ("priya@xn--bcher-kva.example", "priya@Bücher.example"),
        ("pri+ya@clients.example", "pri+ya@clients.example"),
        ("josé@clients.example", "Jose\u0301@clients.example"),
    ],
)
def test_spellings_of_one_address_are_one_address(went_to: str, sender: str) -> None:
    assert refused(sent(sender), went_to) == ""


@pytest.mark.parametrize(
    ("why", "senders"),
    [
        (ANOTHER, [EVIL]),
        (ANOTHER, [f'"{PRIYA}" <{EVIL}>']),
        (ANOTHER, [f"=?utf-8?q?priya=40clients.example?= <{EVIL}>"]),
        (ANOTHER, [f"=?utf-8?q?{PRIYA}?= <{EVIL}>"]),
        (ANOTHER, [f"({PRIYA}) {EVIL}"]),
        (ANOTHER, ["priya@clients.example.evil.example"]),
        (ANOTHER, ["priya@clients.exarnple"]),
        (ANOTHER, ["рriya@clients.example"]),
        (SEVERAL, []),
        (SEVERAL, [""]),
        (SEVERAL, ["Priya Nair"]),
        (SEVERAL, [PRIYA, EVIL]),
        (SEVERAL, [PRIYA, PRIYA]),
        (SEVERAL, [f"{PRIYA}, {EVIL}"]),
        (SEVERAL, [f"{EVIL}, Priya <{PRIYA}>"]),
        (SEVERAL, [f"{PRIYA} <{EVIL}>"]),
        (SEVERAL, [f"<{PRIYA}> <{EVIL}>"]),
        (SEVERAL, [f"Team: {PRIYA};"]),
        (SEVERAL, [f"Team: {PRIYA}, {EVIL};"]),
        (SEVERAL, [f'"Priya <{PRIYA}>']),
        (SEVERAL, [f"Priya (at home <{PRIYA}>"]),
        (SEVERAL, [f"<@evil.example:{PRIYA}>"]),
    ],
)
def test_anybody_else_is_refused(why: str, senders: list[str]) -> None:
    assert refused(sent(*senders), PRIYA) == why


def test_sender_and_reply_to_say_nothing_of_who_wrote() -> None:
    head = "From: {}\nSender: {}\nReply-To: {}\nReturn-Path: <{}>"
    assert refused(message(head.format(PRIYA, EVIL, EVIL, EVIL)), PRIYA) == ""
    assert refused(message(head.format(EVIL, PRIYA, PRIYA, PRIYA)), PRIYA) == ANOTHER


def test_a_letter_that_went_to_no_address_is_answered_by_nobody() -> None:
    assert refused(sent(""), "") == SEVERAL and refused(sent(PRIYA), "") == ANOTHER


@given(st.binary(max_size=300))
def test_whatever_stands_in_from_is_data(said: bytes) -> None:
    found = message_from_bytes(b"From: " + said.replace(b"\n", b" ") + b"\n\n", policy=policy.default)
    assert isinstance(sender_of(found), str)


RECEIVED = "Received: from mail.clients.example by mx.practice.example; Mon, 23 Nov 2026 08:00:00 +0000"


@pytest.mark.parametrize("head", ["From: {}", "From: x <{}>", "Authentication-Results: mx; {}", "From: (({}"])
@pytest.mark.parametrize("word", ["a", '"', '\\"', "(", "()", "=?", "@", "a@", "; dkim=pass"])
def test_a_header_made_to_keep_us_busy_does_not(head: str, word: str) -> None:
    busy = message("\n".join([head.format(word * 20_000)] * 100))
    assert refused(busy, PRIYA) and isinstance(failed_authentication(busy), bool)


def results(*lines: str) -> bool:
    """Whether a message with these headers above its From failed; `|` is a Received of the next host."""
    head = [RECEIVED if line == "|" else f"Authentication-Results: {line}" for line in lines]
    return failed_authentication(message("\n".join([*head, f"From: {PRIYA}"])))


@pytest.mark.parametrize(
    ("failed", "said"),
    [
        (False, ["mx.google.com; dkim=pass header.i=@x.example; spf=pass smtp.mailfrom=x; dmarc=pass (p=NONE) a=b"]),
        (True, ["mx.google.com; dkim=fail; spf=fail; dmarc=fail (p=REJECT sp=REJECT dis=NONE) header.from=x.example"]),
        (True, ["mx.practice.example; dmarc=fail"]),
        (True, ["MX.practice.example;\n\tDMARC = Fail"]),
        (True, ['mx.practice.example 1; dmarc/1=fail reason="none; dmarc=pass"']),
        (True, ["mx.practice.example; spf=fail smtp.mailfrom=x; dkim=fail (bad signature) header.d=x"]),
        (False, ["mx.practice.example; spf=fail; dkim=pass header.d=x"]),
        (False, ["mx.practice.example; spf=softfail; dkim=fail"]),
        (False, ["mx.practice.example; spf=fail; dkim=none; dmarc=none"]),
        (False, ["mx.practice.example; spf=pass; dkim=fail"]),
        (False, ["mx.practice.example; spf=fail; dkim=fail header.d=list.example; dkim=pass header.d=clients.example"]),
        (True, ['mx.practice.example; spf=fail; dkim=fail (dkim=pass) header.d=x; reason="; dkim=pass"']),
        (False, ["mx.practice.example; none"]),
        (False, ["mx.practice.example"]),
        (False, [""]),
        (False, ["spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=x; dkim=pass; dmarc=pass action=none;compauth=fail"]),
        (True, ["spf=fail (sender IP is 192.0.2.1) smtp.mailfrom=x; dkim=none; dmarc=fail action=oreject"]),
        (False, ["mx.practice.example; x-dmarc=fail; arc=fail; policy.dmarc=failing"]),
    ],
)
def test_what_the_receiving_server_states(failed: bool, said: list[str]) -> None:
    assert results(*said) is failed


def test_without_any_statement_the_token_and_the_sender_decide() -> None:
    assert not results() and not results("|")
    assert refused(sent(PRIYA), PRIYA) == ""


def test_each_check_may_have_a_header_of_its_own() -> None:
    assert results("dmarc.mail.example; dmarc=fail", "spf.mail.example; spf=pass", "dkim.mail.example; dkim=pass", "|")
    assert results("mail.example; spf=fail", "mail.example; dkim=fail", "|")


def test_a_forged_statement_below_changes_nothing() -> None:
    ours = "mx.practice.example; spf=fail; dkim=fail; dmarc=fail"
    forged = "mx.practice.example; spf=pass; dkim=pass; dmarc=pass"
    assert results(ours, forged) and results(ours, "|", forged) and results("|", ours, forged, "|", forged)
    assert results("mx.practice.example; spf=fail; dkim=fail", forged)


def test_statements_of_hosts_before_ours_are_not_asked() -> None:
    ours, theirs = "mx.practice.example; dmarc=pass", "mx.clients.example; spf=fail; dkim=fail; dmarc=fail"
    assert not results(ours, "|", theirs)


def test_failed_authentication_is_told_after_the_sender() -> None:
    head = "Authentication-Results: mx.practice.example; dmarc=fail\nFrom: {}"
    assert refused(message(head.format(PRIYA)), PRIYA) == FAILED
    assert refused(message(head.format(EVIL)), PRIYA) == ANOTHER


def test_what_is_answered_is_read_from_the_nearest_to_the_oldest() -> None:
    found = message("In-Reply-To: <c@x.example>\nReferences: <a@x.example>\n <b@x.example> <c@x.example> nonsense")
    assert answered(found) == ["<c@x.example>", "<b@x.example>", "<a@x.example>"]
    assert answered(message("Subject: x")) == []
    assert values(message("Cc: a@x.example\nTO: b@x.example"), "To", "Cc") == ["a@x.example", "b@x.example"]
