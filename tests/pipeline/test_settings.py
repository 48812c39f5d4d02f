import os
import traceback
from ipaddress import ip_network
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from pydantic import ValidationError

from pipeline.core.errors import ConfigurationError
from pipeline.settings import PREFIX, Settings, read_settings, unknown_variables

SECRET = "zeehond7"


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to stand in, and an environment without any setting of ours."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith(PREFIX)]:
        monkeypatch.delenv(name)
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    return tmp_path


def complaint(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """What is said about one wrong variable."""
    monkeypatch.setenv(PREFIX + name, value)
    with pytest.raises(ConfigurationError) as caught:
        read_settings()
    return str(caught.value)


def test_without_any_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without settings windwijzer runs small and safe: SQLite at home, encrypted mail, no network but the public one."""
    monkeypatch.setenv("HOME", "/huis")
    found = read_settings()
    assert found.home == Path("/huis/.local/share/windwijzer")
    assert found.url == "sqlite:////huis/.local/share/windwijzer/windwijzer.db"
    assert found.timezone == ZoneInfo("Europe/Amsterdam")
    assert (found.sources, found.allow_networks, found.recipients) == (None, (), ())
    assert (found.smtp_security, found.smtp_port) == ("starttls", 587)


@pytest.mark.parametrize(("base", "home"), [("/schuur", "/schuur/windwijzer"), ("", "/huis/.local/share/windwijzer")])
def test_home_follows_the_desktop_standard(monkeypatch: pytest.MonkeyPatch, base: str, home: str) -> None:
    """XDG_DATA_HOME moves the home folder, unless it is empty."""
    monkeypatch.setenv("HOME", "/huis")
    monkeypatch.setenv("XDG_DATA_HOME", base)
    assert read_settings().home == Path(home)


def test_weight(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is given outweighs the environment, which outweighs `.env`; None is not given."""
    (place / ".env").write_text("WINDWIJZER_SMTP_HOST=c\nWINDWIJZER_CONTACT=c\nWINDWIJZER_SENDER=c@c.example\n")
    monkeypatch.setenv("WINDWIJZER_SMTP_HOST", "b")
    monkeypatch.setenv("WINDWIJZER_CONTACT", "b")
    found = read_settings(smtp_host="a", contact=None)
    assert (found.smtp_host, found.contact, found.sender) == ("a", "b", "c@c.example")


def test_a_file_with_more(place: Path) -> None:
    """`.env` may hold comments, a byte order mark, letters beyond ASCII and variables of other programs."""
    (place / ".env").write_text("\ufeff# ok\nWINDWIJZER_SOURCES='/één.yaml'\nPATH=/x\n", encoding="utf-8")
    assert read_settings().sources == Path("/één.yaml")


@pytest.mark.parametrize(("name", "value"), [("contact", "mailto:één@h.example"), ("sender", "a@["), ("recipients", '+@+?">')])
def test_what_becomes_a_header_is_plain(name: str, value: str) -> None:
    """A contact or an address that no header can carry is refused before anything is fetched or mailed."""
    with pytest.raises(ConfigurationError, match=f"WINDWIJZER_{name.upper()}"):
        read_settings(**{name: value})


def test_a_file_in_another_encoding(place: Path) -> None:
    """A `.env` that is not UTF-8 is refused by name."""
    (place / ".env").write_bytes("WINDWIJZER_CONTACT=één\n".encode("latin-1"))
    with pytest.raises(ConfigurationError, match=r"cannot read the settings in /.*\.env: 'utf-8'"):
        read_settings()


def test_the_database_url_may_be_given(monkeypatch: pytest.MonkeyPatch) -> None:
    """A database URL takes the place of the file at home."""
    monkeypatch.setenv("WINDWIJZER_DATABASE_URL", "postgresql://h.example/wind")
    assert read_settings(home=Path("/elders")).url == "postgresql://h.example/wind"


@pytest.mark.parametrize("name", ["HOME", "SOURCES"])
def test_an_empty_path_is_no_path(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """A path that is set to nothing is as one that is not set, not the folder where one stands."""
    usual = read_settings()
    monkeypatch.setenv(PREFIX + name, "")
    assert read_settings() == usual


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("", ()),
        (" , ,", ()),
        ("jan@h.example", ("jan@h.example",)),
        ("jan@h.example, piet@h.example ,,", ("jan@h.example", "piet@h.example")),
        ("jan+wind@sub.h.example", ("jan+wind@sub.h.example",)),
    ],
)
def test_recipients(monkeypatch: pytest.MonkeyPatch, written: str, expected: tuple[str, ...]) -> None:
    """Recipients are written with commas; blanks and empty places do not count."""
    monkeypatch.setenv("WINDWIJZER_RECIPIENTS", written)
    assert read_settings().recipients == expected


@pytest.mark.parametrize(
    "address",
    [
        *("jan", "@h.example", "jan@", "@", "jan@h@example", "jan@h.example;piet@h.example", "Jan <jan@h.example>"),
        *("jan@h.example\r\nBcc: piet@h.example", "jan@h.exam\u200bple", "jan @h.example"),
    ],
)
@pytest.mark.parametrize("name", ["RECIPIENTS", "SENDER"])
def test_no_mail_address(monkeypatch: pytest.MonkeyPatch, name: str, address: str) -> None:
    """What is no bare mail address is refused by variable and value, so that nothing slips into a header."""
    assert complaint(name, address, monkeypatch) == f"{PREFIX}{name}: {address!r} is not a mail address"


