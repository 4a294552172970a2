"""Which SMTP server takes our mail, read from one address: smtp://… or smtps://…"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from litwatch.errors import WrongSettings

# RFC 8314: 465 speaks TLS from the first byte; 587 is for submission, with STARTTLS.
_PORTS = {"smtp": 587, "smtps": 465}
_REMEDY = (
    "Write LITWATCH_SMTP_URL as smtps://USER:PASSWORD@mail.example.org or "
    "smtp://mail.example.org:587; signs such as @ and / in a password as %40 and %2F."
)


@dataclass(frozen=True)
class MailServer:
    """An SMTP server. With `tls` it speaks TLS at once, else it is asked for STARTTLS."""

    host: str
    port: int
    tls: bool = False
    user: str = ""
    password: str = field(default="", repr=False)

    @property
    def loopback(self) -> bool:
        """True when nothing leaves this machine."""
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


def read_server(url: str) -> MailServer:
    """The server that an address names.

    Raises WrongSettings, which never repeats the address: it may hold a password.
    """
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        raise WrongSettings("LITWATCH_SMTP_URL cannot be read as an address", _REMEDY) from None
    if parts.scheme not in _PORTS:
        raise WrongSettings("LITWATCH_SMTP_URL does not begin with smtp:// or smtps://", _REMEDY)
    if not parts.hostname or parts.path not in ("", "/") or parts.query or parts.fragment:
        raise WrongSettings("LITWATCH_SMTP_URL is more or less than a server's address", _REMEDY)
    if bool(parts.username) != bool(parts.password):
        raise WrongSettings("LITWATCH_SMTP_URL has a user or a password, but not both", _REMEDY)
    return MailServer(
        host=parts.hostname,
        port=port or _PORTS[parts.scheme],
        tls=parts.scheme == "smtps",
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
    )
