"""An edition as a mail: the same bytes each time, no header but ours, and every reader's own file in the outbox."""

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from json import dumps
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline.core.errors import DeliveryError
from pipeline.core.model import Delivery, DeliveryState, Edition
from pipeline.core.weeks import Week
from reports.mailer import NOBODY, Outbox, SmtpServer, message, message_id
from tests.db.nouns import WEEK, edition

SENDER = "wijzer@voorbeeld.nl"
READER = "lezer@voorbeeld.nl"
PLENTY = settings(deadline=None, max_examples=100, derandomize=True)
HEADERS = ["Subject", "From", "To", "Date", "Message-ID", "Auto-Submitted", "List-ID", "MIME-Version", "Content-Type"]


def parsed(mail: EmailMessage) -> EmailMessage:
    """The mail as its reader's program sees it."""
    found = message_from_bytes(mail.as_bytes(), policy=policy.default)
    assert isinstance(found, EmailMessage)
    return found


def with_subject(subject: str) -> Edition:
    """An edition with a subject."""
    return edition(digest=dumps({"subject": subject}))


def body(mail: EmailMessage, kind: str) -> str:
    """The plain or html part; a mail ends its lines with CR LF."""
    part = mail.get_body((kind,))
    assert part is not None
    text = part.get_content()
    assert isinstance(text, str)
    return text.replace("\r\n", "\n")


def delivery(recipient: str) -> Delivery:
    """One edition for one reader."""
    return Delivery(WEEK, 1, recipient, message_id(edition(), SENDER, recipient), DeliveryState.SENDING, 1)


def test_mail_holds_both_forms_and_says_what_it_is() -> None:
    """Text and page as in the edition, to one reader, dated when the edition was issued, and no machine will answer it."""
    mail = parsed(message(edition(), SENDER, READER, "<1@voorbeeld.nl>"))
    assert (body(mail, "plain"), body(mail, "html")) == (edition().text, edition().html)
    assert (mail["From"], mail["To"], mail["Message-ID"]) == (f"Windwijzer <{SENDER}>", READER, "<1@voorbeeld.nl>")
    assert mail["Subject"] == "Trendsignalen week 47: 1 signaal"
    assert mail["Date"].datetime == datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
    assert (mail["Auto-Submitted"], mail["List-ID"]) == ("auto-generated", "Windwijzer <windwijzer.voorbeeld.nl>")
    assert mail.get_content_type() == "multipart/alternative"
    assert list(mail.keys()) == HEADERS


def test_mail_to_nobody_names_nobody() -> None:
    """The one .eml that is made without recipients shows no address that nobody gave."""
    assert message(edition(), SENDER, NOBODY, "<1@voorbeeld.nl>")["To"] == "undisclosed-recipients:;"


def test_same_edition_is_the_same_bytes() -> None:
    """Made twice it is equal to the byte; another reader or another edition is another mail."""
    made = message(edition(), SENDER, READER, "<1@voorbeeld.nl>").as_bytes()
    assert message(edition(), SENDER, READER, "<1@voorbeeld.nl>").as_bytes() == made
    assert message(edition(), SENDER, READER, "<2@voorbeeld.nl>").as_bytes() != made
    assert message(edition(inputs="2e" * 16), SENDER, READER, "<1@voorbeeld.nl>").as_bytes() != made


def test_mail_can_pass_any_server() -> None:
    """Seven-bit, lines of at most 998 bytes ended by CR LF, whatever the edition holds."""
    long = edition(text="é" * 5000 + "\n.\n..\nFrom hier\n", html=f"<p>{'日' * 5000}</p>\n")
    written = message(long, SENDER, READER, "<1@voorbeeld.nl>").as_bytes()
    assert written.isascii()
    assert b"\n" not in written.replace(b"\r\n", b"")
    assert max(len(line) for line in written.split(b"\r\n")) <= 998
    assert body(parsed(message(long, SENDER, READER, "<1@voorbeeld.nl>")), "plain") == long.text


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r", "\x0b", "\x0c", "\x1c", "\x1e", "\x85", "\u2028", "\u2029", "\0"])
def test_line_end_in_a_subject_makes_no_header(end: str) -> None:
    """Whatever some program takes for the end of a line, what follows it stays in the subject."""
    mail = parsed(message(with_subject(f"Week 47{end}Bcc: spion@elders.nl{end}{end}<h1>"), SENDER, READER, "<1@x.nl>"))
    assert list(mail.keys()) == HEADERS
    assert mail["Subject"].startswith("Week 47")
    assert "spion@elders.nl" in mail["Subject"]