def test_networks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Networks are written with commas, IPv4 or IPv6, with or without a mask."""
    monkeypatch.setenv("WINDWIJZER_ALLOW_NETWORKS", "127.0.0.0/8, ::1 ,10.1.2.3/8,")
    assert read_settings().allow_networks == tuple(map(ip_network, ("127.0.0.0/8", "::1/128", "10.0.0.0/8")))
    assert read_settings(allow_networks=[ip_network("fd00::/8")]).allow_networks == (ip_network("fd00::/8"),)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("ALLOW_NETWORKS", "127.0.0.0/8, overal", "'overal' does not appear to be an IPv4 or IPv6 network"),
        ("ALLOW_NETWORKS", "10.0.0.0/33", "'10.0.0.0/33' does not appear to be"),
        ("ZONE", "Amsterdam", "'Amsterdam' is not a time zone; write it as Europe/Amsterdam"),
        ("ZONE", "", "'' is not a time zone"),
        ("ZONE", "Europe", "'Europe' is not a time zone"),
        ("ZONE", "../../etc/passwd", "'../../etc/passwd' is not a time zone"),
        ("WORKERS", "-1", "greater than or equal to 0"),
        ("WORKERS", "veel", "valid integer"),
        ("SMTP_PORT", "0", "greater than or equal to 1"),
        ("SMTP_PORT", "65536", "less than or equal to 65535"),
        ("SMTP_SECURITY", "ssl", "'starttls', 'tls' or 'none'"),
        ("LOG_LEVEL", "verbose", "'debug', 'info', 'warning' or 'error'"),
    ],
)
def test_a_wrong_value(monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str) -> None:
    """A wrong value is refused with the variable's full name and what would do."""
    found = complaint(name, value, monkeypatch)
    assert found.startswith(f"{PREFIX}{name}: ")
    assert said in found
    assert len(found.splitlines()) == 1


def test_every_wrong_value_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """All wrong values are told together, in one line."""
    monkeypatch.setenv("WINDWIJZER_SMTP_PORT", "x")
    found = complaint("WORKERS", "x", monkeypatch)
    assert found.count("WINDWIJZER_") == 2
    assert "; WINDWIJZER_SMTP_PORT: " in found


def test_networks_of_a_wrong_kind() -> None:
    """Networks given as something else than text or a list are refused, not guessed at."""
    with pytest.raises(ConfigurationError, match=r"^WINDWIJZER_ALLOW_NETWORKS: Input should be a valid tuple$"):
        read_settings(allow_networks=7)


def test_a_user_needs_a_password(monkeypatch: pytest.MonkeyPatch) -> None:
    """A mail user without a password is refused; with one, or without a user, all is well."""
    assert read_settings(smtp_password=SECRET).smtp_user == ""
    assert read_settings(smtp_user="jan", smtp_password=SECRET).smtp_password.get_secret_value() == SECRET
    assert complaint("SMTP_USER", "jan", monkeypatch) == "WINDWIJZER_SMTP_USER is set without WINDWIJZER_SMTP_PASSWORD"


@pytest.mark.parametrize(
    "wrong",
    [{"WORKERS": "x"}, {"SMTP_PORT": "0"}, {"ZONE": "x"}, {"SENDER": "x"}, {"ALLOW_NETWORKS": "x"}, {"SMTP_USER": "jan"}],
    ids=str,
)
@pytest.mark.parametrize("secret", ["SMTP_PASSWORD", "DATABASE_URL"])
def test_no_error_shows_a_secret(monkeypatch: pytest.MonkeyPatch, wrong: dict[str, str], secret: str) -> None:
    """Whatever setting is wrong, neither the complaint nor its traceback shows a password."""
    if wrong == {"SMTP_USER": "jan"} and secret == "SMTP_PASSWORD":
        wrong = {"WORKERS": "-1"}
    monkeypatch.setenv(PREFIX + secret, SECRET)
    for name, value in wrong.items():
        monkeypatch.setenv(PREFIX + name, value)
    with pytest.raises(ConfigurationError) as caught:
        read_settings()
    assert SECRET not in "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize("given", [{"smtp_password": 7070707}, {"database_url": 7070707}])
def test_a_secret_of_the_wrong_kind_is_not_shown(given: dict[str, int]) -> None:
    """A secret that is itself wrong is refused by name only."""
    with pytest.raises(ConfigurationError, match="WINDWIJZER_") as caught:
        read_settings(**given)
    assert "7070707" not in "".join(traceback.format_exception(caught.value))


def test_settings_do_not_print_secrets() -> None:
    """Settings that end up in a log show neither the mail password nor that of the database."""
    found = read_settings(smtp_password=SECRET, database_url=f"postgresql://jan:{SECRET}@h.example/wind")
    assert SECRET not in f"{found} {found!r}"
    assert SECRET in found.url


def test_settings_do_not_change() -> None:
    """Settings are read once, and stay as they were read."""
    with pytest.raises(ValidationError, match="frozen"):
        read_settings().workers = 3  # type: ignore[misc]


def test_misspelt_variables() -> None:
    """A variable of ours that no setting has is told by name, with the nearest that has one; its value is not shown."""
    found = unknown_variables(
        {
            "WINDWIJZER_SMTP_PASWORD": SECRET,
            "WINDWIJZER_QQQQQQQQQQQQQQQQQ": "",
            "PATH": "",
            "WINDWIJZER_HOME": "/x",
            "windwijzer": "",
        }
    )
    assert found == (
        "WINDWIJZER_QQQQQQQQQQQQQQQQQ is not a setting",
        "WINDWIJZER_SMTP_PASWORD is not a setting; did you mean WINDWIJZER_SMTP_PASSWORD?",
    )
    assert unknown_variables({PREFIX + name.upper(): "" for name in Settings.model_fields}) == ()
