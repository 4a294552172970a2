"""What a page or a style sheet would fetch: nothing, or it is not self-contained.

A page that fetches tells somebody that it is read, and is broken where there is no network.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser

import tinycss2
from tinycss2.ast import Node

# Attributes by which a page loads something by itself. A link that a reader follows is none.
# Source: HTML Living Standard, index of attributes; SVG 2 for `href` of `image` and `use`.
_LOADS = frozenset(
    {"src", "srcset", "imagesrcset", "data", "poster", "background", "manifest", "formaction"}
)
_LINKS = frozenset({"a", "area"})
_TOLD_LINKS = frozenset({"alternate", "author", "canonical", "license", "next", "prev"})
_RUNS = frozenset({"script", "iframe", "frame", "object", "embed", "base", "applet", "form"})
_CSS_LOADERS = frozenset({"url", "src", "image", "image-set", "-webkit-image-set", "cross-fade"})


def fetched_by_style(css: str) -> Iterator[tuple[int, str]]:
    """Each thing that a style sheet would load, with its line; `data:` is in the sheet itself.

    What is no CSS (a string that does not end) is named too, for a browser may read it otherwise.
    """
    yield from _fetched(tinycss2.parse_component_value_list(css))


def _fetched(nodes: Iterable[Node], loader: bool = False) -> Iterator[tuple[int, str]]:
    for node in nodes:
        if node.type == "at-keyword" and node.lower_value == "import":
            yield node.source_line, "@import"
        elif node.type == "url" or (loader and node.type == "string"):
            if not node.value.strip().lower().startswith("data:"):
                yield node.source_line, node.value
        elif node.type == "error" and node.kind in ("bad-url", "bad-string", "eof-in-url"):
            yield node.source_line, node.message
        elif node.type == "function":
            yield from _fetched(node.arguments, loader=node.lower_name in _CSS_LOADERS)
        elif node.type in ("() block", "[] block", "{} block"):
            yield from _fetched(node.content)


def fetched_by_page(page: str) -> tuple[str, ...]:
    """Each thing that a page would load or run by itself, as it stands there."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    reader.handle_endtag("style")  # one that is never closed
    return tuple(reader.found)


class _Reader(HTMLParser):
    """Reads every tag, also where no tag may stand: a browser takes those too."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._style = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name.rpartition(":")[2]: value or "" for name, value in attrs}
        if tag in _RUNS:
            self.found.append(f"<{tag}>")
        if tag == "meta" and given.get("http-equiv", "").strip().lower() == "refresh":
            self.found.append(given.get("content", ""))
        if tag != "link" or not set(given.get("rel", "-").lower().split()) <= _TOLD_LINKS:
            for name, value in given.items():
                self.found += _fetched_by_attribute(tag, name, value)

    def handle_data(self, data: str) -> None:
        if self.cdata_elem == "style":
            self._style += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "style":
            self.found += [what for _, what in fetched_by_style(self._style)]
            self._style = ""


def _fetched_by_attribute(tag: str, name: str, value: str) -> Iterator[str]:
    if name.startswith("on"):
        yield f"{name}="
    elif name == "style":
        yield from (what for _, what in fetched_by_style(value))
    elif name in _LOADS or (name == "href" and tag not in _LINKS):
        if value.strip() and not re.match(r"\s*(data:|#)", value, re.IGNORECASE):
            yield value
    elif name == "href" and re.match(r"\s*(javascript|data|vbscript):", value, re.IGNORECASE):
        yield value
