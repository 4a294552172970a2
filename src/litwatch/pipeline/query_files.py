"""A file of queries: one query as text, or a topics.yaml with each query where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import yaml

from litwatch.errors import BadInput

_LARGEST = 4 << 20  # the packaged topics.yaml has 60 kB


class WrittenQuery(msgspec.Struct, frozen=True, kw_only=True):
    """A query as its file writes it, line breaks and all.

    `line` and `column` count from 0: what to add to a place in the query for its place in the
    file. A block's lines keep their indentation, so only `line` is then above 0.
    """

    name: str
    query: str
    line: int = 0
    column: int = 0


def read_queries(file: Path) -> tuple[WrittenQuery, ...]:
    """The queries of a file: topics with their parts and overlays of a YAML, else the whole text.

    Raises BadInput for a file that is not text, not YAML, or holds no query.
    """
    if file.stat().st_size > _LARGEST:
        raise BadInput(f"{file} is too large for queries", "Give a text file with one query.")
    try:
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as problem:
        raise BadInput(f"{file} is not UTF-8 text: {problem}", "Save it as UTF-8.") from None
    if file.suffix.lower() not in (".yaml", ".yml"):
        return (WrittenQuery(name=file.name, query=text),)
    try:
        root = yaml.compose(text, yaml.SafeLoader)
    except yaml.YAMLError as problem:
        place = " ".join(str(problem).split())
        raise BadInput(f"{file} is not YAML: {place}", "Mend the line it names.") from None
    except RecursionError:
        raise BadInput(f"{file} is nested too deep", "Begin from the packaged file.") from None
    found = tuple(_of_topics(root, text))
    if not found:
        raise BadInput(f"{file} holds no query", "Give topics with `query` or `query_parts`.")
    return found


def _of_topics(root: yaml.Node | None, text: str) -> Iterator[WrittenQuery]:
    for kind in ("topics", "overlays"):
        listed = _keys(root).get(kind)
        for item in listed.value if isinstance(listed, yaml.SequenceNode) else []:
            keys = _keys(item)
            name = keys["id"].value if "id" in keys else kind
            queries = {"": keys.get("query"), **_keys(keys.get("query_parts"))}
            for part, node in queries.items():
                if isinstance(node, yaml.ScalarNode) and node.tag == "tag:yaml.org,2002:str":
                    yield _written(f"{name} {part}".strip(), node, text)


def _keys(node: yaml.Node | None) -> dict[str, yaml.Node]:
    if not isinstance(node, yaml.MappingNode):
        return {}
    return {key.value: value for key, value in node.value if isinstance(key, yaml.ScalarNode)}


def _written(name: str, node: yaml.ScalarNode, text: str) -> WrittenQuery:
    start = node.start_mark
    if node.style not in ("|", ">"):
        quoted = node.style is not None
        return WrittenQuery(
            name=name, query=node.value, line=start.line, column=start.column + quoted
        )
    # What stands between the > and the next key is the query with its own line breaks.
    _, _, lines = text[start.index : node.end_mark.index].partition("\n")
    return WrittenQuery(name=name, query=lines.rstrip(), line=start.line + 1)
