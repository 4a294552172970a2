"""An Edition as HTML and Markdown. Renderers see the edition, a language, and nothing else."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable
from functools import cache, partial
from importlib import resources
from typing import Any
from urllib.parse import quote

import msgspec
import nh3
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from litwatch.digest import charts, figures
from litwatch.digest.also import also, doi_address
from litwatch.digest.audited import agreement_line, audit_line
from litwatch.digest.edition import Edition, Item, NoticeLine
from litwatch.digest.evidence_map import evidence
from litwatch.digest.pem import PEM_FLAG, says_nothing
from litwatch.language import Lang, Speech, speech

FURTHER_LINES = 40
_FONTS = (("Litwatch Serif", "litwatch-serif.woff2"), ("Litwatch Sans", "litwatch-sans.woff2"))


class Section(msgspec.Struct, frozen=True):
    """One part of the page, as the contents list names it."""

    id: str
    title: str
    size: int | None = None
    short: str = ""


def sections(edition: Edition, say: Speech) -> tuple[Section, ...]:
    """The parts in the order of digest.md §2. Some always stand, empty or not (§11)."""
    _ = say._
    always = {"news", "notices", "groups", "conditions", "methods"}
    every = (
        Section("news", _("New since last time")),
        Section("notices", _("Retracted and corrected"), len(edition.notices)),
        Section("vardcentral", _("For the health centre"), len(edition.primary_care)),
        Section(
            "primarvardsrehab",
            _("For primary care rehabilitation"),
            len(edition.rehabilitation),
            short=_("For rehabilitation"),
        ),
        Section(
            "groups",
            _("Children and young people, older people, women and men"),
            short=_("Children, older people, sex"),
        ),
        Section("conditions", _("Other conditions")),
        Section(
            "guidelines",
            _("Guidelines and the world around"),
            len(edition.guidelines) + len(edition.outside),
        ),
        Section("upcoming", _("Under way"), len(edition.upcoming)),
        Section("debate", _("Debate"), len(edition.debate)),
        Section("preprints", _("Preprints"), len(edition.preprints)),
        Section("mechanisms", _("Mechanisms in brief"), len(edition.mechanisms)),
        Section(
            "further",
            _("Also found"),
            len(edition.waiting) + len(edition.further) + len(edition.unmade),
        ),
        Section("methods", _("How the selection was made")),
    )
    return tuple(section for section in every if section.id in always or section.size)


def _title(item: Item) -> Markup | str:
    """The title with PubMed's own i, b, u, sup, sub and nothing else."""
    if not item.title_html:
        return item.title
    clean = nh3.clean(item.title_html, tags={"i", "b", "u", "sup", "sub"}, attributes={})
    return Markup(clean)  # noqa: S704  (nh3 has cleaned it)


def _level(item: Item) -> int | None:
    """The OCEBM level, where the facet file gives a plain one for effect questions."""
    level = item.design.level if item.design else ""
    return int(level) if re.fullmatch("[1-5]", level) else None


def notice_class(line: NoticeLine) -> str:
    if line.item.state in ("retracted", "republished", "withdrawn", "gone"):
        return "retracted"
    return "concern" if line.item.state == "concern" else "corrected"


def notice_words(say: Speech, line: NoticeLine) -> str:
    _ = say._
    return {
        "retracted": _("Retracted"),
        "republished": _("Retracted and republished"),
        "withdrawn": _("Withdrawn"),
        "concern": _("The journal is investigating"),
        "corrected": _("Corrected"),
        "superseded": _("There is a newer version"),
        "preprint_published": _("Published as an article"),
        "gone": _("No longer in PubMed"),
    }[line.item.state]


def _state_mark(say: Speech, item: Item) -> tuple[str, str] | None:
    """The class and words of the mark that tells a reader what has become of a listed work."""
    return {
        "concern": ("concern", say._("The journal is investigating")),
        "corrected": ("corrected", say._("Corrected")),
        "superseded": ("corrected", say._("There is a newer version")),
    }.get(item.state)


def _score(say: Speech, score: float) -> str:
    """A probability in two decimals; never as certain as 0 or 1."""
    if score >= 0.995:
        return say._("over {number}", number=say.number(0.99, 2))
    if score < 0.005:
        return say._("under {number}", number=say.number(0.01, 2))
    return say.number(score, 2)


def where(edition: Edition, say: Speech) -> dict[str, tuple[str, str]]:
    """Where each item and line stands: its anchor on the page, and words that lead there."""
    titles = {section.id: section.title for section in sections(edition, say)}
    places = {
        item.id: (f"p{number}", say._("Read item {number}", number=number))
        for number, item in enumerate(edition.items(), 1)
    }
    for key in ("guidelines", "upcoming", "debate", "preprints", "mechanisms"):
        for number, item in enumerate(getattr(edition, key), 1):
            words = say._("Read it under {section}", section=titles[key])
            places.setdefault(item.id, (f"{key}-{number}", words))
    return places


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


