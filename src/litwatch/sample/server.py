"""A loopback E-utilities server over a corpus: for the demo and for tests, never for others."""

from __future__ import annotations

import socket
import struct
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from types import TracebackType
from typing import Self
from urllib.parse import parse_qs, urlsplit

from litwatch.sample.answers import Answer, answer
from litwatch.sample.corpus import Corpus


@dataclass(frozen=True)
class Sent:
    """An answer and what becomes of it on its way, for tests of a client.

    `cut`: only so many bytes of the body are sent before the connection ends, in spite of
    its Content-Length; `reset`: the connection is broken off without a word; `pause`: the
    body trickles, with so many seconds between its pieces.
    """

    answer: Answer
    headers: Mapping[str, str] = field(default_factory=dict)
    cut: int | None = None
    reset: bool = False
    pause: float = 0.0


Answering = Callable[[str, Mapping[str, str]], Answer | Sent]
_PIECES = 20  # of a body that trickles
_LONGEST_BODY = 10_000_000


def serve(records: Path | Corpus, port: int = 0) -> RunningServer:
    """A server that already listens on 127.0.0.1; port 0 takes a free one.

    `records` is a PubMed XML file, gzipped or plain, or a corpus that is already loaded.
    """
    corpus = records if isinstance(records, Corpus) else Corpus.from_file(records)
    return RunningServer(partial(answer, corpus), port)


class RunningServer:
    """A server in a thread of its own. `url` is the base address for a client.

    `answering` gets the tool's name and the parameters and gives the answer, so that a test
    can put its own in between. Use it in a `with`, or end it with `close()`.
    """

    def __init__(self, answering: Answering, port: int = 0) -> None:
        handler = type("Handler", (_Handler,), {"answering": staticmethod(answering)})
        self._server = _Server(("127.0.0.1", port), handler)
        self._thread = Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/entrez/eutils/"

    def close(self) -> None:
        """Stop listening; returns when the thread has ended."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """A client that goes away in the middle is no fault of the server's."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "litwatch-sample"
    disable_nagle_algorithm = True
    timeout = 30  # an idle connection must not outlive the server
    answering: Answering

    def do_GET(self) -> None:
        self._reply(urlsplit(self.path).query)

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "")
        if not length.isdigit() or int(length) > _LONGEST_BODY:
            self.close_connection = True
            self._send(Answer(411, "text/plain", b"Content-Length is missing or too large.\n"))
            return
        body = self.rfile.read(int(length)).decode("utf-8", errors="replace")
        self._reply("&".join(filter(None, (urlsplit(self.path).query, body))))

    def do_HEAD(self) -> None:
        self.send_response(405)  # as NCBI
        self.send_header("Allow", "GET, POST")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _reply(self, encoded: str) -> None:
        script = urlsplit(self.path).path.rpartition("/")[2]
        tool, _, ending = script.partition(".")
        # A parameter given twice (id=1&id=2) counts as one list.
        asked = {name: ",".join(values) for name, values in parse_qs(encoded).items()}
        self._send(self.answering(tool if ending == "fcgi" else script, asked))

    def _send(self, reply: Answer | Sent) -> None:
        sent = reply if isinstance(reply, Sent) else Sent(reply)
        if sent.reset:
            self._reset()
            return
        status, content_type, body = sent.answer
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        for name, value in sent.headers.items():
            self.send_header(name, value)
        self.end_headers()
        if sent.cut is not None:
            self.close_connection = True
            body = body[: sent.cut]
        if not sent.pause:
            self.wfile.write(body)
            return
        step = max(1, len(body) // _PIECES)
        for start in range(0, len(body), step):
            self.wfile.write(body[start : start + step])
            time.sleep(sent.pause)

    def _reset(self) -> None:
        """Close with RST: a client sees its connection broken off, not an empty answer."""
        self.close_connection = True
        linger = struct.pack("ii", 1, 0)
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self.rfile.close()
        self.connection.close()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Requests are not logged: they may carry a key."""
