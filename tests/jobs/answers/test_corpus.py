"""Every answer of the corpus does what it must, and nothing that it must not (contract, section 4, Answers)."""

from __future__ import annotations

import pytest

from jobs.answers.automatic import AutoReply, Bounce, kind
from tests.jobs.answers.corpus import FOLDER, Case, corpus, gives, heard, opened, said, spelled

PEOPLE = [case for case in corpus() if case.by_a_person]
MACHINES = [case for case in corpus() if not case.by_a_person]
PROGRAMS = {"gmail", "apple", "outlook", "thunderbird", "yahoo", "gmx", "proton", "samsung", "other-programs"}
FOOT = ("To answer, a line is enough", "Fewer emails, or none", "Menos correos", "Weniger E-Mails", "Moins d’e-mails")
"""Words of our own letters: no client writes them."""


def named(case: Case) -> str:
    return case.name


@pytest.mark.parametrize("case", PEOPLE, ids=named)
def test_an_answer_does_what_it_must_and_nothing_else(case: Case) -> None:
    assert kind(opened(case.data)) is None, "a person wrote it"
    found = said(case)
    assert heard(found) == case.entry["must"]
    assert list(found.words) == case.entry.get("keeps", [])


@pytest.mark.parametrize("case", PEOPLE, ids=named)
def test_an_answer_does_nothing_that_it_must_not(case: Case) -> None:
    found = said(case, case.file.read_bytes())  # also as some servers store it, with plain ends of lines
    commands = heard(found)
    assert commands == case.entry["must"]
    assert not [each for each in case.entry.get("must_not", []) if gives(commands, each)]
    told = "\n".join([*commands, *found.words])
    assert not [words for words in (*case.entry.get("cuts", []), *FOOT) if words in told]


@pytest.mark.parametrize("case", MACHINES, ids=named)
def test_what_a_machine_wrote_is_no_answer(case: Case) -> None:
    found = kind(opened(case.data))
    if case.entry["is"] == "automatic":
        assert isinstance(found, AutoReply)
    else:
        assert isinstance(found, Bounce)
        assert spelled(found) == {"message_id": "", "key": "", **{k: v for k, v in case.entry.items() if k != "is"}}
    assert kind(opened(case.file.read_bytes())) == found


def test_every_message_has_its_entry_and_there_are_enough() -> None:
    assert {case.file for case in corpus()} == set(FOLDER.glob("*/*.eml"))
    assert len(corpus()) >= 150 and len({case.name for case in corpus()}) == len(corpus())


def test_every_program_and_language_occurs() -> None:
    folders = {case.file.parent.name for case in corpus()}
    assert folders >= {*PROGRAMS, "words", "signed", "forwarded", "forms", "bounced", "automatic", "nearly-automatic"}
    for language in ("en", "es", "de", "fr", "pt"):
        found = {case.file.parent.name for case in PEOPLE if case.language == language}
        assert len(found & PROGRAMS) >= 5, f"{language}: {sorted(found)}"


def test_an_entry_says_only_what_is_known() -> None:
    known = {"must", "keeps", "must_not", "cuts", "language", "lists", "answered", "is"}
    known |= {"permanent", "status", "recipient", "message_id", "key"}
    assert not {key for case in corpus() for key in case.entry} - known
    assert all("must" in case.entry for case in PEOPLE)
