"""The tags that a person may set, as the options of a list."""

from __future__ import annotations

from functools import lru_cache
from html import escape

from markupsafe import Markup

from litwatch.language import Lang, speech
from litwatch.watch import Watch
from litwatch.web.facet_list import SAID_ELSEWHERE, Names


@lru_cache(maxsize=64)  # each record's page holds all 200 of them
def tag_options(watch: Watch, lang: Lang, chosen: str = "") -> Markup:
    """Every value of every facet as `facet:value`, the chosen one selected."""
    names = Names(watch, speech(lang))
    groups = []
    for facet in watch.facets:
        if facet.id not in SAID_ELSEWHERE:
            options = (
                _option(f"{facet.id}:{value.id}", names.value(facet.id, value.id), chosen)
                for value in facet.values
            )
            label = escape(names.facet(facet.id))
            groups.append(f'<optgroup label="{label}">{"".join(options)}</optgroup>\n')
    return Markup("".join(groups))  # noqa: S704 (escaped)


def _option(key: str, name: str, chosen: str) -> str:
    selected = " selected" if key == chosen else ""
    return f'<option value="{escape(key)}"{selected}>{escape(name)}</option>'
