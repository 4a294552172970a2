"""Mail addresses: what is none, and one spelling for each."""

from __future__ import annotations

import re

import idna

from litwatch.errors import WrongUse

# RFC 5321 §4.5.3.1: 64 before the @, 254 in all (256 with the angle brackets of RCPT TO).
_LONGEST_NAME = 64
_LONGEST = 254
# A dot-atom (RFC 5322 §3.2.3). Quoted names and names outside ASCII are legal, but few servers
# take them; we would find out at the first sending.
_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_BRACKETED = re.compile(r"[^<>\r\n]*<([^<>]*)>")


def mail_address(text: str) -> str:
    """The address with its domain in lower-case ASCII (IDNA 2008); `Name <address>` gives the
    address.

    The part before the @ stays as written: only its own server may say what case means there.
    Raises WrongUse, with the reason, for what no server would take.
    """
    bracketed = _BRACKETED.fullmatch(text.strip())
    address = bracketed.group(1).strip() if bracketed else text.strip()
    name, at, domain = address.rpartition("@")
    if not at:
        raise _wrong(address, "there is no @ in it")
    if not _NAME.fullmatch(name):
        raise _wrong(address, f"{name!r} before the @ is not letters, digits and single dots")
    if "." not in domain:
        raise _wrong(address, f"{domain!r} after the @ is no domain")
    try:
        ascii_domain = idna.encode(domain, uts46=True).decode("ascii").lower()
    except idna.IDNAError as error:
        raise _wrong(address, f"{domain!r} after the @ is no domain: {error}") from None
    if len(name) > _LONGEST_NAME or len(name) + 1 + len(ascii_domain) > _LONGEST:
        raise _wrong(address, f"it is longer than {_LONGEST_NAME} signs before the @ or {_LONGEST}")
    return f"{name}@{ascii_domain}"


def _wrong(address: str, reason: str) -> WrongUse:
    shown = address if len(address) <= 80 else f"{address[:80]}…"
    return WrongUse(f"{shown!r} is no mail address: {reason}", "Write it as name@example.org.")
