"""Records out: one writer a format, all reading store entries and writing text."""

from litwatch.exchange.formats import FORMATS, write

__all__ = ["FORMATS", "write"]
