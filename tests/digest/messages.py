"""The messages that the digest's code and templates use, found the way Babel finds them."""

from __future__ import annotations

from pathlib import Path

from babel.messages.extract import extract_from_dir

import litwatch.digest

_KEYWORDS: dict[str, tuple[int, ...] | None] = {"_": None, "n": (1, 2)}
_OPTIONS = {"**.j2": {"trimmed": "false", "silent": "false"}}


def messages_in_use() -> set[str | tuple[str, ...]]:
    """Every message id; a plural message is its (one, many) pair."""
    room = Path(next(iter(litwatch.digest.__path__)))
    found = extract_from_dir(
        room,
        method_map=[("**.py", "python"), ("**.j2", "jinja2.ext.babel_extract")],
        options_map=_OPTIONS,
        keywords=_KEYWORDS,
    )
    return {message for _, _, message, _, _ in found}
