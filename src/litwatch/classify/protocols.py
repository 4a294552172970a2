"""Whether a work only plans what it tells, from its title and abstract alone.

A title merely with the word (`an exercise protocol: a randomised trial`) is no protocol; an abstract
that only says what will be done is one, whatever its title calls the trial.
"""

from __future__ import annotations

import re

from litwatch.classify.cues import Text
from litwatch.classify.trials import Span

_PROTOCOL = re.compile(
    r"\b(?:study|trial|review|research|analysis|cohort)[- ]protocol\b"
    r"|^protocol\b|[:.?–-] (?:an? |the |study |\w+ )?protocol\b"
    r"|\bprotocol (?:for|of) (?:an? |the |our )?(?:[\w/-]+,? ){0,8}"
    r"(?:review|trial|study|studies|meta-analys[ei]s|survey|cohort|evaluation|registry)"
    r"|\bprotocol\W*$|\brationale and (?:study )?(?:design|protocol)\b|\bdesign and (?:study )?rationale\b"
    r"|\bstatistical analysis plan\b"
)
_PROTOCOL_ITSELF = re.compile(
    r"\b(?:this|the present|the current) (?:[\w-]+ ){0,3}protocol (?:describes|outlines|details|presents|paper|is|aims)"
    r"|\bthis is (?:a|the) (?:study )?protocol\b|\bprotocol version\b"
)
_WILL = re.compile(
    r"\b(?:will|shall) (?:also |then |first |further )?(?:be|receive|undergo|complete|follow|recruit|enrol\w*|include"
    r"|compare|assess|evaluate|measure|collect|conduct|perform|use|search|examine|take|invite|explore)\b"
)
_HAS_RESULTS = re.compile(
    r"\b95 ?% ?(?:ci|confidence)|\bp ?[<=≤>] ?0?[.·]\d|\b(?:results|findings|we) (?:showed|revealed|indicated|found)\b"
    r"|\bthere was (?:no|a) (?:statistically )?significant\b"
)
_WILLS = 3  # so many plans, and no result, make a protocol


def planned(title: Text, abstract: Text) -> tuple[str, Span] | None:
    """(`title` or `abstract`, the place) of the words that make a work a protocol; else None."""
    found = _PROTOCOL.search(title.lower)
    if found:
        return "title", found.span()
    plans = list(_WILL.finditer(abstract.lower))
    said = _PROTOCOL_ITSELF.search(abstract.lower) if plans else None
    if said is None and len(plans) >= _WILLS and not _HAS_RESULTS.search(abstract.lower):
        said = plans[0]
    return ("abstract", said.span()) if said else None
