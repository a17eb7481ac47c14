"""Settings: read once, refused with the name of the setting when they are wrong."""

import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checklist_app.config import SECRET_FILE, SHOWN_SETTINGS, Config, MailServer, secret_of
from checklist_app.errors import Problem, ProblemKind
from checklist_app.resources import ROOT
from checklist_app.wording import say


def config(**settings: str) -> Config:
    return Config.from_environment({f"CHECKLIST_{name}": value for name, value in settings.items()})


def test_without_settings_everything_has_a_default() -> None:
    found = config()
    assert (found.store, found.files) == (ROOT / "data/var/store", ROOT / "data/var/files")
    assert (found.host, found.port, found.server) == ("127.0.0.1", 8000, "waitress")
    assert found.base_url == "http://localhost:8000"
    assert not found.secure


def test_the_address_follows_host_and_port_unless_it_is_set() -> None:
    assert config(HOST="192.168.1.5", PORT="9000").base_url == "http://192.168.1.5:9000"
    assert config(HOST="::1").base_url == "http://[::1]:8000"
    assert config(BASE_URL="https://checklist.example.go.th/").base_url == "https://checklist.example.go.th"
    assert config(BASE_URL="https://checklist.example.go.th").secure


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("STORE", "postgresql://localhost/checklist"),
        ("STORE", "a\0b"),
        ("FILES", "s3://bucket"),
        ("SECRET_KEY", "short"),
        ("BASE_URL", "checklist.example.go.th"),
        ("BASE_URL", "https://example.go.th/below"),
        ("BASE_URL", "https://user:word@example.go.th"),
        ("BASE_URL", "https://example.go.th:port"),
        ("BASE_URL", "ftp://example.go.th"),
        ("HOST", "two words"),
        ("PORT", "0"),
        ("PORT", "65536"),
        ("PORT", "eight"),
        ("PORT", "9" * 5000),
        ("PORT", "-1"),
        ("PORT", "8000.0"),
        ("TRUSTED_PROXIES", "all"),
        ("SERVER", "apache"),
        ("THREADS", "0"),
        ("MAIL_FROM", "นิเทศ"),
        ("MAIL_FROM", "a@b.th, c@d.th"),
        ("MAIL_FROM", "a@b.th\r\nBcc: c@d.th"),
    ],
)
def test_a_bad_value_names_its_setting(setting: str, value: str) -> None:
    with pytest.raises(Problem) as caught:
        config(**{setting: value})
    assert caught.value.kind is ProblemKind.INVALID
    assert f"CHECKLIST_{setting}" in say(caught.value, "en")
    assert f"CHECKLIST_{setting}" in say(caught.value, "th")


@given(
    st.text(),
    st.sampled_from(["HOST", "PORT", "BASE_URL", "THREADS", "SERVER", "STORE", "SMTP", "MAIL_FROM"]),
)
def test_no_value_breaks_the_start_without_a_sentence(value: str, setting: str) -> None:
    said = ""
    try:
        config(**{setting: value})
    except Problem as problem:
        said = say(problem, "th").replace(value.strip(), "")
    assert "{" not in said


def test_a_mail_server_is_read_with_its_password_which_nothing_shows() -> None:
    found = config(SMTP="smtp://office%40example:p%2Fss@mail.example.go.th", MAIL_FROM="office@example.go.th")
    assert found.smtp == MailServer(
        "mail.example.go.th", 587, tls=False, user="office@example", password="p/ss"
    )
    assert "p/ss" not in repr(found)
    assert "CHECKLIST_SMTP" not in SHOWN_SETTINGS
    secured = config(SMTP="smtps://[::1]", MAIL_FROM="office@example.go.th").smtp
    assert secured == MailServer("::1", 465, tls=True)


@pytest.mark.parametrize(
    "value",
    [
        "mail.example.go.th",
        "https://hidden@mail.example.go.th",
        "smtp://office:hidden@",
        "smtp://office:hidden@mail.example.go.th:port",
        "smtp://office:hidden@mail.example.go.th/box",
        "smtp://office:hidden@mail.example.go.th?tls=no",
        "smtp://office:hidden%0d%0a@mail.example.go.th",
        "smtp://office:hidden@two words",
        "smtp://office:hidden%E0%B8%81@mail.example.go.th",
    ],
)
def test_a_bad_mail_server_is_refused_without_repeating_its_password(value: str) -> None:
    with pytest.raises(Problem) as caught:
        config(SMTP=value, MAIL_FROM="office@example.go.th")
    assert "CHECKLIST_SMTP" in say(caught.value, "th")
    assert "hidden" not in f"{caught.value} {say(caught.value, 'en')} {say(caught.value, 'th')}"


def test_a_mail_server_without_a_sender_is_refused() -> None:
    with pytest.raises(Problem, match="CHECKLIST_MAIL_FROM"):
        config(SMTP="smtp://localhost:25")


def test_every_setting_may_stand_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "port"
    file.write_bytes("\ufeff9001\r\n".encode())
    assert config(PORT_FILE=str(file)).port == 9001


def test_a_setting_given_twice_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "port"
    file.write_text("9001")
    with pytest.raises(Problem, match="given_twice"):
        config(PORT="9000", PORT_FILE=str(file))


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00"])
def test_an_unreadable_file_is_named(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "secret"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(Problem, match="CHECKLIST_SECRET_KEY_FILE"):
        config(SECRET_KEY_FILE=str(file))


def test_thai_digits_are_numbers_too() -> None:
    assert config(PORT="๙๐๐๐").port == 9000


def test_the_table_names_and_describes_each_setting() -> None:
    settings = Config.settings()
    assert len({setting.name for setting in settings}) == len(settings) == 11
    assert all(setting.name.startswith("CHECKLIST_") and setting.description for setting in settings)


def test_a_secret_is_made_once_and_only_its_owner_may_read_it(tmp_path: Path) -> None:
    first = secret_of(config(STORE=str(tmp_path / "store")))
    file = tmp_path / "store" / SECRET_FILE
    assert len(first) >= 32
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert secret_of(config(STORE=str(tmp_path / "store"))) == first
    assert [path.name for path in file.parent.iterdir()] == [SECRET_FILE]


def test_a_secret_that_was_set_is_used_and_nothing_is_written(tmp_path: Path) -> None:
    given_secret = "x" * 40
    assert secret_of(config(STORE=str(tmp_path / "store"), SECRET_KEY=given_secret)) == given_secret
    assert not (tmp_path / "store").exists()


def test_a_folder_that_cannot_hold_the_secret_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Problem, match="secret_file"):
        secret_of(config(STORE=str(tmp_path / "file")))
