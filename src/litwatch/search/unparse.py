"""A tree back to PubMed's syntax."""

from __future__ import annotations

from litwatch.search.tags import shown
from litwatch.search.tree import And, DateRange, Node, Not, Or, Term


def unparse(node: Node) -> str:
    """The query that parses to this tree, in one line, with parentheses around every group."""
    match node:
        case Term():
            return _term(node)
        case DateRange(tag, first, last):
            # strftime("%Y") drops the leading zeros of early years.
            days = (
                f'"{d.year:04d}/{d.month:02d}/{d.day:02d}"[{shown(tag)}]' for d in (first, last)
            )
            return " : ".join(days)
        case And(children):
            return " AND ".join(map(_grouped, children))
        case Or(children):
            return " OR ".join(map(_grouped, children))
        case Not(wanted, unwanted):
            return f"{_grouped(wanted)} NOT {_grouped(unwanted)}"


def _grouped(node: Node) -> str:
    text = unparse(node)
    return text if isinstance(node, Term) else f"({text})"


def _term(term: Term) -> str:
    text = term.text + ("*" if term.truncated else "")
    if term.phrase:
        text = f'"{text}"'
    tag = shown(term.tag)
    if term.proximity is not None:
        tag = f"{tag}:~{term.proximity}"
    return f"{text}[{tag}]" if tag else text
