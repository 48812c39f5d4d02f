"""The post: an edition as a mail, into a folder or to an SMTP server."""

import re
import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from hashlib import blake2b
from pathlib import Path
from typing import Any
from urllib.parse import quote

from pipeline.core.errors import DeliveryError
from pipeline.core.model import Delivery, DeliveryState, Edition
from reports.jsonform import subject_of
from reports.parts import parts

NOBODY = ""
"""The recipient of the one .eml that is made when no recipients are set."""


def message(edition: Edition, sender: str, recipient: str, message_id: str) -> EmailMessage:
    """The mail: text and HTML of equal content, to one reader. The same arguments give the same bytes.

    Pictures in the page become parts of the mail. A title can never become a header: the subject is the edition's own, and
    control characters are taken out.
    """
    mail = EmailMessage(policy=SMTP)
    mail["Subject"] = re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+", " ", subject_of(edition.digest))
    mail["From"] = Address("Windwijzer", addr_spec=sender)
    mail["To"] = recipient or "undisclosed-recipients:;"
    mail["Date"] = format_datetime(edition.issued)
    mail["Message-ID"] = message_id
    mail["Auto-Submitted"] = "auto-generated"
    mail["List-ID"] = f"Windwijzer <windwijzer.{_domain(sender)}>"
    mail.set_content(edition.text, cte="quoted-printable")
    page, pictures = parts(edition.html)
    mail.add_alternative(page, subtype="html", cte="quoted-printable")
    # the library would draw random boundaries, and the same edition would not be the same file
    boundary = "windwijzer-" + blake2b(f"{message_id}{edition.inputs}".encode(), digest_size=12).hexdigest()
    if pictures:
        shown = next(part for part in mail.iter_parts() if part.get_content_subtype() == "html")
        for number, picture in enumerate(pictures, 1):
            name = f"windwijzer-{number}.png"
            shown.add_related(picture.png, "image", "png", cid=f"<{picture.cid}>", disposition="inline", filename=name)
        shown.set_boundary(f"{boundary}-page")
    mail.set_boundary(boundary)
    return mail


def message_id(edition: Edition, sender: str, recipient: str) -> str:
    """One and the same for an edition and a reader: a mail server can tell a second copy by it."""
    reader = blake2b(recipient.casefold().encode(), digest_size=8).hexdigest()
    return f"<{edition.week}.{edition.number}.{reader}@{_domain(sender)}>"


def _domain(sender: str) -> str:
    return sender.rpartition("@")[2]


@dataclass(frozen=True, slots=True)
class Outbox:
    """Delivers into a folder: the mail as .eml, and beside it the edition as .html and .txt."""

    folder: Path
    sender: str

    def message_id(self, edition: Edition, recipient: str) -> str:
        """See `message_id`."""
        return message_id(edition, self.sender, recipient)

    def send(self, edition: Edition, delivery: Delivery) -> tuple[DeliveryState, str]:
        """Writes the files; DeliveryError when the folder refuses, for then it refuses all."""
        stem = f"{edition.week}-{edition.number}"
        mail = message(edition, self.sender, delivery.recipient, delivery.message_id)
        path = self.folder / f"{stem}{_suffix(delivery.recipient)}.eml"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            (self.folder / f"{stem}.html").write_text(edition.html, encoding="utf-8")
            (self.folder / f"{stem}.txt").write_text(edition.text, encoding="utf-8")
            path.write_bytes(mail.as_bytes())
        except OSError as error:
            raise DeliveryError(f"cannot write the mail to {path}: {error.strerror}") from error
        return DeliveryState.SENT, str(path)


def _suffix(recipient: str) -> str:
    """One of its own for each reader: what may not stand in a file name is written as %2F."""
    return "" if recipient == NOBODY else "-" + quote(recipient, safe="@+")


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """Delivers to a mail server. *security* is starttls, tls or none; certificates are checked."""

    host: str
    port: int
    security: str
    user: str
    password: str
    sender: str

    def __repr__(self) -> str:
        return f"SmtpServer({self.host}:{self.port}, {self.security})"

    def message_id(self, edition: Edition, recipient: str) -> str:
        """See `message_id`."""
        return message_id(edition, self.sender, recipient)

    def send(self, edition: Edition, delivery: Delivery) -> tuple[DeliveryState, str]:
        """One connection, one mail. What the server refuses for good is REFUSED, what may be tried again PENDING.

        UNKNOWN when the answer to the mail itself was lost: it may have been accepted.
        """
        mail = message(edition, self.sender, delivery.recipient, delivery.message_id)
        try:
            server = self._connect()
        except (smtplib.SMTPException, OSError) as error:
            # nothing was said about this reader yet, so a wrong password is nobody's refusal
            return DeliveryState.PENDING, f"{self.host}:{self.port}: {_told(error)}"
        try:
            server.send_message(mail)
        except (smtplib.SMTPHeloError, smtplib.SMTPSenderRefused) as error:
            # it is us that it does not want: a wrong sender or a forgotten password, still nobody's refusal
            return DeliveryState.PENDING, f"{self.host}:{self.port}: {_told(error)}"
        except smtplib.SMTPRecipientsRefused as error:
            return _by_code(*next(iter(error.recipients.values())))
        except smtplib.SMTPResponseException as error:
            return _by_code(error.smtp_code, error.smtp_error)
        except smtplib.SMTPNotSupportedError as error:
            return DeliveryState.PENDING, f"{self.host}:{self.port}: {_told(error)}"
        except (smtplib.SMTPException, OSError) as error:
            state = DeliveryState.UNKNOWN if server.begun else DeliveryState.PENDING
            return state, f"{self.host}:{self.port}: {_told(error)}"
        finally:
            # how the connection ends says nothing about the mail
            with suppress(smtplib.SMTPException, OSError):
                server.quit()
        return DeliveryState.SENT, f"accepted by {self.host}"

    def _connect(self) -> "_Smtp":
        context = ssl.create_default_context()
        if self.security == "tls":
            server: _Smtp = _Smtps(self.host, self.port, timeout=60, context=context)
        else:
            server = _Smtp(self.host, self.port, timeout=60)
        try:
            if self.security == "starttls":
                server.starttls(context=context)
            if self.user:
                server.login(self.user, self.password)
        except BaseException:
            server.close()
            raise
        return server


class _Smtp(smtplib.SMTP):
    """Remembers whether it began to hand over the mail itself: before that nothing can have been accepted."""

    begun = False

    def data(self, msg: Any) -> tuple[int, bytes]:
        self.begun = True
        return super().data(msg)


class _Smtps(_Smtp, smtplib.SMTP_SSL):
    """The same over TLS."""


def _told(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return _by_code(error.smtp_code, error.smtp_error)[1]
    return str(error) or type(error).__name__


def _by_code(code: int, said: bytes | str) -> tuple[DeliveryState, str]:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    permanent = 500
    return (DeliveryState.REFUSED if code >= permanent else DeliveryState.PENDING), f"{code} {text}"
