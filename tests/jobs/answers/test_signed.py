"""Where the words end and a signature begins."""

from __future__ import annotations

import pytest

from jobs.answers.signed import unsigned

SENDER = "Priya Nair"
ADVERTISED = ("Sent from my iPhone", "Enviado desde mi iPhone", "Von meinem iPhone gesendet", "Envoyé de mon iPhone",
              "Enviado do meu iPhone", "Get Outlook for iOS<https://aka.ms/o0ukef>", "Obtenir Outlook pour iOS",
              "Outlook für iOS beziehen", "Von Yahoo Mail auf Android gesendet", "Sent with ProtonMail Secure Email.",
              "Enviado com o e-mail seguro Proton Mail.", "Enviado desde mi Galaxy", "Gesendet von Mail für Windows",
              "Diese Nachricht wurde von meinem Android-Gerät mit K-9 Mail gesendet.")  # fmt: skip


@pytest.mark.parametrize(
    "signature",
    [
        *([each] for each in ADVERTISED),
        ["--", "Stop by any time"],
        ["—", "7"],
        ["Best regards,", "Priya Nair", "stop"],
        ["LG Priya"],
        ["Viele Grüße Priya Nair", "7"],
        ["Priya"],
        ["P."],
    ],
)
def test_a_signature_is_cut(signature: list[str]) -> None:
    assert unsigned(["done 2", "", *signature], SENDER) == ["done 2"]


@pytest.mark.parametrize(
    "lines",
    [
        ["Sent from my phone"],
        ["Thanks,", "done 2"],
        ["done 1", "Thanks,", "Stop"],
        ["done 1", "Best", "and then we went home"],
        ["Priya"],
        ["I got the message sent from the bank", "about my phone"],
        ["win: a call", "with Priya Sharma"],
    ],
)
def test_words_are_not_taken_for_a_signature(lines: list[str]) -> None:
    assert unsigned(lines, SENDER) == lines


def test_a_sender_without_a_name_has_no_name_to_cut() -> None:
    assert unsigned(["done 2", "Priya"], "") == ["done 2", "Priya"]
    assert unsigned([], SENDER) == []
