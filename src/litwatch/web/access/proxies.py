"""The proxies that are believed: what they say of a request is true, from others it is noise."""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from fastapi import Request

from litwatch.errors import WrongSettings


class Proxies:
    """The addresses of PROXIES, and the header that carries a name.

    Raises WrongSettings for what is no address, and for a net that holds everybody.
    """

    def __init__(self, listed: str, header: str) -> None:
        self._nets = tuple(_net(part.strip()) for part in listed.split(",") if part.strip())
        self._header = header

    @property
    def any(self) -> bool:
        """Whether any proxy is listed."""
        return bool(self._nets)

    def user_of(self, request: Request) -> str:
        """The name that a listed proxy gives; empty from others, for none and for two."""
        given = request.headers.getlist(self._header)
        if len(given) != 1 or not self._believed(_peer(request)):
            return ""
        return " ".join(_utf8(given[0]).split())

    def place_of(self, request: Request) -> str:
        """Where a request comes from: the connection's address, or what a listed proxy saw.

        The last address of X-Forwarded-For is the proxy's own word; those before it are the
        visitor's. Of IPv6 the first 64 bits count: the rest is one's own to choose.
        """
        peer = _peer(request)
        if self._believed(peer):
            seen = ",".join(request.headers.getlist("x-forwarded-for")).rpartition(",")[2].strip()
            peer = seen or peer
        try:
            address = ip_address(peer)
        except ValueError:
            return peer[:64]
        if isinstance(address, IPv6Address) and address.ipv4_mapped is None:
            return str(ip_network((address, 64), strict=False))
        return str(address)

    def _believed(self, peer: str) -> bool:
        try:
            address = ip_address(peer)
        except ValueError:
            return False
        if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
            address = address.ipv4_mapped
        return any(address in net for net in self._nets)


def _peer(request: Request) -> str:
    """The address at the other end of the connection itself."""
    return request.client.host if request.client else ""


def _net(text: str) -> IPv4Network | IPv6Network:
    try:
        net = ip_network(text, strict=False)
    except ValueError:
        raise WrongSettings(
            f"LITWATCH_PROXIES: {text} is no address",
            "Write addresses or nets by commas, such as 127.0.0.1,10.0.0.0/24.",
        ) from None
    if net.prefixlen == 0:
        raise WrongSettings(
            f"LITWATCH_PROXIES: {text} is everybody, who could then call themselves anything",
            "Name the proxy's own address.",
        )
    return net


def _utf8(value: str) -> str:
    """A header's text; names come as UTF-8, and headers are read as Latin-1."""
    try:
        return value.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return value
