"""PubMed's query language: parse, lint, match a record, explain a match, set a window. Pure."""

from litwatch.search.document import Document
from litwatch.search.explain import Hit, explain
from litwatch.search.index import Index
from litwatch.search.lint import lint
from litwatch.search.lint_finding import Finding, pointed
from litwatch.search.match import matches, predicate
from litwatch.search.parse import QuerySyntaxError, parse
from litwatch.search.tree import And, DateRange, Node, Not, Or, Term
from litwatch.search.unparse import unparse
from litwatch.search.window import collapse, days, fingerprint, with_window

__all__ = [
    "And",
    "DateRange",
    "Document",
    "Finding",
    "Hit",
    "Index",
    "Node",
    "Not",
    "Or",
    "QuerySyntaxError",
    "Term",
    "collapse",
    "days",
    "explain",
    "fingerprint",
    "lint",
    "matches",
    "parse",
    "pointed",
    "predicate",
    "unparse",
    "with_window",
]
