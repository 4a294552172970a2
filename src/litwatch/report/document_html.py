"""A document as one HTML page in the edition's style: nothing is fetched, nothing runs."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from markupsafe import Markup

from litwatch.digest import charts
from litwatch.digest.filling import stylesheet
from litwatch.digest.look import PACKAGED, Look
from litwatch.language import Speech
from litwatch.report.document import (
    Bars,
    Document,
    Entries,
    Heading,
    Part,
    Section,
    Table,
    Words,
)

_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; font-src data:; base-uri 'none'; "
    "form-action 'none'"
)
_STYLE = """
.lead{padding:var(--s6) 0;display:grid;gap:var(--s3)}
.lead p{font:400 var(--t-lead)/1.4 var(--serif);max-width:34em}
.part>*+*{margin-top:var(--s5)}
.part>h2+*{margin-top:0}
.part>*+h3.sub{margin-top:var(--s7)}
.part .scroll table{min-width:0}
.part .scroll.broad table{min-width:44rem}
.part table .r{white-space:nowrap}
.part table thead .r{white-space:normal}
.part table.by-quarter thead .r{white-space:nowrap}
.part tbody th,.part thead th:first-child{position:sticky;left:0;background:var(--paper)}
.part .by-quarter tbody th{min-width:9rem}
.part tr.sum>*{font-weight:700;border-bottom:0}
.scroll+.cap{margin-top:var(--s2);max-width:44rem}
.part figure{max-width:27rem}
.part figure figcaption{font:700 var(--t-m)/1.5 var(--sans);margin-bottom:var(--s3)}
.ledger>li>p{max-width:44rem}
.ledger>li>p+p{margin-top:var(--s1)}
.ledger .head{font:700 var(--t-m)/1.5 var(--sans)}
"""
_MANY = 6  # columns that a phone has no room for


def page(document: Document, say: Speech, look: Look = PACKAGED) -> str:
    """The page."""
    contents = "".join(
        f'<li><a href="#{one.id}"><span>{escape(one.title)}</span></a></li>'
        for one in document.sections
    )
    skip, listed = escape(say._("To the content")), escape(say._("Contents"))
    lead = "".join(f"<p>{escape(line)}</p>" for line in document.lead)
    return "\n".join(
        (
            f'<!doctype html>\n<html lang="{say.lang}"><head><meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width,initial-scale=1">',
            f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
            f"<title>{escape(document.title)}, {escape(document.under)}</title>",
            f"<style>{stylesheet(look)}{_STYLE}</style></head>",
            f'<body><a class="skip" href="#m">{skip}</a>',
            f'<header class="wrap"><div class="mast"><h1>{escape(document.title)}</h1>',
            f'<p class="d"><strong>{escape(document.under)}</strong></p></div></header>',
            f'<main id="m" class="wrap" tabindex="-1"><div class="lead">{lead}</div>',
            f'<div class="body"><nav class="toc" aria-label="{listed}">'
            f'<ol role="list">{contents}</ol></nav><div class="parts">',
            *(section_html(one) for one in document.sections),
            "</div></div></main>",
            f'<footer class="wrap foot"><p>{escape(document.foot)}</p></footer></body></html>\n',
        )
    )


def section_html(section: Section) -> Markup:
    """A section with its heading. The page brings the style."""
    parts = "\n".join(line for part in section.parts for line in _part(part))
    return Markup(  # noqa: S704 (every text in it went through escape)
        f'<section class="part" aria-labelledby="{section.id}">'
        f'<h2 id="{section.id}">{escape(section.title)}</h2>\n{parts}</section>'
    )


def _part(part: Part) -> Iterator[str]:
    match part:
        case Words(text=text, note=note):
            yield f'<p class="{"cap" if note else "ui"}">{escape(text)}</p>'
        case Heading(text=text):
            yield f'<h3 class="sub">{escape(text)}</h3>'
        case Bars():
            yield f"<figure><figcaption>{escape(part.title)}</figcaption>{_drawn(part)}</figure>"
        case Table():
            yield _table(part)
            if part.basis:
                yield f'<p class="cap">{escape(part.basis)}</p>'
        case Entries(entries=entries):
            yield '<ul class="ledger" role="list">'
            for entry in entries:
                said = "".join(f'<p lang="sv">{escape(line)}</p>' for line in entry.said)
                lines = "".join(f'<p class="small quiet">{escape(one)}</p>' for one in entry.lines)
                yield f'<li><p class="head">{escape(entry.head)}</p>{said}{lines}</li>'
            yield "</ul>"


def _drawn(part: Bars) -> Markup:
    # The drawing's scale is in whole units: tenths keep a median of 2.5 days apart from 2.
    steps = [charts.Step(bar.label, round((bar.size or 0) * 10), bar.shown) for bar in part.bars]
    return charts.flow(steps, name=part.name, title=part.title, description=part.description)


def _table(part: Table) -> str:
    heads = "".join(
        f'<th scope="col"{_right(place)}>{escape(head)}</th>'
        for place, head in enumerate(part.heads)
    )
    rows = []
    for number, row in enumerate(part.rows, 1):
        cells = [
            f'<th scope="row"{_swedish(part)}>{escape(cell)}</th>'
            if place == 0
            else f'<td class="r">{escape(cell)}</td>'
            for place, cell in enumerate(row)
        ]
        summed = part.summed and number == len(part.rows)
        rows.append(f"<tr{_classed(summed)}>{''.join(cells)}</tr>")
    quarters = ' class="by-quarter"' if part.by_quarter else ""
    broad = " broad" if len(part.heads) >= _MANY else ""
    return (
        f'<div class="scroll{broad}" tabindex="0" role="region" aria-label="{escape(part.caption)}">'
        f"<table{quarters}><caption>{escape(part.caption)}</caption><thead><tr>{heads}</tr></thead>"
        f"<tbody>{''.join(rows)}</tbody></table></div>"
    )


def _right(place: int) -> str:
    return ' class="r"' if place else ""


def _swedish(part: Table) -> str:
    return ' lang="sv"' if part.swedish else ""


def _classed(summed: bool) -> str:
    return ' class="sum"' if summed else ""