@cache
def environment(markdown: bool) -> Environment:
    """Templates and their filters; autoescape is off for Markdown and plain text."""
    environment = Environment(
        loader=PackageLoader("litwatch.digest", "templates"),
        undefined=StrictUndefined,
        autoescape=not markdown,  # noqa: S701  (Markdown has its own escape filter)
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
        "css_string": _css_string,
        "doi": doi_address,
        "web": _web_address,
        "md": escape_markdown,
    }
    environment.filters.update(filters)
    return environment


@cache
def stylesheet() -> str:
    """The whole style: fonts as data, tokens, components. Nothing is fetched by the page."""
    assets = resources.files("litwatch.digest").joinpath("assets")
    faces = [
        f'@font-face{{font-family:"{family}";src:url(data:font/woff2;base64,'
        f'{b64encode(assets.joinpath("fonts", file).read_bytes()).decode()}) format("woff2");'
        "font-weight:400 700;font-display:swap}"
        for family, file in _FONTS
    ]
    sheets = [
        assets.joinpath(name).read_text(encoding="utf-8") for name in ("tokens.css", "edition.css")
    ]
    return "\n".join([*faces, *sheets])


def context(edition: Edition, lang: Lang) -> dict[str, Any]:
    """What every template of an edition may use: the edition and words to speak of it."""
    say = speech(lang)
    _ = say._
    fetched = edition.method.fetched_on
    not_read = tuple(item for item in edition.further if not (item.reviewed or item.verdict))
    return {
        "edition": edition,
        "lang": lang,
        "_": say._,
        "n": say.n,
        "day": say.day,
        "month": say.month,
        "number": say.number,
        "notice_words": partial(notice_words, say),
        "state_mark": partial(_state_mark, say),
        "score": partial(_score, say),
        "also": partial(also, say, draft=edition.state == "draft"),
        "where": where(edition, say),
        "no_pem": says_nothing,
        "searched": figures.searched(edition),
        "draft": edition.state == "draft",
        "waiting": sum(1 for item in edition.items() if not item.reviewed),
        "numbers": {item.id: place for place, item in enumerate(edition.items(), 1)},
        "care_ids": {item.id for item in edition.primary_care},
        "sections": sections(edition, say),
        "further": not_read[:FURTHER_LINES],
        "more": len(not_read[FURTHER_LINES:]),
        "unmade": ", ".join(
            f"{say.month(month)} ({say.number(count)})" for month, count in edition.unmade
        ),
        "put_off": tuple(item for item in edition.further if item.verdict == "maybe"),
        "too_low": tuple(item for item in edition.further if item.reviewed),
        "pem_flag": PEM_FLAG,
        "flow": figures.flow(edition, say),
        "trend": figures.trend(edition, say),
        "evidence": evidence(edition, say),
        "agreement_line": agreement_line(edition.method.agreement, say),
        "audit_line": audit_line(edition.method.audit, say),
        "correction_head": _correction_head(edition, say),
        "source_line": _("Source: PubMed/NLM, fetched {day}.", day=say.day(fetched))
        if fetched
        else _("Source: PubMed/NLM."),
    }


def _correction_head(edition: Edition, say: Speech) -> str:
    _ = say._
    revision = _("Corrected edition, revision {number}", number=edition.revision)
    if edition.published_on is None:
        return revision
    published = _("published {day}", day=say.day(edition.published_on))
    return f"{revision}, {published}"


def running_foot(edition: Edition, say: Speech) -> str:
    """What every printed page says of itself, a draft and a trial above all."""
    parts = [say._("The month’s reading"), say.month(edition.month)]
    if edition.revision > 1:
        parts.append(say._("corrected, revision {number}", number=edition.revision))
    if edition.trial:
        parts.append(say._("Trial edition"))
    if edition.state == "draft":
        parts.append(say._("Draft, not reviewed"))
    return " · ".join(parts)


def render_html(edition: Edition, lang: Lang) -> str:
    """One self-contained page: style, fonts and charts within, no request to anywhere."""
    say = speech(lang)
    return (
        environment(markdown=False)
        .get_template("edition.html.j2")
        .render(
            context(edition, lang),
            css=stylesheet(),
            running_foot=running_foot(edition, say),
        )
    )


def render_markdown(edition: Edition, lang: Lang) -> str:
    """The same edition as CommonMark text with tables; every text from outside escaped."""
    text = environment(markdown=True).get_template("edition.md.j2").render(context(edition, lang))
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"
