"""The bodies outside PubMed that are followed by hand, by the names that people know them by."""

from __future__ import annotations

import re
from collections.abc import Iterable

from litwatch.errors import WrongUse
from litwatch.watch.topics import GreySource

_IN_BRACKETS = re.compile(r"\(([^()]*)\)")


def names(source: GreySource) -> tuple[str, ...]:
    """The bodies of one entry of the grey list; many stand together there.

    `WHO, CDC` are two. Brackets that list bodies count, others (a place, a country) do not.
    """
    listed = [inside for inside in _IN_BRACKETS.findall(source.who) if "," in inside]
    outside = _IN_BRACKETS.sub("", source.who)
    split = (part.strip() for text in (outside, *listed) for part in re.split(r"[,;]| / ", text))
    return tuple(dict.fromkeys(part for part in split if part))


def body(sources: Iterable[GreySource], wanted: str) -> str:
    """The body that is called so, or whose name alone begins so, whatever the case.

    Raises WrongUse that names the bodies there are.
    """
    known = list(dict.fromkeys(name for source in sources for name in names(source)))
    sought = " ".join(wanted.split()).casefold()
    whole = [name for name in known if name.casefold() == sought]
    begun = whole or [name for name in known if sought and name.casefold().startswith(sought)]
    if len(begun) == 1:
        return begun[0]
    if begun:
        raise WrongUse(f"{wanted!r} may be {' or '.join(begun)}", "Write more of the name.")
    raise WrongUse(f"{wanted!r} is no body on the grey list", f"Known: {', '.join(known)}.")
