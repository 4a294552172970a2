"""Templates filled with values: the packaged ones, or a region's own where its look has some.

A region's templates run in jinja2's sandbox and find only ours and their own beside them. What
goes wrong in one of them is told with its file and line.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from traceback import walk_tb
from typing import Any
from urllib.parse import quote

import nh3
from jinja2 import (
    BaseLoader,
    ChoiceLoader,
    Environment,
    FunctionLoader,
    PackageLoader,
    StrictUndefined,
    TemplateSyntaxError,
)
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup, escape

from litwatch.digest import charts, figures
from litwatch.digest.also import doi_address
from litwatch.digest.edition import Item, NoticeLine
from litwatch.digest.fetching import fetched_by_page
from litwatch.digest.look import PACKAGED, Look
from litwatch.errors import WrongSettings

MEND = "Mend it, or take the file out of the folder of templates for our own."

_NAMED = re.compile(r"\b(?:covid|sars-cov)-[0-9]+\b", re.IGNORECASE)
_FONTS = (("Litwatch Serif", "litwatch-serif.woff2"), ("Litwatch Sans", "litwatch-sans.woff2"))


def fill(name: str, values: Mapping[str, Any], look: Look) -> str:
    """The template of that name, a region's own or ours, filled with the values.

    Raises WrongSettings with file and line when a region's template does not work with them,
    or makes a page that would fetch or run something.
    """
    try:
        text = environment(look, markdown=not name.endswith(".html.j2")).get_template(name)
        filled = text.render(values)
    except Exception as error:
        # A template of theirs may raise anything; what ours raise alone is a fault of ours.
        if not look.templates():
            raise
        raise broken(error, look) from error
    if look.files and name.endswith(".html.j2"):
        for what in fetched_by_page(filled):
            raise WrongSettings(
                f"{_place_of(what, name, look)}: the page would fetch or run {what[:80]}, "
                "but must hold all it shows",
                "Put pictures and fonts in as data: addresses, and take scripts out.",
            )
    return filled


def broken(error: Exception, look: Look) -> WrongSettings:
    """What went wrong in a template, with the file and line in which it did."""
    places = [
        (frame.f_code.co_filename, line)
        for frame, line in walk_tb(error.__traceback__)
        if frame.f_code.co_filename.endswith(".j2")
    ]
    if isinstance(error, TemplateSyntaxError):
        places.append((error.filename or error.name or "", error.lineno))
    why = str(error) or type(error).__name__
    if theirs := [place for place in places if Path(place[0]).is_relative_to(look.folder)]:
        file, line = theirs[-1]
        return WrongSettings(f"{file}, line {line}: {why}", MEND)
    names = ", ".join(look.templates())
    needed = f" in line {places[-1][1]} of our {Path(places[-1][0]).name}" if places else ""
    return WrongSettings(f"{names} in {look.folder} lacks what is needed{needed}: {why}", MEND)


def _place_of(what: str, name: str, look: Look) -> str:
    """The first line of theirs that holds these words; else the template that made the page."""
    for own, content in look.files:
        for number, line in enumerate(content.decode(errors="replace").splitlines(), 1):
            if what.rstrip(">=") in line:
                return f"{look.place(own)}, line {number}"
    return f"{look.folder} ({name})"


@cache
def environment(look: Look, *, markdown: bool) -> Environment:
    """Templates and their filters; autoescape is off for Markdown and plain text."""
    kind = SandboxedEnvironment if look.templates() else Environment
    made = kind(
        loader=_loader(look),
        undefined=StrictUndefined,
        autoescape=not markdown,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    filters: dict[str, Callable[..., Any]] = {
        "title": _title,
        "level": _level,
        "level_bars": lambda item: charts.level(_level(item) or 5),
        "notice_class": notice_class,
        "capital": _capital,
        "short": figures.short,
        "whole": _whole,
        "css_string": _css_string,
        "doi": doi_address,
        "web": _web_address,
        "md": escape_markdown,
    }
    made.filters.update(filters)
    return made


def _loader(look: Look) -> BaseLoader:
    """Theirs first, then ours. Both know names alone, so none leads to another file."""
    theirs = {
        name: (text, look.place(name), lambda: True) for name, text in look.templates().items()
    }
    ours = PackageLoader("litwatch.digest", "templates")
    return ChoiceLoader([FunctionLoader(theirs.get), ours])


@cache
def stylesheet(look: Look = PACKAGED) -> str:
    """The whole style: fonts as data, tokens, components. Nothing is fetched by the page."""
    faces = [
        f'@font-face{{font-family:"{family}";src:url(data:font/woff2;base64,'
        f'{b64encode(look.asset(f"fonts/{file}")).decode()}) format("woff2");'
        "font-weight:400 700;font-display:swap}"
        for family, file in _FONTS
    ]
    return "\n".join([*faces, look.sheet("tokens.css"), look.sheet("edition.css")])


def _title(item: Item) -> Markup | str:
    """The title with PubMed's own i, b, u, sup, sub and nothing else."""
    if not item.title_html:
        return item.title
    clean = nh3.clean(item.title_html, tags={"i", "b", "u", "sup", "sub"}, attributes={})
    return Markup(clean)  # noqa: S704  (nh3 has cleaned it)


def _whole(words: str) -> Markup:
    """The words, in which no line ends inside the name of a disease such as covid-19."""
    text = str(escape(words))
    return Markup(_NAMED.sub(r'<span class="nowrap">\g<0></span>', text))  # noqa: S704  (escaped)


def _level(item: Item) -> int | None:
    """The OCEBM level, where the facet file gives a plain one for effect questions."""
    level = item.design.level if item.design else ""
    return int(level) if re.fullmatch("[1-5]", level) else None


def notice_class(line: NoticeLine) -> str:
    if line.item.state in ("retracted", "republished", "withdrawn", "gone"):
        return "retracted"
    return "concern" if line.item.state == "concern" else "corrected"


def _web_address(link: str) -> str:
    """A link that a person gave, fit for HTML and Markdown; nothing where it is no web page."""
    if not re.match(r"https?://", link, re.IGNORECASE):
        return ""
    return re.sub(r'[\s<>"\\]', lambda hit: quote(hit.group()), link)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _css_string(text: str) -> Markup:
    """A CSS string; `<` is escaped too, so that no text can end the style element."""
    inside = re.sub(r'["\\<\n]', lambda hit: f"\\{ord(hit.group()):x} ", text)
    return Markup(f'"{inside}"')  # noqa: S704  (escaped for CSS, which HTML escapes would break)


_MARKDOWN_SIGNS = re.compile(r"([\\`*_\[\]<>|~$])|&(?=[#A-Za-z])")
_MARKDOWN_OPENING = re.compile(r"^(?:([#+=-])|([0-9]{1,9})([.)]))")


def escape_markdown(text: object) -> str:
    """Text as Markdown that reads as itself: one line, no emphasis, links, tags or lists.

    Source: CommonMark 0.31 §2.4 (backslash escapes) and §2.5 (entities).
    """
    line = " ".join(str(text).split())
    line = _MARKDOWN_SIGNS.sub(lambda hit: f"\\{hit[1]}" if hit[1] else "&amp;", line)
    return _MARKDOWN_OPENING.sub(
        lambda hit: f"\\{hit[1]}" if hit[1] else f"{hit[2]}\\{hit[3]}", line
    )
