"""Which host an address names: who may see the key, and who needs no email."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit


def host_of(url: str) -> str:
    """The host in lower case; empty when the address has none."""
    return (urlsplit(url).hostname or "").rstrip(".")


def is_loopback(url: str) -> bool:
    """True for an address on this machine: localhost, 127.0.0.0/8, ::1."""
    host = host_of(url)
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def is_ncbi_host(url: str) -> bool:
    """True for a host of NCBI reached by https, the only one that may see an API key."""
    host = host_of(url)
    return urlsplit(url).scheme == "https" and (
        host == "ncbi.nlm.nih.gov" or host.endswith(".ncbi.nlm.nih.gov")
    )
