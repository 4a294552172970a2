"""Answers as JSON with a tag of their content, so that what has not changed is not sent again."""

from __future__ import annotations

from datetime import datetime
from email.utils import format_datetime, parsedate_to_datetime
from hashlib import sha256

import msgspec
from fastapi import Request
from starlette.responses import Response

_encode = msgspec.json.Encoder().encode


def answer(request: Request, body: msgspec.Struct, *, status: int = 200) -> Response:
    """The body as JSON; 304 without one when the asker has it already."""
    return tagged(request, _encode(body), "application/json", status=status)


def tagged(
    request: Request,
    content: bytes,
    kind: str,
    *,
    status: int = 200,
    changed: datetime | None = None,
) -> Response:
    """Content of a media type under a strong tag of its bytes (RFC 9110 §8.8.3).

    It is a visitor's own, unless `changed` says when it last changed for all who ask.
    """
    tag = f'"{sha256(content).hexdigest()[:32]}"'
    headers = {"etag": tag}
    if changed is None:
        headers |= {"cache-control": "private, no-cache", "vary": "Authorization, Cookie"}
    else:
        headers |= {
            "cache-control": "public, max-age=300",
            "last-modified": format_datetime(changed, usegmt=True),
        }
    if request.method == "GET" and _has(request, tag, changed):
        return Response(status_code=304, headers=headers)
    return Response(content, status, headers, kind)


def _has(request: Request, tag: str, changed: datetime | None) -> bool:
    """Whether the asker has it: by the tag, else by the day (RFC 9110 §13.2.2)."""
    tags = request.headers.get("if-none-match")
    if tags is not None:
        return bool({one.strip().removeprefix("W/") for one in tags.split(",")} & {tag, "*"})
    try:
        since = parsedate_to_datetime(request.headers.get("if-modified-since", ""))
        return changed is not None and changed.replace(microsecond=0) <= since
    except (ValueError, TypeError):
        return False
