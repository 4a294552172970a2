"""An edition as mail: a page for mail programs and a text worth reading by itself.

Tables for layout, styles inlined, no images, nothing fetched, nothing that tells who read it.
"""

from __future__ import annotations

import textwrap
from typing import Any
from urllib.parse import urljoin

import css_inline
import msgspec

from litwatch.digest.edition import Audience, Edition, Item
from litwatch.digest.filling import fill
from litwatch.digest.look import PACKAGED, Look
from litwatch.digest.render import context
from litwatch.errors import WrongUse
from litwatch.language import Lang, Speech, speech

# 100 kB as sent: base64 makes 4 bytes of 3 and breaks lines, and the headers need room.
# Gmail hides what comes after 102 kB.
LARGEST = 72_000
_MOST_LINES = (20, 10, 5, 2, 0)
_LONGEST_TITLE = 300
_WIDTH = 72
_IN_THE_MAIL = frozenset(
    {
        "news",
        "stopped",
        "notices",
        "groups",
        "conditions",
        "methods",
    }
)


class Mail(msgspec.Struct, frozen=True):
    """A subject, and the two parts of a multipart/alternative message."""

    subject: str
    html: str
    text: str


def render_mail(
    edition: Edition,
    lang: Lang,
    look: Look = PACKAGED,
    *,
    audience: Audience | None = None,
    archive: str = "",
    leave: str = "",
) -> Mail:
    """The edition as mail, at most 100 kB as sent.

    For one `audience` the other's studies are only counted, as the other lists are; what
    changes, what is retracted and the one-minute lines are for all (digest.md §1).
    `archive` is the address of the edition's page (`…/2026-10/digest.html`; the slides lie
    beside it), `leave` an address or mailto: that ends the subscription. What is empty is left
    out. A list that is too long is cut, and says how many more the page holds.

    Raises WrongUse when the mail is too large even without its lists, WrongSettings when a
    template of the look does not work.
    """
    for most in _MOST_LINES:
        mail = _render(edition, lang, look, audience, archive=archive, leave=leave, most=most)
        if len(mail.html.encode()) + len(mail.text.encode()) <= LARGEST:
            return mail
    raise WrongUse(
        f"the mail of {edition.month} is over 100 kB even without its lists",
        "Shorten the one-minute lines and the note of correction.",
    )


def _render(
    edition: Edition,
    lang: Lang,
    look: Look,
    audience: Audience | None,
    *,
    archive: str,
    leave: str,
    most: int,
) -> Mail:
    say = speech(lang)
    common = context(edition, lang)
    studies = _studies(edition, say, audience)
    subject = _subject(edition, say)
    values: dict[str, Any] = {
        **common,
        "subject": subject,
        "archive": archive,
        "slides": urljoin(archive, "slides.pptx") if archive else "",
        "leave": leave,
        "most": most,
        "long": lambda item: len(item.title) > _LONGEST_TITLE,
        "brief": _brief,
        "studies": studies,
        "elsewhere": [
            part
            for part in common["sections"]
            if part.id not in _IN_THE_MAIL | {one.audience for one in studies}
        ],
        "conditions": _conditions(edition, say),
        "groups": _groups(edition, say),
        "kept": _kept(edition, say),
        "wrap": _wrap,
        "heading": _heading,
    }
    page = fill("mail.html.j2", values, look)
    text = fill("mail.txt.j2", values, look)
    return Mail(
        subject=subject,
        html=css_inline.inline(page, keep_at_rules=True, load_remote_stylesheets=False) + "\n",
        text=_tidy(text),
    )


class Studies(msgspec.Struct, frozen=True):
    """An audience's part of the mail: its heading, its items, and what the other one has too."""

    audience: Audience
    head: str
    items: tuple[Item, ...]
    told_above: frozenset[str] = frozenset()


def _studies(edition: Edition, say: Speech, only: Audience | None) -> tuple[Studies, ...]:
    """The parts for all; for one audience its own, which stands even when it is empty."""
    care = Studies("vardcentral", say._("For the health centre"), edition.primary_care)
    rehabilitation = Studies(
        "primarvardsrehab",
        say._("For primary care rehabilitation"),
        edition.rehabilitation,
        frozenset() if only else frozenset(item.id for item in edition.primary_care),
    )
    both = (care, rehabilitation)
    return tuple(one for one in both if (one.audience == only if only else one.items))


def _subject(edition: Edition, say: Speech) -> str:
    """What stands in the list of mails; a draft, a trial and a correction say so first."""
    name = f"{say._('The month’s reading')}, {say.month(edition.month)}"
    marks = (
        (edition.state == "draft", say._("Draft")),
        (edition.trial, say._("Trial edition")),
        (edition.revision > 1, say._("Correction")),
    )
    return ": ".join([*(words for holds, words in marks if holds), name])


def _brief(item: Item) -> str:
    """A title for a mail. What is cut stands in full on the page."""
    if len(item.title) <= _LONGEST_TITLE:
        return item.title
    return item.title[:_LONGEST_TITLE].rsplit(" ", 1)[0] + " …"


def _conditions(edition: Edition, say: Speech) -> str:
    """Every watched condition outside the core with its number of new records, zeros too."""

    def count(number: int, searched: bool) -> str:
        if searched:
            return say.number(number)
        floor = [say._("at least {number}", number=say.number(number))] if number else []
        return ", ".join([*floor, say._("search not complete")])

    return "; ".join(
        f"{line.name.text(say.lang)}: {count(line.count, line.searched)}"
        for line in edition.other_conditions
    )


def _groups(edition: Edition, say: Speech) -> str:
    """Children, older people, women and men: three sentences that always stand (§2.7)."""
    _, n = say._, say.n

    def studies(items: tuple[Item, ...]) -> str:
        if not items:
            return _("No studies this month.")
        return n("{count} study.", "{count} studies.", len(items))

    some, every = (say.number(count) for count in edition.sex_reported)
    return " ".join(
        (
            f"{_('Children and young people')}: {studies(edition.children)}",
            f"{_('Older people')}: {studies(edition.older)}",
            _("Reported by sex in {some} of {all} studies.", some=some, all=every),
        )
    )


def _kept(edition: Edition, say: Speech) -> str:
    """What was included and has no room this month, counted; empty when all has."""
    if not edition.waiting:
        return ""
    return say.n(
        "{count} included item is kept for a later edition.",
        "{count} included items are kept for a later edition.",
        len(edition.waiting),
    )


def _wrap(text: object, indent: str = "", first: str | None = None) -> str:
    """Words in lines of 72 signs. Addresses are never broken: a broken one cannot be followed."""
    return textwrap.fill(
        " ".join(str(text).split()),
        _WIDTH,
        initial_indent=indent if first is None else first,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _heading(text: str, sign: str = "-") -> str:
    return f"{text}\n{sign * len(text)}"


def _tidy(text: str) -> str:
    """No spaces at line ends, never more than one empty line, and a line end at the end."""
    lines = [line.rstrip() for line in text.strip().splitlines()]
    kept = [line for line, before in zip(lines, ["", *lines], strict=False) if line or before]
    return "\n".join(kept) + "\n"
