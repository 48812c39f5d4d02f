"""A real SMTP server on loopback whose answers a test sets."""

import shutil
import socket
import ssl
import subprocess
from asyncio import Transport
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

HANG_UP = "hang up"
"""In place of an answer: the server drops the connection."""


@dataclass
class PostOffice:
    """Answers HELO, MAIL, RCPT and DATA as set in *answers*, else accepts; a recipient has its own. Keeps what it took."""

    answers: dict[str, str] = field(default_factory=dict)
    received: list[Envelope] = field(default_factory=list)
    secure: list[bool] = field(default_factory=list)
    user: str = "wijzer"
    password: str = "juist-wachtwoord"
    port: int = 0

    async def handle_EHLO(  # noqa: N802 the name that aiosmtpd calls
        self, server: SMTP, session: Session, _envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        """The greeting."""
        session.host_name = hostname
        said = self._answer(server, "HELO")
        return responses if said.startswith("250") else [said]

    async def handle_HELO(  # noqa: N802 the same
        self, server: SMTP, session: Session, _envelope: Envelope, hostname: str
    ) -> str:
        """The greeting of old."""
        session.host_name = hostname
        return self._answer(server, "HELO")

    async def handle_MAIL(  # noqa: N802 the same
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """The sender."""
        envelope.mail_from = address
        return self._answer(server, "MAIL")

    async def handle_RCPT(  # noqa: N802 the same
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """A recipient."""
        said = self._answer(server, address if address in self.answers else "RCPT")
        if said.startswith("250"):
            envelope.rcpt_tos.append(address)
        return said

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 the same
        """The mail itself."""
        said = self._answer(server, "DATA")
        if said.startswith("250") or self.answers.get("DATA") == HANG_UP:
            self.received.append(envelope)
            self.secure.append(server.transport is not None and server.transport.get_extra_info("sslcontext") is not None)
        return said

    def _answer(self, server: SMTP, command: str) -> str:
        said = self.answers.get(command, "250 ok")
        if said == HANG_UP:
            assert isinstance(server.transport, Transport)
            server.transport.abort()
        return said

    def authenticate(self, _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, given: Any) -> AuthResult:
        """Whether the password is right."""
        right = LoginPassword(self.user.encode(), self.password.encode())
        return AuthResult(success=given == right, handled=False)


@contextmanager
def opened(office: PostOffice, **how: Any) -> Iterator[PostOffice]:
    """The office, listening on a port of its own; *how* goes to aiosmtpd."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        office.port = probe.getsockname()[1]
    controller = Controller(office, hostname="127.0.0.1", port=office.port, **how)
    controller.start()
    try:
        yield office
    finally:
        controller.stop(no_assert=True)


def certificate(folder: Path) -> tuple[ssl.SSLContext, Path]:
    """A server's context with a certificate for 127.0.0.1 that it signed itself, and the file to trust it by."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("needs the program openssl to make a certificate")
    made, key = folder / "certificate.pem", folder / "key.pem"
    command = [openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"]
    command += ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(key), "-out", str(made)]
    subprocess.run(command, check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(made, key)
    return context, made