@PLENTY
@given(subject=st.text(min_size=1))
@example(subject="=?utf-8?q?Bcc=3A?=")
@example(subject="é" * 300)
@example(subject="a" * 2000)
def test_any_subject_is_one_header(subject: str) -> None:
    """No text can add a header, take one away or reach the body."""
    mail = parsed(message(with_subject(subject), SENDER, READER, "<1@x.nl>"))
    assert list(mail.keys()) == HEADERS
    assert body(mail, "plain") == edition().text
    assert not mail.defects


def test_reader_who_is_no_address_cannot_add_a_header() -> None:
    """Settings let no such reader in; if one came all the same, no mail is made."""
    with pytest.raises(ValueError, match="linefeed"):
        message(edition(), SENDER, "lezer@x.nl\r\nBcc: spion@elders.nl", "<1@x.nl>")


def test_message_id_is_of_the_edition_and_the_reader() -> None:
    """The same whenever it is asked, however the address is written; different for another edition or reader."""
    first = message_id(edition(), SENDER, READER)
    assert first == message_id(edition(text="anders"), SENDER, READER.upper())
    assert first.startswith("<2026-W47.1.")
    assert first.endswith("@voorbeeld.nl>")
    assert READER.partition("@")[0] not in first
    others = {
        message_id(edition(number=2), SENDER, READER),
        message_id(edition(Week(2026, 46)), SENDER, READER),
        message_id(edition(), SENDER, "ander@voorbeeld.nl"),
    }
    assert len(others | {first}) == 4


def test_outbox_and_server_give_the_same_message_id(tmp_path: Path) -> None:
    """A reader whose mail went to the outbox first and to a server later has one message id."""
    server = SmtpServer("post.voorbeeld.nl", 587, "starttls", "", "", SENDER)
    assert Outbox(tmp_path, SENDER).message_id(edition(), READER) == server.message_id(edition(), READER)


def test_outbox_holds_mail_page_and_text(tmp_path: Path) -> None:
    """Beside the mail stand the page and the text, to the byte; the folder is made."""
    folder = tmp_path / "post" / "uit"
    state, told = Outbox(folder, SENDER).send(edition(), delivery(NOBODY))
    assert (state, told) == (DeliveryState.SENT, str(folder / "2026-W47-1.eml"))
    assert sorted(path.name for path in folder.iterdir()) == ["2026-W47-1.eml", "2026-W47-1.html", "2026-W47-1.txt"]
    assert (folder / "2026-W47-1.html").read_bytes() == edition().html.encode()
    assert (folder / "2026-W47-1.txt").read_bytes() == edition().text.encode()
    mail = message(edition(), SENDER, NOBODY, delivery(NOBODY).message_id)
    assert (folder / "2026-W47-1.eml").read_bytes() == mail.as_bytes()


def test_each_reader_has_a_file_of_its_own(tmp_path: Path) -> None:
    """Addresses that differ in one odd character are different readers; none of them leaves the folder."""
    readers = ["an+a@x.nl", "an_a@x.nl", "an/a@x.nl", "an%a@x.nl", "../an@x.nl", "..@x.nl", "an'a@x.nl", "dré@x.nl", "drè@x.nl"]
    places = {Outbox(tmp_path / "uit", SENDER).send(edition(), delivery(reader))[1] for reader in readers}
    assert len(places) == len(readers)
    assert {Path(place).parent for place in places} == {tmp_path / "uit"}
    assert len(list((tmp_path / "uit").glob("*.eml"))) == len(readers)
    for place in places:
        assert parsed_file(Path(place))["Message-ID"]


def test_usual_address_can_be_read_in_the_file_name(tmp_path: Path) -> None:
    """A person finds the mail of a reader by its name."""
    _, told = Outbox(tmp_path, SENDER).send(edition(), delivery("an.de-vries+werk@voorbeeld.nl"))
    assert Path(told).name == "2026-W47-1-an.de-vries+werk@voorbeeld.nl.eml"


def test_outbox_twice_is_the_same_files(tmp_path: Path) -> None:
    """Sending again writes the same bytes in the same places."""
    outbox = Outbox(tmp_path, SENDER)
    contents = []
    for _ in range(2):
        outbox.send(edition(), replace(delivery(READER), attempts=7))
        contents.append({path.name: path.read_bytes() for path in tmp_path.iterdir()})
    assert contents[0] == contents[1]


def test_outbox_that_refuses_refuses_all(tmp_path: Path) -> None:
    """Where no file can be written nobody can be delivered to: an error with the path, not a state of one reader."""
    (tmp_path / "uit").write_text("a file where a folder should be")
    with pytest.raises(DeliveryError, match=r"cannot write the mail to .*uit"):
        Outbox(tmp_path / "uit", SENDER).send(edition(), delivery(READER))


def parsed_file(path: Path) -> EmailMessage:
    """A mail in a file, as its reader's program sees it."""
    found = message_from_bytes(path.read_bytes(), policy=policy.default)
    assert isinstance(found, EmailMessage)
    return found
