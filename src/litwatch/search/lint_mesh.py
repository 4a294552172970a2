"""Rules for headings (S07): spelt as MeSH spells them, and not exploded into something else."""

from __future__ import annotations

import re
from collections.abc import Iterator

from litwatch.search.lint_finding import Edit, Note, Severity
from litwatch.search.lint_parts import Words
from litwatch.watch import MeshTree

_HEADINGS = frozenset({"mesh", "majr"})
_NAMED = _HEADINGS | {"nm", "pt"}
_UNIQUE_ID = re.compile(r"[DC][0-9]{6,9}", re.IGNORECASE)

# Traps read from the tree; source: rule S07 and the topics' own notes in topics.yaml.
TRAPS = {
    "post-infectious disorders": "Guillain-Barré, ADEM and reactive arthritis",
    "primary dysautonomias": "multiple system atrophy",
    "orthostatic intolerance": "vasovagal syncope and orthostatic hypotension",
    "primary health care": "patient discharge and transfer",
    "fatigue": "burnout and compassion fatigue",
    "critical care": "neonatal intensive care",
    "mast cell activation disorders": "mastocytoses and mast cell leukaemia",
}


def headings(found: list[Words], mesh: MeshTree) -> Iterator[Note]:
    """What is wrong with the headings, supplementary concepts and publication types."""
    for term in found:
        if term.field in _NAMED and "*" not in term.text and not term.is_range:
            yield from _heading(term, mesh)


def _heading(term: Words, mesh: MeshTree) -> Iterator[Note]:
    whole = " ".join(term.text.split())
    # A / parts the heading from its qualifier, unless the heading itself holds one.
    name, slash, qualifier = (whole, "", "") if whole in mesh else whole.partition("/")
    name = name.strip()
    if not name or (_UNIQUE_ID.fullmatch(name) and mesh.name(name.upper())):
        return
    if name in mesh:
        yield from _in_place(term, name, mesh)
        return
    ending = f"{slash}{qualifier}"
    known = mesh.heading(name)
    if known != name:
        reason = f"{name} is an entry term, not the heading"
        yield _renamed(term, reason, known + ending, "warning")
    elif near := _nearest(name, mesh):
        reason = f"MeSH has no {name}"
        yield _renamed(term, reason, near + ending, "error")
    elif term.field != "nm":  # substances are far too many to be bundled
        yield Note(
            *("S07", "warning", term.start, term.end),
            f"{name} is not among the bundled headings, so neither its spelling nor its narrower "
            "headings can be checked",
            "Look it up in the MeSH browser; if it is right, add its line to mesh_subset.tsv",
        )


def _renamed(term: Words, reason: str, written: str, severity: Severity) -> Note:
    edit = Edit(term.text_start, term.text_start + len(term.text), written)
    return Note("S07", severity, term.start, term.end, reason, f"Write {written}", (edit,))


def _in_place(term: Words, name: str, mesh: MeshTree) -> Iterator[Note]:
    tag = term.tag
    assert tag is not None  # noqa: S101 - a term without a tag has no field
    is_supplementary = (mesh.ui(name) or "").startswith("C")
    if is_supplementary and term.field in _HEADINGS:
        yield Note(
            *("S07", "error", tag.start, tag.end),
            f"{name} is a supplementary concept, not a heading",
            "Write [nm]",
            (Edit(tag.start, tag.end, "[nm]"),),
        )
    elif term.field in _HEADINGS and not term.modifier and name.casefold() in TRAPS:
        edit = Edit(tag.start, tag.end, f"[{tag.text.strip()}:NoExp]")
        yield Note(
            *("S07", "warning", term.start, term.end),
            f"{name} explodes to narrower headings: {TRAPS[name.casefold()]}",
            f"Write {edit.text}",
            (edit,),
        )


def _nearest(name: str, mesh: MeshTree) -> str:
    """The heading whose name or entry term is spelt almost so; "" when none is.

    One slip for each eight letters, so that Uremia is not taken for Viremia.
    """
    wanted = name.casefold()
    best, fewest = "", max(1, len(wanted) // 8) + 1
    for heading in mesh.headings:
        for spelling in (heading.name, *heading.entry_terms):
            slips = _slips(wanted, spelling.casefold(), fewest)
            if slips < fewest:
                best, fewest = heading.name, slips
    return best


def _slips(first: str, second: str, limit: int) -> int:
    """The edit distance of two words (Levenshtein), or `limit` when it is not below that."""
    if abs(len(first) - len(second)) >= limit:
        return limit
    row = list(range(len(second) + 1))
    for number, letter in enumerate(first, start=1):
        above, row[0] = row[0], number
        for place, other in enumerate(second, start=1):
            above, row[place] = (
                row[place],
                min(row[place] + 1, row[place - 1] + 1, above + (letter != other)),
            )
        if min(row) >= limit:
            return limit
    return min(row[-1], limit)
