"""What every request passes: the host it names, where a form comes from, and the headers back.

Host: a page on loopback is open to any web site that a browser visits, through DNS rebinding,
unless the host name is checked. Forms: a browser says where a request comes from by
`Sec-Fetch-Site`, older ones by `Origin` (OWASP, Cross-Site Request Forgery Prevention,
"Fetch Metadata headers").
"""

from __future__ import annotations

from typing import Literal
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from litwatch.web.bearer import API, key_in
from litwatch.web.turned_away import turned_away
from litwatch.web.who import SAFE

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; "
    "img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-src 'self'; frame-ancestors 'self'"
)
_HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
    "cache-control": "no-store",
}


class Door:
    """Lets a request in when it names our host and, if it writes, comes from our own pages.

    `origin` is the public address (`https://watch.example.org`); empty on loopback.
    """

    def __init__(self, app: ASGIApp, *, origin: str = "") -> None:
        self.app = app
        self.origin = origin
        host = urlsplit(origin).hostname
        self.hosts = LOOPBACK | {host} if host else LOOPBACK

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        refusal = self.refused(scope["method"], headers, scope["path"])

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                out = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    out.setdefault(name, value)
                if self.origin.startswith("https://"):
                    out.setdefault("strict-transport-security", "max-age=31536000")
            await send(message)

        if refusal is not None:
            await turned_away(scope, refusal)(scope, receive, answer)
            return
        await self.app(scope, receive, answer)

    def refused(self, method: str, headers: Headers, path: str = "/") -> Literal[400, 403] | None:
        """Why a request is not let in: 400 for its host, 403 for its origin. None when it is."""
        host = headers.get("host", "")
        if _name(host) not in self.hosts:
            return 400
        # A key under /api/ is all that its request is known by (`bearer`): no cookie counts.
        if method in SAFE or (path.startswith(API) and key_in(headers) is not None):
            return None
        return None if self._own(headers, host) else 403

    def _own(self, headers: Headers, host: str) -> bool:
        site = headers.get("sec-fetch-site")
        if site is not None:
            return site in ("same-origin", "none")
        origin = headers.get("origin")
        if origin is None:
            # Neither header: no browser of today sent it, so no visitor's cookies came along.
            return True
        return origin == self.origin or urlsplit(origin).netloc == host


def _name(host: str) -> str:
    """The host name of a Host header, without its port."""
    try:
        return (urlsplit(f"//{host}").hostname or "").lower()
    except ValueError:
        return ""
