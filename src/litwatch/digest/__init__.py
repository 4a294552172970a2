"""The monthly edition: selection, gates, renderers, publishing. Pure but for `publish`."""

from litwatch.digest.edition import ClosedGate, Edition, Item
from litwatch.digest.gates import closed_gates
from litwatch.digest.manifest import manifest
from litwatch.digest.pdf import pdf_is_possible, pdf_of
from litwatch.digest.publish import publish
from litwatch.digest.render import render_html, render_markdown
from litwatch.digest.selection import select

__all__ = [
    "ClosedGate",
    "Edition",
    "Item",
    "closed_gates",
    "manifest",
    "pdf_is_possible",
    "pdf_of",
    "publish",
    "render_html",
    "render_markdown",
    "select",
]
