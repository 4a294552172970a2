"""Lint: what PubMed would refuse, ignore without a word, or take for something else.

Rules S01 to S11 stand in watch/data/topics.yaml (`pubmed_syntax`) and, with examples, in
docs/strategies.md; what PubMed ignores in silence was measured on 2026-10-08. Pure and offline.
"""

from __future__ import annotations

from functools import lru_cache

from litwatch.search.lint_finding import Finding, Note, finding
from litwatch.search.lint_mesh import headings
from litwatch.search.lint_read import Reading
from litwatch.search.lint_shape import shape
from litwatch.search.lint_signs import plain, signs
from litwatch.search.lint_terms import terms
from litwatch.search.parse import QuerySyntaxError, parse
from litwatch.watch import MeshTree


# A harvest asks three times: of the files' queries, before they are kept, and of those in force.
@lru_cache(maxsize=256)
def lint(query: str, mesh: MeshTree) -> tuple[Finding, ...]:
    """All findings in the order of their places; a query without errors can be parsed.

    Reads on where the parser gives up, and never raises.
    """
    reading = Reading(plain(query))
    notes = [
        *signs(query),
        *reading.notes,
        *terms(reading.terms),
        *headings(reading.terms, mesh),
        *shape(reading),
    ]
    if not any(note.severity == "error" for note in notes):
        try:
            parse(query)
        except QuerySyntaxError as error:
            place, reason = error.position, str(error).partition(" at character ")[0]
            notes.append(Note("S01", "error", place, place + 1, reason, error.remedy.rstrip(".")))
    # What concerns the whole query comes last.
    notes.sort(key=lambda note: (note.rule == "S08", note.start, note.end, note.rule))
    return tuple(finding(note, query) for note in notes)
