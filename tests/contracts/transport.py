"""What every transport promises (jobs/mail/base.py). A backend's test class gives `mailbox`."""

from __future__ import annotations

from email.headerregistry import Address
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import SMTP
from typing import Protocol

import pytest

from jobs.mail.base import Refused, Transport

KEY = "k7q2m9x3-2026-11-22"
TEXT = "Tomorrow, Mon 23 Nov: write to three people.\n.hidden dot\n\nFrom here on: does it still work?\nGrüße 📞\n"


def letter(key: str = KEY, to: object = "Priya Nair <priya@example.com>", **headers: object) -> EmailMessage:
    message = EmailMessage()
    message["From"] = headers.pop("From", "Alicia · Strong Start <alicia@example.com>")
    message["To"] = to
    message["Subject"] = headers.pop("Subject", "Tomorrow: one thing you planned")
    message["X-Coachsheet-Key"] = key
    message["Message-ID"] = f"<{key}@example.com>"
    message["List-Unsubscribe"] = "<mailto:alicia+stop@example.com?subject=stop>"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(TEXT)
    message.add_alternative("<p>" + "Grüße, und eine sehr lange Zeile. " * 60 + "</p>", subtype="html")
    return message


class Mailbox(Protocol):
    """A transport under test, and what arrived through it: the bytes of each letter."""

    def open(self) -> Transport: ...

    def arrived(self) -> list[bytes]: ...


class TransportContract:
    """Subclass it in a test module, with a fixture `mailbox`."""

    @pytest.fixture
    def mailbox(self) -> Mailbox:
        raise NotImplementedError

    def test_a_letter_arrives_with_every_header_and_word(self, mailbox: Mailbox) -> None:
        with mailbox.open() as transport:
            name = transport.send(letter(Subject="Grüße: was ist für diese lange Woche noch übrig geblieben? 📅 " * 2))
            assert name == "" or (not transport.keeps_message_id and name.startswith("<"))
        (data,) = mailbox.arrived()
        assert data.count(b"\n") == data.count(b"\r\n") > 20
        assert b"\r" not in data.replace(b"\r\n", b"")
        message = BytesParser(policy=SMTP).parsebytes(data)
        assert message["From"].addresses == (Address("Alicia · Strong Start", "alicia", "example.com"),)
        assert message["To"].addresses == (Address("Priya Nair", "priya", "example.com"),)
        assert "".join(message["Subject"].split()) == "Grüße:wasistfürdieselangeWochenochübriggeblieben?📅" * 2
        assert message["X-Coachsheet-Key"] == KEY
        assert isinstance(message, EmailMessage)
        text = message.get_body(("plain",))
        assert text is not None and text.get_content().replace("\r\n", "\n") == TEXT

    def test_many_letters_arrive_in_their_order(self, mailbox: Mailbox) -> None:
        with mailbox.open() as transport:
            for number in range(25):
                transport.send(letter(f"k{number:02}-2026-11-22"))
        keys = [BytesParser(policy=SMTP).parsebytes(data)["X-Coachsheet-Key"] for data in mailbox.arrived()]
        assert keys == [f"k{number:02}-2026-11-22" for number in range(25)]

    @pytest.mark.parametrize(
        "to",
        [
            "a@example.com, b@example.com", "", "nobody", "@example.com", "a b@example.com", "a@exa mple.com",
            "friends: a@example.com, b@example.com;", '"a b"@example.com', "a@[127.0.0.1]", "a@example..com",
            "a@-example.com", "<a@example.com> <b@example.com>", "x" * 65 + "@example.com", "a@" + "x." * 130 + "com",
        ],
    )  # fmt: skip
    def test_a_letter_goes_to_exactly_one_sound_address_or_not_at_all(self, mailbox: Mailbox, to: str) -> None:
        with mailbox.open() as transport, pytest.raises(Refused) as problem:
            transport.send(letter(to=to))
        assert "@example" not in str(problem.value)
        assert mailbox.arrived() == []

    @pytest.mark.parametrize("name", ["Cc", "Bcc", "Resent-To"])
    def test_a_letter_with_further_recipients_is_refused(self, mailbox: Mailbox, name: str) -> None:
        with mailbox.open() as transport, pytest.raises(Refused):
            transport.send(letter(**{name: "b@example.com"}))
        assert mailbox.arrived() == []

    @pytest.mark.parametrize(
        "words",
        [
            "=?utf-8?q?x=0D=0ABcc:_evil=40example.com?=",
            "=?utf-8?q?x=0A_y?=",
            "=?utf-8?b?DQpCY2M6IGV2aWxAZXhhbXBsZS5jb20=?=",
        ],
    )
    @pytest.mark.parametrize("header", ["Subject", "List-Id", "Comments"])
    def test_no_encoded_line_break_adds_a_header(self, mailbox: Mailbox, header: str, words: str) -> None:
        with mailbox.open() as transport, pytest.raises(Refused):
            transport.send(letter(**{header: words}))
        assert mailbox.arrived() == []

    @pytest.mark.parametrize(
        "name",
        [
            "Müller, Jürgen", 'Jürgen "Jogi" Müller', "Ana (Coach)", "佐藤 花子", "محمد عبد الله", "x, y; z: <w>",
            "Александра Константиновна Вознесенская-Романова", "A" * 90 + " ü", "O'Brien \\ Söhne", "Priya [client]",
        ],
    )  # fmt: skip
    def test_any_name_can_be_written_to(self, mailbox: Mailbox, name: str) -> None:
        with mailbox.open() as transport:
            transport.send(letter(to=Address(name, "priya", "example.com")))
        (data,) = mailbox.arrived()
        (address,) = BytesParser(policy=SMTP).parsebytes(data)["To"].addresses
        assert ("".join(address.display_name.split()), address.addr_spec) == (
            "".join(name.split()),
            "priya@example.com",
        )

    def test_a_transport_that_can_look_finds_what_it_sent_and_nothing_else(self, mailbox: Mailbox) -> None:
        with mailbox.open() as transport:
            transport.send(letter())
            assert transport.find(KEY) in (True, None)
            assert transport.find("k7q2m9x3-2026-11-23") in (False, None)
            assert transport.find("") in (False, None)
