"""The pages behind a reverse proxy on loopback, which ends TLS and knows who has logged in."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple
from urllib.parse import urlencode, urlsplit

from litwatch.review import accounts
from litwatch.store.notes import notes_of
from litwatch.web.access.passwords import hashed
from litwatch.web.house import House

from .conftest import NOW, served

HOST = "watch.example"
OURS = f"https://{HOST}"
VISITOR = "127.0.0.9"  # another address of loopback than the proxy's, as visitors have
SECRET = "four words of ours"
TICKETS = {"ticket-of-asa": "Åsa Öst"}  # of the organisation's own log-in
NOTE = {"text": "Read behind the proxy."}


class Answer(NamedTuple):
    """What came back, with the names of its headers in small letters."""

    status: int
    headers: dict[str, str]
    text: str


def ask(
    address: str,
    path: str,
    form: dict[str, str] | None = None,
    *,
    source: str = VISITOR,
    **headers: str,
) -> Answer:
    """Ask a server on loopback from one of its addresses; `x_y` is the header X-Y."""
    to = urlsplit(address)
    line = http.client.HTTPConnection(
        str(to.hostname), to.port, timeout=10, source_address=(source, 0)
    )
    given = {"host": HOST, **{name.replace("_", "-"): value for name, value in headers.items()}}
    if form is not None:
        given["content-type"] = "application/x-www-form-urlencoded"
    body = None if form is None else urlencode(form)
    try:
        line.request("GET" if form is None else "POST", path, body, given)
        got = line.getresponse()
        kept = {name.lower(): value for name, value in got.getheaders()}
        return Answer(got.status, kept, got.read().decode())
    finally:
        line.close()


@contextmanager
def proxy_before(pages: str) -> Iterator[str]:
    """A proxy that passes on host and address, and in its own header who has a ticket."""

    class Proxy(BaseHTTPRequestHandler):
        def pass_on(self) -> None:
            given = {name.lower(): value for name, value in self.headers.items()}
            given.pop("x-forwarded-user", None)  # a visitor's word on who they are
            if name := TICKETS.get(given.pop("x-ticket", "")):
                given["x-forwarded-user"] = name.encode().decode("latin-1")
            given["x-forwarded-for"] = self.client_address[0]
            given["x-forwarded-proto"] = "https"
            to = urlsplit(pages)
            line = http.client.HTTPConnection(str(to.hostname), to.port, timeout=10)
            body = self.rfile.read(int(given.get("content-length", 0)))
            line.request(self.command, self.path, body, given)
            got = line.getresponse()
            content = got.read()
            self.send_response_only(got.status)
            for header, value in got.getheaders():
                if header.lower() != "transfer-encoding":
                    self.send_header(header, value)
            self.end_headers()
            self.wfile.write(content)
            line.close()

        do_GET = do_POST = pass_on  # noqa: N815 (their names in http.server)

    with ThreadingHTTPServer(("127.0.0.1", 0), Proxy) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()


def with_people(house: House) -> House:
    with house.store.write() as tx:
        for name, role in (("Åsa Öst", "curator"), ("Bo Alm", "admin")):
            accounts.add_person(tx, name, role, password_hash=hashed(SECRET), by=name, now=NOW)
    return house


def test_the_proxys_word_opens_the_pages_and_signs_what_is_written(
    house_of: Callable[..., House],
) -> None:
    house = with_people(house_of(auth="proxy", proxies="127.0.0.1", web_origin=OURS, reviewer=""))
    ticket = next(iter(TICKETS))
    with served(house) as pages, proxy_before(pages) as front:
        assert "Du är Åsa Öst här" in ask(front, "/account", x_ticket=ticket).text
        to = "/records/90000001/note"
        assert ask(front, to, NOTE, x_ticket=ticket, origin=OURS).status == 303
        with house.store.read() as tx:
            assert [note.reviewer for note in notes_of(tx, "90000001")] == ["Åsa Öst"]

        for elsewhere in ({"origin": "https://evil.example"}, {"sec_fetch_site": "cross-site"}):
            assert ask(front, to, NOTE, x_ticket=ticket, **elsewhere).status == 403
        assert ask(front, "/account", x_ticket=ticket, host="evil.example").status == 400

        lies = {"x_forwarded_user": "Bo Alm", "x_forwarded_for": "127.0.0.1"}
        assert ask(front, "/people", x_ticket=ticket, **lies).status == 403  # Åsa, who may not
        assert ask(front, "/people", **lies).status == 303  # nobody
        past = ask(pages, "/people", **lies)  # not by the proxy at all
        assert (past.status, past.headers["location"]) == (303, "/login?next=/people")
        assert ask(pages, to, NOTE, origin=OURS, **lies).status == 401

        chosen = ask(front, "/appearance", {"theme": "dark"}, x_ticket=ticket, origin=OURS)
        assert "secure" in chosen.headers["set-cookie"].lower()
        assert "max-age" in chosen.headers["strict-transport-security"]


def test_a_password_is_good_behind_a_proxy_that_only_ends_tls(
    house_of: Callable[..., House],
) -> None:
    house = with_people(
        house_of(auth="password", proxies="127.0.0.1", web_origin=OURS, reviewer="")
    )
    with served(house) as pages, proxy_before(pages) as front:
        form = {"name": "Bo Alm", "password": SECRET, "next": "/people"}
        assert ask(front, "/login", form, origin="https://evil.example").status == 403
        let_in = ask(front, "/login", form, origin=OURS)
        assert (let_in.status, let_in.headers["location"]) == (303, "/people")
        cookie = let_in.headers["set-cookie"]
        assert cookie.startswith("__Host-session=")
        assert "secure" in cookie.lower()
        session = cookie.partition(";")[0]
        assert "Bo Alm" in ask(front, "/people", cookie=session).text
        lie = {"x_forwarded_user": "Åsa Öst"}  # nobody's word in this mode, whoever sends it
        assert "Du är Bo Alm här" in ask(pages, "/account", cookie=session, **lie).text
