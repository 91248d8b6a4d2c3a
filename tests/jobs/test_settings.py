"""Settings: what a good file gives, and that a bad one is told all at once, line by line."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs import settings as module
from jobs.settings import NOBODY, NoSettings, Settings, SettingsProblem, config_home, load, write_sample
from jobs.settings_checks import is_address
from jobs.settings_table import KEYS, SECTIONS, keys_of, literal, sample


def load_text(folder: Path, text: str, env: Mapping[str, str] | None = None) -> Settings:
    file = folder / "coachsheet.toml"
    file.write_text(text, encoding="utf-8")
    return load(None, env or {}, folder, folder / "nowhere")


def problems(folder: Path, text: str, env: Mapping[str, str] | None = None) -> list[str]:
    with pytest.raises(SettingsProblem) as caught:
        load_text(folder, text, env)
    lines = str(caught.value).splitlines()
    assert caught.value.exit_status == 2
    assert lines == list(caught.value.problems), "one line each"
    return lines


def test_the_sample_loads_as_it_is_and_says_every_default(tmp_path: Path) -> None:
    settings = load_text(tmp_path, sample())
    document = tomllib.loads(sample())
    assert set(document) == set(SECTIONS)
    assert all(document[key.section][key.name] == key.default for key in KEYS)
    assert settings == load_text(tmp_path, "")
    assert settings.workbook.path == tmp_path / "practice.xlsx"
    assert settings.mail.outbox == tmp_path / "outbox"
    assert settings.ledger.url == "sqlite:///coachsheet.db"
    assert settings.mail.password_file is None
    assert settings.mail.sender == NOBODY and is_address(NOBODY)
    assert not settings.inbox.used
    assert settings.warnings == ()


@pytest.mark.parametrize(
    ("section", "of_section"),
    [
        ("workbook", module.WorkbookSettings),
        ("mail", module.MailSettings),
        ("inbox", module.InboxSettings),
        ("ledger", module.LedgerSettings),
        ("replies", module.RepliesSettings),
        ("heartbeat", module.HeartbeatSettings),
    ],
)
def test_every_key_of_the_table_has_its_field(section: str, of_section: type) -> None:
    names = [key.field or key.name for key in keys_of(section)]
    assert [f.name for f in fields(of_section)] == names


def test_what_the_file_says_counts(tmp_path: Path) -> None:
    settings = load_text(
        tmp_path,
        """
        [workbook]
        path = "sheets/Ana's practice.xlsx"
        [tabs]
        "check-ins" = ["Weekly pulse (Responses)"]
        Clients = "Klienten"
        [headers]
        "Check-ins.Rating" = ["How would you rate your own progress?"]
        Commitments.Due = ["By when", "Deadline"]
        [mail]
        transport = "smtp"
        from = "Ana Coach <ana@example.com>"
        host = "127.0.0.1"
        port = 2525
        security = "none"
        """,
    )
    assert settings.workbook.path == tmp_path / "sheets/Ana's practice.xlsx"
    assert settings.tabs == {"Check-ins": ("Weekly pulse (Responses)",), "Clients": ("Klienten",)}
    assert settings.headers["Check-ins.Rating"] == ("How would you rate your own progress?",)
    assert settings.headers["Commitments.Due"] == ("By when", "Deadline")
    assert (settings.mail.sender, settings.mail.port) == ("Ana Coach <ana@example.com>", 2525)


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    env = {
        "COACHSHEET_MAIL__PORT": "26",
        "COACHSHEET_MAIL__FROM": "bo@example.com",
        "COACHSHEET_WORKBOOK__PATH": "~/other.xlsx",
        "COACHSHEET_TABS__CHECK_INS": "Puls, wöchentlich",
        "COACHSHEET_HEADERS__CHECK_INS__HELP_WANTED": '["Help?", "What helps"]',
        "COACHSHEET_SOAK": "not a setting",
        "HOME": "/home/ana",
    }
    settings = load_text(tmp_path, '[mail]\nport = 25\n[tabs]\n"Check-ins" = ["x"]', env)
    assert (settings.mail.port, settings.mail.sender) == (26, "bo@example.com")
    assert settings.workbook.path == Path("/home/ana/other.xlsx")
    assert settings.tabs["Check-ins"] == ("Puls, wöchentlich",)
    assert settings.headers["Check-ins.Help wanted"] == ("Help?", "What helps")


def test_all_problems_are_told_at_once_each_with_its_place(tmp_path: Path) -> None:
    text = """
    [workbok]
    [workbook]
    kind = "exel"
    path = 3
    [mail]
    port = "587"
    per_minute = -1
    per_day = true
    transport = "smtp"
    host = "mail.example.com"
    security = "none"
    from = "Ana Coach"
    usrname = "ana"
    sent_folder = "Sent"
    [tabs]
    Cliens = ["Klienten"]
    Clients = [1]
    [headers]
    "Clients.Emial" = ["Mail"]
    [heartbeat]
    url = "http://ping.example.com/x"
    [ledger]
    url = "mysql://x"
    """
    assert problems(tmp_path, text, {"COACHSHEET_MAIL__PROT": "1", "COACHSHEET_INBOX__PORT": "many"}) == [
        'coachsheet.toml: [workbok] is not a section. Did you mean "workbook"?',
        'coachsheet.toml: [workbook] kind: expected "excel" or "google", not "exel"',
        'coachsheet.toml: [workbook] path: expected text in "quotation marks", not 3',
        'coachsheet.toml: [mail] port: expected a whole number, not "587"',
        "coachsheet.toml: [mail] per_minute: expected a number of at least 1, not -1",
        "coachsheet.toml: [mail] per_day: expected a whole number, not true",
        'coachsheet.toml: [mail] usrname: no such key. Did you mean "username"?',
        "coachsheet.toml: [mail] sent_folder: no such key; it belongs under [inbox]",
        'coachsheet.toml: [tabs] "Cliens": no such tab. Did you mean "Clients"?',
        'coachsheet.toml: [tabs] "Clients": expected a list of names, as in ["Another name"]',
        'coachsheet.toml: [headers] "Clients.Emial": no such header (written as Tab.Header). '
        'Did you mean "Clients.Email"?',
        'COACHSHEET_MAIL__PROT: no such setting. Did you mean "COACHSHEET_MAIL__PORT"?',
        'COACHSHEET_INBOX__PORT: expected a whole number, not "many"',
        'coachsheet.toml: [mail] from: "Ana Coach" is not an address as in Ana Coach <ana@example.com>',
        'coachsheet.toml: [mail] security: "none" is for this machine only; mail.example.com needs "starttls" or "tls"',
        "coachsheet.toml: [ledger] url: expected sqlite:///FILE or postgresql://...",
        "coachsheet.toml: [heartbeat] url: expected a link that begins with https://",
    ]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('[workbook]\nkind = "google"\nkey = "k"', "[workbook] credentials: there is no file"),
        ('[workbook]\nkind = "google"\nauth = "default"', "[workbook] key: which spreadsheet?"),
        ('[mail]\noutbox = ""', "[mail] outbox: which folder?"),
        ('[workbook]\npath = ""', "[workbook] path: which .xlsx file"),
        ('[workbook]\npath = "practice.ods"', "practice.ods is not an .xlsx file"),
        ('[mail]\ntransport = "smtp"', "[mail] from: who are the letters from?"),
        ('[mail]\npassword = "a"\npassword_file = "p"', "both password and password_file are set"),
        ('[mail]\npassword_file = "none.txt"', "none.txt cannot be read (No such file or directory)"),
        ('[mail]\nfrom = "a@b.de\\nBcc: x@y.de"', "has a line break"),
        ('[inbox]\nhost = "imap.example.com"', "[inbox] username: whose inbox?"),
        ('[inbox]\nhost = "imap.example.com"\nusername = "a"', "there is a username, and no password"),
        ('[inbox]\nhost = "imap.example.com/x"\nusername = "a"\npassword = "b"', "is not the name of a server"),
        ('[tabs]\nClients = ["A"]\nTeam = ["a "]', '"a" stands for both Clients and Team'),
        ('mail = "smtp"', "write [mail] on a line of its own"),
        ("[mail", "is not TOML"),
    ],
)
def test_a_problem_is_one_plain_line(tmp_path: Path, text: str, line: str) -> None:
    found = problems(tmp_path, text)
    assert len(found) == 1
    assert line in found[0]


def test_a_named_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(SettingsProblem, match=r"my practice\.toml: no such file"):
        load(Path("my practice.toml"), {}, tmp_path, tmp_path)
    with pytest.raises(SettingsProblem, match="cannot be read"):
        load(tmp_path, {}, tmp_path, tmp_path)


def test_a_file_from_a_windows_editor_is_read(tmp_path: Path) -> None:
    (tmp_path / "w.toml").write_bytes(b'\xef\xbb\xbf[mail]\r\nfrom = "a@example.com"\r\n')
    assert load(Path("w.toml"), {}, tmp_path, tmp_path).mail.sender == "a@example.com"
    (tmp_path / "w.toml").write_bytes('[mail]\nfrom = "Ä"'.encode("latin-1"))
    with pytest.raises(SettingsProblem, match="not text in UTF-8"):
        load(Path("w.toml"), {}, tmp_path, tmp_path)


def test_without_a_name_the_folder_comes_first_then_the_persons_own(tmp_path: Path) -> None:
    here, home = tmp_path / "here", tmp_path / "config"
    (home / "coachsheet").mkdir(parents=True)
    here.mkdir()
    with pytest.raises(NoSettings, match="coachsheet setup") as caught:
        load(None, {}, here, home)
    assert caught.value.looked == (here / "coachsheet.toml", home / "coachsheet" / "coachsheet.toml")
    (home / "coachsheet" / "coachsheet.toml").write_text("")
    assert load(None, {}, here, home).folder == home / "coachsheet"
    (here / "coachsheet.toml").write_text("")
    assert load(None, {}, here, home).folder == here


def test_a_new_settings_file_is_the_persons_own_and_never_replaces_one(tmp_path: Path) -> None:
    file = write_sample(tmp_path)
    assert file.stat().st_mode & 0o777 == 0o600
    assert load(None, {}, tmp_path, tmp_path).file == file
    with pytest.raises(FileExistsError):
        write_sample(tmp_path)


def test_the_persons_own_folder_is_where_the_desktop_says() -> None:
    assert config_home({}, Path("/home/ana")) == Path("/home/ana/.config")
    assert config_home({"XDG_CONFIG_HOME": "/etc/x"}, Path("/home/ana")) == Path("/etc/x")
    assert config_home({"XDG_CONFIG_HOME": "relative"}, Path("/home/ana")) == Path("/home/ana/.config")


def test_a_password_file_holds_the_password_and_the_environment_wins(tmp_path: Path) -> None:
    secret = tmp_path / "pass.txt"
    secret.write_text("correct horse\n")
    secret.chmod(0o600)
    text = '[mail]\npassword_file = "pass.txt"'
    assert load_text(tmp_path, text).mail.password == "correct horse"
    assert load_text(tmp_path, text, {"COACHSHEET_MAIL__PASSWORD": "other"}).mail.password == "other"
    text = '[mail]\npassword = "in the file"'
    settings = load_text(tmp_path, text, {"COACHSHEET_MAIL__PASSWORD_FILE": "pass.txt"})
    assert settings.mail.password == "correct horse"
    secret.write_text("two\nlines\n")
    assert "on one line, and nothing else" in problems(tmp_path, '[mail]\npassword_file = "pass.txt"')[0]


def test_a_key_file_that_others_can_read_is_named(tmp_path: Path) -> None:
    secret = tmp_path / "pass.txt"
    secret.write_text("x")
    secret.chmod(0o644)
    (warning,) = load_text(tmp_path, '[mail]\npassword_file = "pass.txt"').warnings
    assert "pass.txt can be read by others" in warning and "chmod 600" in warning
    (tmp_path / "coachsheet.toml").chmod(0o644)
    (warning,) = load_text(tmp_path, '[mail]\npassword = "x"').warnings
    assert "coachsheet.toml can be read by others" in warning


def test_secrets_are_not_shown(tmp_path: Path) -> None:
    text = """
    [mail]
    password = "s3cret"
    [inbox]
    password = "s3cret"
    [ledger]
    url = "postgresql://ana:s3cret@localhost/x"
    [heartbeat]
    url = "https://ping.example.com/s3cret"
    """
    assert "s3cret" not in repr(load_text(tmp_path, text))
    bad = '[mail]\npassword = ["s3cret"]\n[heartbeat]\nurl = "ftp://s3cret"\n[ledger]\nurl = "mysql://s3cret"'
    assert "s3cret" not in "\n".join(problems(tmp_path, bad))


@pytest.mark.parametrize("link", ["http://127.0.0.1:9000", "http://[::1]:9000/", "http://127.8.9.1:1"])
def test_an_emulator_on_this_machine_is_taken(tmp_path: Path, link: str) -> None:
    assert load_text(tmp_path, "", {"SHEETS_EMULATOR_HOST": link}).emulator == link.rstrip("/")


@pytest.mark.parametrize(
    "link",
    [
        "127.0.0.1:9000",
        "https://127.0.0.1:9000",
        "http://localhost:9000",
        "http://127.0.0.1",
        "http://127.0.0.1:99999",
        "http://u@127.0.0.1:9000",
        "http://127.0.0.1:9000@sheets.example.com",
        "http://sheets.example.com:80",
        "http://127.0.0.1.example.com:80",
        "http://10.0.0.1:80",
        "http://127.0.0.1:80/x",
        "http://127.0.0.1:80?x",
        "http://[::1:80",
    ],
)
def test_an_emulator_anywhere_else_is_refused(tmp_path: Path, link: str) -> None:
    (line,) = problems(tmp_path, "", {"SHEETS_EMULATOR_HOST": link})
    assert line.startswith("SHEETS_EMULATOR_HOST: expected http://IP:PORT")


@pytest.mark.parametrize(
    ("token_uri", "good"),
    [
        ("http://127.0.0.1:9/token", True),
        ("https://tokens.example.com/token", False),
        (None, False),
        ("http://tokens.example.com\\@127.0.0.1:9/token", False),
        ("http://127.0.0.1@tokens.example.com/", False),
        ("http://me@127.0.0.1:9/token", False),
        ("http://127.0.0.1.example.com/", False),
        ("http://127.0.0.1:0/", False),
    ],
)
def test_with_an_emulator_tokens_come_from_this_machine_too(tmp_path: Path, token_uri: str | None, good: bool) -> None:
    (tmp_path / "credentials.json").write_text(json.dumps({"token_uri": token_uri} if token_uri else []))
    text = '[workbook]\nkind = "google"\nkey = "k"'
    env = {"SHEETS_EMULATOR_HOST": "http://127.0.0.1:9"}
    if good:
        assert load_text(tmp_path, text, env).emulator
    else:
        assert "token_uri in credentials.json must be on this machine" in problems(tmp_path, text, env)[0]


@pytest.mark.parametrize(("token_uri", "good"), [("http://127.0.0.1:9/token", True), ("https://t.example.com/", False)])
@pytest.mark.parametrize("transport", ["gmail", "smtp"])
def test_with_an_emulator_a_mailbox_takes_its_tokens_from_this_machine_too(
    tmp_path: Path, transport: str, token_uri: str, good: bool
) -> None:
    (tmp_path / "gmail.json").write_text(json.dumps({"token_uri": token_uri}))
    text = f'[mail]\ntransport = "{transport}"\nfrom = "a@example.com"\ncredentials = "gmail.json"\nusername = "a@b.de"'
    env = {"SHEETS_EMULATOR_HOST": "http://127.0.0.1:9"}
    if good:
        assert load_text(tmp_path, text, env).emulator
    else:
        assert "token_uri in gmail.json must be on this machine" in problems(tmp_path, text, env)[0]


@pytest.mark.parametrize(
    ("keys", "says"),
    [
        ("", "[mail] credentials: which file?"),
        ('credentials = "none.json"', "there is no file"),
        ('credentials = "robot.json"', "[mail] subject_user: from whose mailbox?"),
        ('credentials = "robot.json"\nsubject_user = "Ana <ana@example.com>"', "the address of the mailbox"),
        ('credentials = "robot.json"\nsubject_user = "ana"', "the address of the mailbox"),
    ],
)
def test_gmail_needs_a_file_and_a_robot_needs_a_mailbox(tmp_path: Path, keys: str, says: str) -> None:
    (tmp_path / "robot.json").write_text('{"type": "service_account"}')
    (line,) = problems(tmp_path, f'[mail]\ntransport = "gmail"\nfrom = "ana@example.com"\n{keys}')
    assert says in line


@pytest.mark.parametrize(
    ("kind", "keys"), [("service_account", '\nsubject_user = "ana@example.com"'), ("authorized_user", "")]
)
def test_gmail_as_a_robot_or_as_a_person(tmp_path: Path, kind: str, keys: str) -> None:
    (tmp_path / "gmail.json").write_text(json.dumps({"type": kind}))
    text = f'[mail]\ntransport = "gmail"\nfrom = "ana@example.com"\ncredentials = "gmail.json"{keys}'
    assert load_text(tmp_path, text).mail.credentials == tmp_path / "gmail.json"


@pytest.mark.parametrize(
    "text", ["ana@example.com", "Ana <a@b.de>", '"Coach, Ana" <a@b.de>', "Ana · Start <a@localhost>"]
)
def test_addresses_that_are_taken(text: str) -> None:
    assert is_address(text)


@pytest.mark.parametrize(
    "text", ["", "ana", "a@b@c", "a@b.de, c@d.de", "<a@b.de> x", "a b@c.de", "a@b..de", "Ana a@b.de"]
)
def test_addresses_that_are_refused(text: str) -> None:
    assert not is_address(text)


@given(st.text(st.characters(exclude_categories=["C"])))
def test_any_printed_text_survives_being_written_as_toml(text: str) -> None:
    assert tomllib.loads(f"x = {literal(text)}") == {"x": text}


@given(st.dictionaries(st.sampled_from([key.variable for key in KEYS]), st.text(), max_size=6))
def test_no_environment_ends_in_a_traceback(tmp_path_factory: pytest.TempPathFactory, env: dict[str, str]) -> None:
    folder = tmp_path_factory.getbasetemp() / "any"
    folder.mkdir(exist_ok=True)
    try:
        load_text(folder, "", env)
    except SettingsProblem as problem:
        assert all(len(line.splitlines()) == 1 for line in problem.problems)
