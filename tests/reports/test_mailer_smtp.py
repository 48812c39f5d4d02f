"""Handing a mail to a real SMTP server: what it says becomes a state, and no mail is called lost that is not."""

import socket
from collections.abc import Iterator
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest

from pipeline.core.model import Delivery, DeliveryState
from reports.mailer import SmtpServer, message
from tests.db.nouns import WEEK, edition
from tests.reports.postoffice import HANG_UP, PostOffice, certificate, opened

# a password over a plain line is what the tests with one are about
pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH")

SENDER = "wijzer@voorbeeld.nl"
READER = "lezer@voorbeeld.nl"
DELIVERY = Delivery(WEEK, 1, READER, "<2026-W47.1.ab@voorbeeld.nl>", DeliveryState.SENDING, 1)


@pytest.fixture
def office() -> Iterator[PostOffice]:
    """A server without TLS and without passwords."""
    with opened(PostOffice()) as office:
        yield office


def send(office: PostOffice, security: str = "none", user: str = "", password: str = "") -> tuple[DeliveryState, str]:
    """What comes of one mail."""
    server = SmtpServer("127.0.0.1", office.port, security, user, password, SENDER)
    return server.send(edition(), DELIVERY)


def test_accepted_mail_is_sent(office: PostOffice) -> None:
    """The server gets the mail as it was made, from the sender to the one reader."""
    state, told = send(office)
    assert state is DeliveryState.SENT
    assert "127.0.0.1" in told
    (envelope,) = office.received
    assert (envelope.mail_from, envelope.rcpt_tos) == (SENDER, [READER])
    assert envelope.content == message(edition(), SENDER, READER, DELIVERY.message_id).as_bytes()


def test_each_mail_has_its_own_connection(office: PostOffice) -> None:
    """Two mails are two, and the same bytes: a mail server can tell a second copy by its id."""
    send(office)
    send(office)
    first, second = office.received
    assert first.content == second.content
    assert isinstance(first.content, bytes)
    assert message_from_bytes(first.content, policy=policy.default)["Message-ID"] == DELIVERY.message_id


@pytest.mark.parametrize(
    ("answers", "state"),
    [
        ({"MAIL": "451 4.3.0 later"}, DeliveryState.PENDING),
        ({"MAIL": "421 4.3.2 too busy"}, DeliveryState.PENDING),
        ({READER: "450 4.2.1 greylisted"}, DeliveryState.PENDING),
        ({READER: "421 4.3.2 too busy"}, DeliveryState.PENDING),
        ({READER: "550 5.1.1 no such reader"}, DeliveryState.REFUSED),
        ({READER: "552 5.2.2 box full"}, DeliveryState.REFUSED),
        ({"DATA": "452 4.3.1 no room now"}, DeliveryState.PENDING),
        ({"DATA": "421 4.3.2 too busy"}, DeliveryState.PENDING),
        ({"DATA": "554 5.6.0 we do not like it"}, DeliveryState.REFUSED),
    ],
    ids=lambda value: " ".join(f"{k} {v[:3]}" for k, v in value.items()) if isinstance(value, dict) else str(value),
)
def test_answer_becomes_a_state(office: PostOffice, answers: dict[str, str], state: DeliveryState) -> None:
    """4xx may be tried again, 5xx about a reader or a mail is for good; the reason is kept in the server's words."""
    office.answers = answers
    (said,) = answers.values()
    found, told = send(office)
    assert found is state
    assert told.endswith(said)
    assert office.received == []


@pytest.mark.parametrize("command", ["HELO", "MAIL"])
def test_server_that_does_not_want_us_refuses_no_reader(office: PostOffice, command: str) -> None:
    """A sender that is refused for good is the operator's to put right: the readers wait, and hear from us then."""
    office.answers = {command: "550 5.7.1 not from you"}
    state, told = send(office)
    assert state is DeliveryState.PENDING
    assert told.endswith("550 5.7.1 not from you")


def test_server_that_drops_after_the_mail_leaves_it_unknown(office: PostOffice) -> None:
    """When the answer to the mail itself is lost it may have been accepted: it is neither sent nor waiting."""
    office.answers = {"DATA": HANG_UP}
    state, told = send(office)
    assert state is DeliveryState.UNKNOWN
    assert f"127.0.0.1:{office.port}" in told
    assert len(office.received) == 1


