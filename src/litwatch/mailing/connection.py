"""A conversation with the SMTP server, mail after mail, that knows how far each one came.

What matters is the moment when the server may have taken a mail. Before the last line of it has
left us a broken connection is harmless: the mail was not sent. After it, and without an answer,
nobody can know (RFC 5321 §4.5.3.2.6 and §6.1), and the mail is *unsure*.
"""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal

from litwatch.errors import SourceDown, SourceRefused, WrongSettings
from litwatch.mailing.server import MailServer

COMMAND_SECONDS = 60.0
# A server may scan a mail before it answers: RFC 5321 §4.5.3.2.6 asks for 10 minutes.
ANSWER_SECONDS = 600.0

_BUSY = "Nothing is lost. Run the same command again later."


@dataclass(frozen=True)
class Outcome:
    """What became of one mail, and the server's words.

    `sent`: the server has it. `refused`: it never will (5xx). `failed`: not now (4xx), or the
    connection broke before the mail was whole. `unsure`: it may have been taken.
    """

    state: Literal["sent", "refused", "failed", "unsure"]
    answer: str
    lost: bool = False  # the connection, not the mail


class Connection:
    """One connection to a server, opened when it is needed and used for mail after mail."""

    def __init__(
        self,
        server: MailServer,
        *,
        command_seconds: float = COMMAND_SECONDS,
        answer_seconds: float = ANSWER_SECONDS,
        trust: ssl.SSLContext | None = None,
    ) -> None:
        self._server = server
        self._command_seconds = command_seconds
        self._answer_seconds = answer_seconds
        self._trust = trust or ssl.create_default_context()
        self._smtp: smtplib.SMTP | None = None

    def open(self) -> None:
        """Connect, encrypt and log in, unless that is done already.

        Raises SourceDown when the server does not answer or says "not now", SourceRefused when
        it refuses us or its certificate is not trusted, WrongSettings when the password would
        travel unencrypted.
        """
        if self._smtp is not None:
            return
        try:
            self._smtp = self._connected()
        except smtplib.SMTPResponseException as error:
            raise self._explained(error) from error
        except ssl.SSLError as error:
            raise SourceRefused(
                f"no trusted encryption with the mail server {self._server}: {error}",
                "smtps:// is for port 465 and smtp:// for 587; have the certificate mended, or "
                "name its issuer's file in SSL_CERT_FILE.",
            ) from error
        except OSError as error:  # smtplib's own errors among them
            raise SourceDown(
                f"the mail server {self._server} does not answer: {error}", _BUSY
            ) from error

    def _connected(self) -> smtplib.SMTP:
        host, port, seconds = self._server.host, self._server.port, self._command_seconds
        smtp = (
            smtplib.SMTP_SSL(host, port, timeout=seconds, context=self._trust)
            if self._server.tls
            else smtplib.SMTP(host, port, timeout=seconds)
        )
        try:
            smtp.ehlo_or_helo_if_needed()
            if not self._server.tls and smtp.has_extn("starttls"):
                smtp.starttls(context=self._trust)
                smtp.ehlo()
            if self._server.password:
                self._log_in(smtp)
        except BaseException:
            smtp.close()
            raise
        return smtp

    def _log_in(self, smtp: smtplib.SMTP) -> None:
        if not self._server.loopback and not isinstance(smtp.sock, ssl.SSLSocket):
            raise WrongSettings(
                f"the mail server {self._server} offers no encryption, and the password would "
                "travel in the open",
                "Use smtps://, or a server with STARTTLS.",
            )
        try:
            smtp.login(self._server.user, self._server.password)
        except UnicodeEncodeError:
            raise WrongSettings(
                "the user or the password in LITWATCH_SMTP_URL is not plain ASCII",
                "Log-in by SMTP knows no other signs here; choose another password.",
            ) from None
        except (smtplib.SMTPResponseException, smtplib.SMTPServerDisconnected):
            raise
        except smtplib.SMTPException as error:
            raise SourceRefused(
                f"the mail server {self._server} offers no log-in that we know: {error}",
                "Take user and password out of LITWATCH_SMTP_URL, or choose another port.",
            ) from error

    def _explained(self, error: smtplib.SMTPResponseException) -> SourceDown | SourceRefused:
        said = _words(error.smtp_code, error.smtp_error)
        if not 500 <= error.smtp_code < 600:
            return SourceDown(f"the mail server {self._server} says not now: {said}", _BUSY)
        if isinstance(error, smtplib.SMTPAuthenticationError):
            return SourceRefused(
                f"the mail server {self._server} refused our log-in: {said}",
                "Check user and password in LITWATCH_SMTP_URL; no mail was refused by this.",
            )
        return SourceRefused(
            f"the mail server {self._server} refuses us: {said}",
            "Ask those who run it whether this machine may send.",
        )

    def send(self, sender: str, recipient: str, mail: bytes) -> Outcome:
        """Hand over one mail; says what became of it.

        Raises SourceDown or SourceRefused when the server takes no mail from this sender at
        all: that says nothing of the recipient, and nothing was sent.
        """
        self.open()
        assert self._smtp is not None  # noqa: S101 (open() has seen to it)
        smtp = self._smtp
        self._begin(smtp, sender)
        try:
            code, said = smtp.rcpt(recipient)
            if not 200 <= code < 300:
                return self._not_taken(smtp, code, said)
            code, said = smtp.docmd("DATA")
            if code != 354:
                return self._not_taken(smtp, code, said)
            smtp.send(_dotted(mail))
        except smtplib.SMTPException as error:
            self.close()
            return Outcome(
                "failed", f"the connection broke before the mail was sent: {error}", True
            )
        return self._ended(smtp)

    def _begin(self, smtp: smtplib.SMTP, sender: str) -> None:
        """Name the sender; what goes wrong here says nothing of the recipient."""
        try:
            code, said = smtp.mail(sender)
        except smtplib.SMTPException as error:  # often a server that tired of waiting
            self.close()
            raise SourceDown(f"the mail server {self._server} hung up: {error}", _BUSY) from error
        if 200 <= code < 300:
            return
        self.close()
        words = _words(code, said)
        if 500 <= code < 600:
            raise SourceRefused(
                f"the mail server {self._server} takes no mail from {sender}: {words}",
                "Check LITWATCH_MAIL_FROM and the log-in in LITWATCH_SMTP_URL.",
            )
        raise SourceDown(f"the mail server {self._server} takes no mail now: {words}", _BUSY)

    def _not_taken(self, smtp: smtplib.SMTP, code: int, said: bytes) -> Outcome:
        """The server does not want this mail; the connection is made ready for the next."""
        self._ready(smtp, code, smtp.rset)
        return _judged(code, said, otherwise="failed")

    def _ended(self, smtp: smtplib.SMTP) -> Outcome:
        """Send the dot that ends the mail, and wait for the answer that decides."""
        try:
            _wait(smtp, self._answer_seconds)
            smtp.send(b".\r\n")
            code, said = smtp.getreply()
            _wait(smtp, self._command_seconds)
        except OSError as error:
            self.close()
            return Outcome("unsure", f"no answer to the whole mail: {error}", True)
        self._ready(smtp, code, lambda: None)
        return _judged(code, said, otherwise="unsure")

    def _ready(self, smtp: smtplib.SMTP, code: int, again: Callable[[], object]) -> None:
        """Prepare for the next mail, or close when the server is going or speaks in riddles."""
        try:
            if code == 421 or not 200 <= code < 600:
                raise smtplib.SMTPServerDisconnected
            again()
        except smtplib.SMTPException:
            self.close()

    def close(self) -> None:
        """End the connection; it is opened again when it is needed."""
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            with suppress(OSError):
                _wait(smtp, 5)  # not long for a goodbye
                smtp.quit()
            smtp.close()

    def __enter__(self) -> Connection:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _wait(smtp: smtplib.SMTP, seconds: float) -> None:
    """How long an answer may take from now on."""
    if smtp.sock is not None:
        smtp.sock.settimeout(seconds)


def _judged(code: int, said: bytes, *, otherwise: Literal["failed", "unsure"]) -> Outcome:
    words = _words(code, said)
    if 200 <= code < 300:
        return Outcome("sent", words)
    if 400 <= code < 500:
        return Outcome("failed", words, lost=code == 421)
    if 500 <= code < 600:
        return Outcome("refused", words)
    return Outcome(otherwise, words, lost=True)


def _words(code: int, said: bytes | str) -> str:
    """The server's answer on one line, in signs that any terminal shows."""
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    plain = "".join(sign if sign.isprintable() else " " for sign in text)
    return f"{code} {' '.join(plain.split())}"[:300].strip()


def _dotted(mail: bytes) -> bytes:
    """The mail with its dots doubled at line starts (RFC 5321 §4.5.2) and a line end at the end."""
    whole = mail if mail.endswith(b"\r\n") else mail + b"\r\n"
    return (b"." + whole if whole.startswith(b".") else whole).replace(b"\r\n.", b"\r\n..")
