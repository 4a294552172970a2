"""The numbers of the diagram as rows, and both together as one page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from importlib import resources

from litwatch.language import Speech
from litwatch.report.diagram import CLASSES, svg
from litwatch.report.prisma import Flow
from litwatch.report.words import period, search_name, source_name

Row = tuple[str, str]

_PAGE = """
body{margin:0 auto;max-width:64rem;padding:2rem 1rem;background:var(--paper);color:var(--ink);\
font:400 1.0625rem/1.5 var(--sans)}
h1{font:600 2rem/1.25 var(--serif)}
figure{margin:2rem 0;overflow-x:auto}
table{border-collapse:collapse;width:100%;margin:2rem 0;font-variant-numeric:tabular-nums}
caption{text-align:left;font-weight:700;padding-bottom:.5rem}
th,td{text-align:left;vertical-align:top;padding:.5rem 1rem .5rem 0;\
border-bottom:1px solid var(--rule)}
thead th{border-bottom:2px solid var(--ink)}
tbody th{font-weight:400}
.r{text-align:right;padding-right:0;white-space:nowrap}
tr>.r+.r{padding-left:1rem}
"""


def flow_rows(flow: Flow, say: Speech) -> list[tuple[str, int]]:
    """Every box and every line in a box, in the diagram's order; the parts of a sum follow it."""
    rows = [(say._("Records identified"), flow.identified)]
    rows += [(f"– {source_name(source, say)}", n) for source, n in flow.by_source.items()]
    rows += [
        (say._("Removed before screening"), flow.removed),
        ("– " + say._("Duplicates between searches"), flow.duplicates),
        ("– " + say._("Other records of the same work"), flow.same_work),
        ("– " + say._("Identified in an earlier period"), flow.earlier),
        ("– " + say._("Listed, never delivered"), len(flow.missing)),
        ("– " + say._("Listed, not yet fetched"), flow.unfetched),
        (say._("Records to screen"), flow.to_screen),
        ("– " + say._("Not yet read"), flow.waiting),
        ("– " + say._("Maybe: to be decided"), flow.maybe),
        (say._("Records screened"), flow.screened),
        (say._("Records excluded"), flow.excluded),
    ]
    rows += [("– " + (reason or say._("No reason given")), n) for reason, n in flow.reasons]
    return [*rows, (say._("Records included"), flow.included)]


def search_rows(
    flow: Flow, say: Speech, topics: Mapping[str, str]
) -> list[tuple[str, str, int, int, int]]:
    """Source, search, hits, records, and records that nothing else gave, for each search."""
    return [
        (
            source_name(line.source, say),
            search_name(topics.get(line.topic, line.topic), line.part),
            line.hits,
            line.records,
            line.only,
        )
        for line in flow.lines
    ]


def search_head(say: Speech) -> tuple[str, str, str, str, str]:
    return (
        say._("Source"),
        say._("Search"),
        say._("Hits"),
        say._("Records"),
        say._("Only here"),
    )


def remarks(flow: Flow, say: Speech) -> list[str]:
    """What a reader must know beside the numbers: what is missing, open or was down."""
    said = [
        say._(
            "Decisions as of {day}. A record counts as a hit once for each search that listed it.",
            day=say.day(flow.on),
        )
    ]
    if flow.missing:
        said.append(
            say._("Listed by a search, never delivered: {ids}.", ids=", ".join(flow.missing))
        )
    if flow.incomplete:
        searches = "; ".join(flow.incomplete)
        said.append(say._("Searches that are not complete: {searches}.", searches=searches))
    said += [say._("A source was down: {what}.", what=what.rstrip(".")) for what in flow.down]
    return said


def page(flow: Flow, say: Speech, topics: Mapping[str, str]) -> str:
    """Diagram and tables as one HTML page without scripts or outside files."""
    tokens = resources.files("litwatch.digest").joinpath("assets", "tokens.css").read_text("utf-8")
    heading = say._("From search to inclusion")
    boxes = [(label, say.number(number)) for label, number in flow_rows(flow, say)]
    searches = [
        (source, name, *(say.number(number) for number in numbers))
        for source, name, *numbers in search_rows(flow, say, topics)
    ]
    when = period(flow, say)
    return "\n".join(
        (
            f'<!doctype html><html lang="{say.lang}"><head><meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width,initial-scale=1">',
            f"<title>{escape(heading)}</title><style>{tokens}{_PAGE}{CLASSES}</style></head>",
            f"<body><main><h1>{escape(heading)}</h1>",
            f"<p>{escape(when[:1].upper() + when[1:])}.</p>",
            f'<figure tabindex="0">{svg(flow, say)}</figure>',
            _table(
                say._("The numbers of the diagram"), (say._("Step"), say._("Records")), boxes, 1
            ),
            _table(say._("By search"), search_head(say), searches, 2),
            *(f"<p>{escape(remark)}</p>" for remark in remarks(flow, say)),
            "</main></body></html>\n",
        )
    )


def _table(caption: str, head: Sequence[str], rows: Sequence[Sequence[str]], words: int) -> str:
    """A table whose first `words` columns hold words, the others numbers."""

    def cell(index: int, text: str, scope: str = "") -> str:
        number = ' class="r"' if index >= words else ""
        if scope:
            return f'<th scope="{scope}"{number}>{escape(text)}</th>'
        return f"<td{number}>{escape(text)}</td>"

    top = "".join(cell(index, text, "col") for index, text in enumerate(head))
    body = "".join(
        "<tr>"
        + "".join(cell(index, text, "" if index else "row") for index, text in enumerate(row))
        + "</tr>"
        for row in rows
    )
    return (
        f"<table><caption>{escape(caption)}</caption>"
        f"<thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"
    )
