"""Answers as JSON with a tag of their content, so that what has not changed is not sent again."""

from __future__ import annotations

from hashlib import sha256

import msgspec
from fastapi import Request
from starlette.responses import Response

_encode = msgspec.json.Encoder().encode


def answer(request: Request, body: msgspec.Struct, *, status: int = 200) -> Response:
    """The body as JSON; 304 without one when the asker has it already."""
    return tagged(request, _encode(body), "application/json", status=status)


def tagged(request: Request, content: bytes, kind: str, *, status: int = 200) -> Response:
    """Content of a media type under a strong tag of its bytes (RFC 9110 §8.8.3).

    It is a visitor's own, unless the caller says otherwise in the headers.
    """
    tag = f'"{sha256(content).hexdigest()[:32]}"'
    headers = {
        "etag": tag,
        "cache-control": "private, no-cache",
        "vary": "Authorization, Cookie",
    }
    known = {one.strip().removeprefix("W/") for one in _listed(request)}
    if request.method == "GET" and known & {tag, "*"}:
        return Response(status_code=304, headers=headers)
    return Response(content, status, headers, kind)


def _listed(request: Request) -> list[str]:
    return request.headers.get("if-none-match", "").split(",")
