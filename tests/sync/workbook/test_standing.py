"""What setup makes of a tab that stands, whatever kind of workbook it is in."""

from __future__ import annotations

from sync.schema import CHECK_INS, CLIENTS, COMMITMENTS
from sync.workbook.standing import Standing, known_tabs, stands


def stood(*rows: list[object], marked: bool = False, adopted: tuple[str, ...] = ()) -> Standing:
    return stands(COMMITMENTS, "Commitments", rows, {}, lambda index, header: marked, set(adopted))


def test_headers_fit_without_regard_to_case_order_and_blanks() -> None:
    found = stood(["due ", "COMMITMENT", "Shoe size", "Client"])
    assert found.headers == ["Due", "Commitment", None, "Client"]
    assert "Done on" in [column.header for column in found.missing] and not found.blocked


def test_a_filled_column_under_our_header_is_in_the_way_until_it_is_handed_over_or_marked() -> None:
    rows: tuple[list[object], ...] = (["Client", "Status"], ["Priya", "on hold"])
    assert "--adopt" in stood(*rows).blocked[0]
    assert stood(*rows, adopted=("commitments.status",)).unmarked == ["Status"]
    assert not stood(*rows, marked=True).blocked and not stood(*rows, marked=True).unmarked


def test_an_empty_column_under_our_header_gets_its_mark() -> None:
    assert stood(["Client", "Status"], ["Priya", None]).unmarked == ["Status"]


def test_a_header_that_stands_twice_is_in_the_way() -> None:
    assert 'the header "Due" stands 2 times' in stood(["Due", "due"]).blocked[0]


def test_a_forms_answers_are_asked_no_more_questions() -> None:
    found = stands(CHECK_INS, "Weekly pulse", [["Timestamp", "Email"]], {}, lambda index, header: False, set())
    assert found.missing and all(column.ours for column in found.missing)


def test_tabs_are_known_by_their_title_or_by_one_of_the_settings() -> None:
    assert known_tabs(["clients", "People", "Recipes"], {}) == {CLIENTS.title: "clients"}
    assert known_tabs(["People", "Recipes"], {"Clients": ["people"]}) == {CLIENTS.title: "People"}


def test_of_two_tabs_that_would_serve_setup_completes_the_one_that_a_run_reads() -> None:
    assert known_tabs(["People", "clients"], {"Clients": ["people"]}) == {CLIENTS.title: "clients"}
    assert known_tabs(["clients ", "Clients", "CLIENTS"], {}) == {CLIENTS.title: "Clients"}


def test_a_column_is_handed_over_by_the_contracts_title_or_by_the_tabs_own() -> None:
    rows: list[list[object]] = [["Client", "Status"], ["Priya", "on hold"]]
    for name in ("commitments.status", "aktionen.status"):
        found = stands(COMMITMENTS, "Aktionen", rows, {}, lambda index, header: False, {name})
        assert found.unmarked == ["Status"] and not found.blocked
