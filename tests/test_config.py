"""Settings: read once, refused with the name of the setting when they are wrong."""

import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checklist_app.bucket import Bucket
from checklist_app.config import Config, MailServer, secret_of
from checklist_app.errors import Problem, ProblemKind
from checklist_app.resources import ROOT
from checklist_app.settings import SECRET_FILE, SETTINGS, SHOWN_SETTINGS
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
        ("STORE", "mysql://localhost/checklist"),
        ("STORE", "a\0b"),
        ("FILES", "ftp://storage.example.go.th/files"),
        ("FILES", "~nobody-of-this-name/files"),
        ("WORK", "s3://bucket/work"),
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
        ("LOG", "xml"),
        ("BATCHES", "nowhere"),
        ("METRICS_TOKEN", "short"),
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
    st.sampled_from(
        ["HOST", "PORT", "BASE_URL", "THREADS", "SERVER", "STORE", "FILES", "WORK", "SMTP", "MAIL_FROM"]
    ),
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


def test_a_bucket_is_read_with_its_keys_of_which_nothing_shows_the_secret() -> None:
    found = config(
        FILES="s3://office/checklist/files?endpoint=https://storage.example.go.th:9000&region=th-1",
        FILES_KEY="the key",
        FILES_SECRET="p/ss+word",
    )
    assert found.files == Bucket(
        "office",
        "checklist/files",
        "https://storage.example.go.th:9000",
        "th-1",
        path_style=True,
        key="the key",
        secret="p/ss+word",
    )
    assert "p/ss" not in repr(found)
    assert not {"CHECKLIST_FILES", "CHECKLIST_FILES_KEY", "CHECKLIST_FILES_SECRET"} & {*SHOWN_SETTINGS}


@pytest.mark.parametrize(
    ("asked", "path_style"),
    [
        ("", False),
        ("?endpoint=http://127.0.0.1:9000", True),
        ("?endpoint=https://storage.example.go.th&path-style=no", False),
        ("?path-style=yes", True),
    ],
)
def test_the_name_of_a_bucket_stands_where_the_storage_expects_it(asked: str, path_style: bool) -> None:
    found = config(FILES=f"s3://office{asked}").files
    assert isinstance(found, Bucket)
    assert found.path_style is path_style


@pytest.mark.parametrize(
    "value",
    [
        "s3://",
        "s3://a",
        "s3:///files",
        "s3://key:hidden@office",
        "s3://office/../etc",
        "s3://office/a//b",
        "s3://office/hidden#part",
        "s3://office?key=hidden",
        "s3://office?endpoint=storage.example.go.th",
        "s3://office?endpoint=https://user:hidden@storage.example.go.th",
        "s3://office?endpoint=https://storage.example.go.th/below",
        "s3://office?endpoint=ftp://storage.example.go.th",
        "s3://office?endpoint=https://two words",
        "s3://office?endpoint=https://storage:port",
        "s3://office?region=th%0d%0aX",
        "s3://office?path-style=perhaps",
        "s3://office?region",
        "s3://[office",
    ],
)
def test_a_bad_bucket_is_refused_without_repeating_what_may_be_a_key(value: str) -> None:
    with pytest.raises(Problem, match=r"config\.bad_bucket") as caught:
        config(FILES=value)
    assert "CHECKLIST_FILES" in say(caught.value, "th")
    assert "hidden" not in f"{caught.value} {say(caught.value, 'en')} {say(caught.value, 'th')}"


@pytest.mark.parametrize("given", [{"FILES_KEY": "key"}, {"FILES_SECRET": "secret"}])
def test_half_a_key_is_refused(given: dict[str, str]) -> None:
    with pytest.raises(Problem, match=r"config\.half_a_key") as caught:
        config(FILES="s3://office", **given)
    assert "CHECKLIST_FILES_SECRET" in say(caught.value, "th")


def test_a_key_that_no_header_can_carry_is_refused_without_repeating_it() -> None:
    with pytest.raises(Problem, match=r"config\.bad_key") as caught:
        config(FILES="s3://office", FILES_KEY="key", FILES_SECRET="hidden\nX-Other: 1")
    assert "hidden" not in str(caught.value)


def test_the_secret_of_a_bucket_may_stand_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text("from a file\n")
    found = config(FILES="s3://office", FILES_KEY="key", FILES_SECRET_FILE=str(file)).files
    assert isinstance(found, Bucket)
    assert found.secret == "from a file"


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
    settings = SETTINGS.values()
    assert len({setting.name for setting in settings}) == len(settings) == 18
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


def test_papers_are_made_elsewhere_only_where_others_see_what_is_asked_for() -> None:
    with pytest.raises(Problem, match="batches_alone"):
        config(BATCHES="elsewhere")
    assert config().batches == "here"
    assert config(BATCHES="elsewhere", STORE="postgresql://localhost/checklist").batches == "elsewhere"
