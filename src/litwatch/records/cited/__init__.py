"""Cited works in a text nobody has marked up: found, read, and matched with care. Pure.

    text → mentions (identifiers, references, short forms) → candidate works → matches

A mention that cannot be told for sure is never guessed: it is handed back with the words found.
"""

from litwatch.records.cited.candidates import Candidates, Reading, Wanted
from litwatch.records.cited.found import Found, Match
from litwatch.records.cited.matching import cited
from litwatch.records.cited.passage import Passage, Place, tidy

__all__ = [
    "Candidates",
    "Found",
    "Match",
    "Passage",
    "Place",
    "Reading",
    "Wanted",
    "cited",
    "tidy",
]