@pytest.mark.parametrize("command", ["MAIL", "RCPT"])
def test_server_that_drops_before_the_mail_can_be_tried_again(office: PostOffice, command: str) -> None:
    """Before the mail itself went out nothing can have been accepted."""
    office.answers = {command: HANG_UP}
    assert send(office)[0] is DeliveryState.PENDING
    assert office.received == []


def test_nobody_listens() -> None:
    """No server is nobody's refusal: the mail waits, and the message names the address."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        server = SmtpServer("127.0.0.1", port, "none", "", "", SENDER)
        state, told = server.send(edition(), DELIVERY)
    assert state is DeliveryState.PENDING
    assert told.startswith(f"127.0.0.1:{port}: ")


def test_unknown_host() -> None:
    """A name that does not exist is a mistake in the settings, not of the reader."""
    server = SmtpServer("post.nergens.invalid", 25, "none", "", "", SENDER)
    assert server.send(edition(), DELIVERY)[0] is DeliveryState.PENDING


def test_no_tls_offered_sends_nothing_in_the_clear(office: PostOffice) -> None:
    """With starttls asked and not offered, neither mail nor password goes out; it waits for a better setting."""
    state, told = send(office, "starttls", office.user, office.password)
    assert state is DeliveryState.PENDING
    assert "STARTTLS" in told
    assert office.received == []


def test_tls_where_none_is_spoken(office: PostOffice) -> None:
    """TLS from the first byte to a server that does not speak it waits as well."""
    assert send(office, "tls")[0] is DeliveryState.PENDING


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_certificate_must_be_trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, security: str) -> None:
    """A certificate that nobody vouches for gets neither mail nor password; a trusted one gets both, encrypted."""
    context, made = certificate(tmp_path)
    office = PostOffice()
    how: dict[str, Any] = {"auth_required": True, "authenticator": office.authenticate}
    how |= {"ssl_context": context, "auth_require_tls": False} if security == "tls" else {"tls_context": context}
    with opened(office, **how):
        state, told = send(office, security, office.user, office.password)
        assert state is DeliveryState.PENDING
        assert "certificate verify failed" in told
        assert office.received == []
        monkeypatch.setenv("SSL_CERT_FILE", str(made))
        assert send(office, security, office.user, office.password)[0] is DeliveryState.SENT
        assert office.secure == [True]


def test_wrong_password_is_no_refusal() -> None:
    """A password that the server does not take says nothing about the reader, and is not repeated in the message."""
    office = PostOffice()
    with opened(office, auth_required=True, auth_require_tls=False, authenticator=office.authenticate):
        state, told = send(office, user=office.user, password="fout-wachtwoord")
        assert state is DeliveryState.PENDING
        assert "535" in told
        assert "fout-wachtwoord" not in told
        assert send(office, user=office.user, password=office.password)[0] is DeliveryState.SENT


def test_password_that_was_forgotten() -> None:
    """A server that wants a password from one who has none is for the operator too."""
    office = PostOffice()
    with opened(office, auth_required=True, auth_require_tls=False, authenticator=office.authenticate):
        state, told = send(office)
    assert state is DeliveryState.PENDING
    assert "530" in told


def test_address_that_needs_more_than_ascii() -> None:
    """A reader with an accent in the address gets the mail where the server can write that, and waits where it cannot."""
    accented = Delivery(WEEK, 1, "dré@voorbeeld.nl", "<2@voorbeeld.nl>", DeliveryState.SENDING, 1)
    for able, state in ((True, DeliveryState.SENT), (False, DeliveryState.PENDING)):
        with opened(PostOffice(), enable_SMTPUTF8=able) as office:
            server = SmtpServer("127.0.0.1", office.port, "none", "", "", SENDER)
            assert server.send(edition(), accented)[0] is state


def test_password_is_not_shown() -> None:
    """What a log may show of a server holds no password."""
    assert "geheim" not in repr(SmtpServer("post.voorbeeld.nl", 587, "starttls", "wijzer", "geheim", SENDER))
