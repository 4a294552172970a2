"""The audit as one page: what a person must look at first, then each file, nothing left out."""

from __future__ import annotations

from functools import cache, partial
from importlib import resources

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from litwatch.language import Speech
from litwatch.records.state_words import MOODS, state_label
from litwatch.slides.audit.audited import Audit
from litwatch.slides.audit.words import match_words, place_words


def page(audit: Audit, say: Speech) -> str:
    """HTML without scripts or outside files, in the reader's language; links go to PubMed."""
    tokens = resources.files("litwatch.digest").joinpath("assets", "tokens.css").read_text("utf-8")
    return (
        _environment()
        .get_template("report.html.j2")
        .render(
            audit=audit,
            heading=_heading(audit, say),
            tokens=Markup(tokens),  # noqa: S704 (our own style sheet)
            lang=say.lang,
            _=say._,
            n=say.n,
            day=say.day,
            number=say.number,
            place=lambda one: place_words(one, say),
            state=partial(state_label, say),
            state_class=MOODS.__getitem__,
            match=lambda one: match_words(one.by, one.confidence, say),
        )
    )


def _heading(audit: Audit, say: Speech) -> str:
    """The answer: what has to be looked at, or that nothing has."""
    todo = sum(
        len(file.alarms) + len(file.doubts) + len(file.outdated) + bool(file.problem)
        for file in audit.files
    )
    if not todo:
        return say._("Nothing to look at")
    return say.n("{count} thing to look at", "{count} things to look at", todo)


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("litwatch.slides.audit"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
