"""Each rule of docs/strategies.md: what breaks it, what keeps it, where it points, how it mends."""

from __future__ import annotations

import pytest

from litwatch.search import Finding, lint, matches, parse, pointed
from litwatch.search.document import Document
from litwatch.watch import load_watch

WATCH = load_watch()
MESH = WATCH.mesh
QUERIES = {
    f"{topic.id} {part.id}".strip(): part.query for topic in WATCH.topics for part in topic.parts
}
QUERIES |= {overlay.id: overlay.query for overlay in WATCH.overlays}

# A heading beside what is tried, so that only the tried thing is found.
WITH_HEADING = ' OR "Fatigue Syndrome, Chronic"[Mesh]'


def errors(query: str) -> list[Finding]:
    return [found for found in lint(query, MESH) if found.severity == "error"]


def only(query: str) -> Finding:
    (found,) = lint(query, MESH)
    return found


@pytest.mark.parametrize("name", sorted(QUERIES))
def test_packaged_strategies_have_no_error(name: str) -> None:
    assert [found.reason for found in errors(QUERIES[name])] == []


@pytest.mark.parametrize("name", sorted(QUERIES))
def test_packaged_strategies_warn_of_closed_forms_only(name: str) -> None:
    assert {found.rule for found in lint(QUERIES[name], MESH)} <= {"S06"}


def test_strategies_with_the_animal_filter_and_the_whole_topic_are_clean() -> None:
    for topic in WATCH.topics:
        assert errors(topic.query) == []
        filtered = lint(f"({topic.query}) {WATCH.animal_filter}", MESH)
        assert "S10" not in {found.rule for found in filtered}


# What is written, the rule, the words pointed at, and the query as mended ("" where it is not).
BROKEN = [
    # S01: operators and parentheses
    ("(a[ti] OR b[ti]", "S01", "(", ""),
    ("a[ti] OR b[ti])", "S01", ")", ""),
    ("a[ti] OR ()", "S01", "()", ""),
    ('"a[ti] OR b[ti]', "S01", '"', ""),
    ("a[ti] OR b[ti] AND c[ti]", "S01", "AND", ""),
    ("a[ti] OR b[ti] c[ti]", "S01", "c", ""),
    ("a[ti] or b[ti]", "S01", "or", "a[ti] OR b[ti]"),
    ('"a b"[ti] And "c"[ti]', "S01", "And", '"a b"[ti] AND "c"[ti]'),
    ("a[ti] AND NOT b[ti]", "S01", "AND NOT", "a[ti] NOT b[ti]"),
    ("OR a[ti]", "S01", "OR", " a[ti]"),
    ("a[ti] OR", "S01", "OR", "a[ti] "),
    # S02: field tags
    ("fatigue", "S02", "fatigue", "fatigue[tiab]"),
    ('"brain fog"', "S02", '"brain fog"', '"brain fog"[tiab]'),
    ("brain fog", "S02", "brain fog", '"brain fog"[tiab]'),
    ("asthma[tiabb]", "S02", "[tiabb]", "asthma[tiab]"),
    ("asthma[foo]", "S02", "[foo]", ""),
    ("asthma[]", "S02", "[]", "asthma[tiab]"),
    ("asthma[tiab", "S02", "[tiab", "asthma[tiab]"),
    ("asthma[ti]]", "S02", "]", ""),
    ("(asthma OR copd)[tiab]", "S02", "[tiab]", "(asthma[tiab] OR copd[tiab])"),
    ("[tiab] a[ti]", "S02", "[tiab]", " a[ti]"),
    ("asthma[tiab:noexp]", "S02", "[tiab:noexp]", "asthma[tiab]"),
    ("asthma[ti:exact]", "S02", "[ti:exact]", "asthma[ti]"),
    # S04: proximity
    ('"asthma control"[tiab:~two]', "S04", "[tiab:~two]", ""),
    ('"asthma control"[tw:~2]', "S04", "[tw:~2]", '"asthma control"[tiab:~2]'),
    ('"asthma"[tiab:~2]', "S04", '"asthma"[tiab:~2]', '"asthma"[tiab]'),
    ("asthma control[tiab:~2]", "S04", "asthma control[tiab:~2]", '"asthma control"[tiab:~2]'),
    ('"asthma* control"[tiab:~2]', "S04", '"asthma* control"[tiab:~2]', ""),
    ('"asthma AND control"[tiab:~2]', "S04", '"asthma AND control"[tiab:~2]', ""),
    ("asthma[ti] ADJ3 control[ti]", "S04", "ADJ3", ""),
    ("asthma[mh:~3]", "S04", "asthma[mh:~3]", "asthma[mh]"),
    # S05: truncation
    ("flu*[tiab]", "S05", "*", ""),
    ('"post-inf* fatigue"[tiab]', "S05", "*", ""),
    ("randomi*ation[tiab]", "S05", "*", ""),
    ("*virus[tiab]", "S05", "*", ""),
    ("cognit**[tiab]", "S05", "**", "cognit*[tiab]"),
    ("brain fogg*[tiab]", "S05", "*", '"brain fogg*"[tiab]'),
    ("behavio?r[tiab]", "S05", "?", ""),
    # S07: headings
    ('"Fatigue Syndrom, Cronic"[Mesh]', "S07", '"Fatigue Syndrom, Cronic"[Mesh]', '"Fatigue Syndrome, Chronic"[Mesh]'),
    ('"Chronic Fatigue Syndrom"[mh]', "S07", '"Chronic Fatigue Syndrom"[mh]', '"Fatigue Syndrome, Chronic"[mh]'),
    ("randomised controlled trial[pt]", "S07", "randomised controlled trial[pt]", "Randomized Controlled Trial[pt]"),
    ('"long COVID brain fog"[Mesh]', "S07", "[Mesh]", '"long COVID brain fog"[nm]'),
    # S08: arms
    ('"Fatigue Syndrome, Chronic"[Mesh]', "S08", '"Fatigue Syndrome, Chronic"[Mesh]', ""),
    # S09: limits
    ("a[ti] AND humans[mh]", "S09", "humans[mh]", "a[ti]"),
    ("english[la] AND a[ti]", "S09", "english[la]", "a[ti]"),
    ("a[ti] AND (english[la] OR swedish[la])", "S09", "(english[la] OR swedish[la])", "a[ti]"),
    ("a[ti] AND hasabstract[filter]", "S09", "hasabstract[filter]", "a[ti]"),
    ('a[ti] AND ("Child"[Mesh] OR "Adult"[Mesh])', "S09", '("Child"[Mesh] OR "Adult"[Mesh])', "a[ti]"),
    # S11: dates
    ('a[ti] AND 2021[dp]', "S11", "2021[dp]", "a[ti]"),
    ('a[ti] AND "2021/06/01"[crdt] : "2021/06/30"[crdt]', "S11", '"2021/06/01"[crdt] : "2021/06/30"[crdt]', "a[ti]"),
    # X01, X02: signs
    ("intervent∗[ti]", "X01", "∗", "intervent*[ti]"),
    ("intervent＊[ti]", "X01", "＊", "intervent*[ti]"),
    ('"post–covid"[ti] OR postcovid[ti]', "X01", "–", '"post-covid"[ti] OR postcovid[ti]'),
    ('"post‐covid"[ti] OR postcovid[ti]', "X01", "‐", '"post-covid"[ti] OR postcovid[ti]'),
    ("fati\u200bgue[ti]", "X01", "\u200b", "fatigue[ti]"),
    ("сovid[ti]", "X01", "с", "covid[ti]"),
    ("СOVID[ti]", "X01", "С", "COVID[ti]"),
    ("ΡOTS[ti]", "X01", "Ρ", "POTS[ti]"),
    ("fatigue［ti］", "X01", "［", "fatigue[ti］"),
    ("a[ti] ＡＮＤ b[ti]", "X01", "ＡＮＤ", "a[ti] AND b[ti]"),
    ("«brain fog»[ti]", "X01", "«", '"brain fog»[ti]'),
    ('"R&amp;D"[ti]', "X02", "&amp;", '"R&D"[ti]'),
]  # fmt: skip


@pytest.mark.parametrize(("query", "rule", "pointed_at", "mended"), BROKEN)
def test_what_is_broken_is_an_error_with_its_place_and_mend(
    query: str, rule: str, pointed_at: str, mended: str
) -> None:
    found = errors(query)[0]
    assert (found.rule, query[found.start : found.end], found.mended) == (rule, pointed_at, mended)
    assert found.reason
    assert found.mend


@pytest.mark.parametrize(
    "mended", [row[3] for row in BROKEN if row[3] and not {*"］»"} & {*row[3]}]
)
def test_a_mended_query_has_no_error_left(mended: str) -> None:
    assert [found for found in errors(mended) if found.rule != "S08"] == []


WARNED = [
    ('"post-viral fatigue"[tiab]', "S06", '"post-viral fatigue"[tiab] OR "postviral fatigue"[tiab]'),
    ('"Long Covid"[Mesh]', "S07", '"Post-Acute COVID-19 Syndrome"[Mesh]'),
    ('"Primary Health Care"[Mesh]', "S07", '"Primary Health Care"[Mesh:NoExp]'),
    ('"Post-Infectious Disorders"[mh]', "S07", '"Post-Infectious Disorders"[mh:NoExp]'),
    ('"Tularemia"[Mesh]', "S07", ""),
    ("fatig*[mh]", "S05", ""),
    ("a[ti] NOT b[ti]", "S10", ""),
    ("a[ti] OR b[ti] NOT c[ti]", "S01", ""),
    ("brain and fog[tiab]", "S01", ""),
    ("brain\u00a0fog[tiab]", "X01", "brain fog[tiab]"),
]  # fmt: skip


@pytest.mark.parametrize(("query", "rule", "mended"), WARNED)
def test_what_needs_a_look_is_a_warning(query: str, rule: str, mended: str) -> None:
    rest = " OR (fatigue[tiab])" + WITH_HEADING if "NOT" not in query else ""
    found = next(found for found in lint(query + rest, MESH) if found.rule == rule)
    assert (found.severity, found.mended) == ("warning", mended and mended + rest)


SOUND = [
    "“long covid”[tiab]",  # PubMed reads curly quotation marks as plain ones
    '"ME/CFS"[Title/Abstract]',
    '"fatigue chronic"[tiab:~0]',
    '"post covid sequela*"[tiab] OR postcovid[tiab]',
    "post-viral[tiab] OR postviral*[tiab]",
    "(a[ti] OR b[ti]) AND (c[ti] OR d[ti])",
    "(a[ti] OR b[ti]) NOT (\"Animals\"[Mesh] NOT \"Humans\"[Mesh])",
    'a[ti] AND ("Child"[Mesh] OR child*[tiab])',
    "a[ti] OR swe[la]",
    'a[ti] AND randomized controlled trial[pt]',
    '"IFN-γ"[tiab] OR TNFα[tiab] OR β-blocker[tiab]',
    'Sjögren*[tiab] OR "Guillain-Barré"[tiab]',
    "smith j[1au] OR 12345678[uid]",
    '"Fatigue/diagnosis"[Mesh:NoExp]',
    "D015673[mh]",
]  # fmt: skip


@pytest.mark.parametrize("query", SOUND)
def test_what_is_sound_has_no_finding(query: str) -> None:
    assert lint(f"({query}){WITH_HEADING} OR x[ti]", MESH) == ()


def test_one_fault_hides_no_other() -> None:
    query = 'asthma[tiabb] OR "brain fog[tiab] OR (flu*[tiab] OR pain AND b[ti]'
    assert [found.rule for found in errors(query)] == [
        *("S02", "S01", "S01", "S05", "S02", "S01"),
    ]


def test_a_text_arm_is_asked_for_and_a_heading_arm_wished() -> None:
    assert [(f.rule, f.severity) for f in lint('"Sepsis"[Mesh]', MESH)] == [("S08", "error")]
    assert [(f.rule, f.severity) for f in lint("sepsis[ti]", MESH)] == [("S08", "warning")]
    # What is only excluded searches nothing.
    assert "S08" in {f.rule for f in lint('a[ti] NOT "Sepsis"[Mesh]', MESH)}


def test_place_is_told_by_line_and_column() -> None:
    found = only('"Sepsis"[Mesh]\n  OR sepsis[tiabb]')
    assert (found.line, found.column) == (2, 12)
    assert found.place == "line 2, column 12"
    assert pointed('"Sepsis"[Mesh]\n  OR sepsis[tiabb]', found) == (
        "  OR sepsis[tiabb]",
        "           ^^^^^^^",
    )


def test_a_long_line_is_cut_around_the_place() -> None:
    query = " OR ".join(f"word{n}[ti]" for n in range(100)) + " OR asthma[tiabb]" + WITH_HEADING
    shown, carets = pointed(query, only(query))
    start = carets.index("^")
    assert shown[start : start + carets.count("^")] == "[tiabb]"
    assert shown.startswith("…")
    assert len(shown) < 110


def test_invisible_signs_are_shown_and_wide_ones_counted_twice() -> None:
    query = "fati\u200bgue[ti]" + WITH_HEADING
    shown, carets = pointed(query, only(query))
    assert (shown[4], carets) == ("�", "    ^")
    query = "a[ti] ＡＮＤ (" + WITH_HEADING[4:] + ")"
    assert pointed(query, only(query))[1] == "      ^^^^^^"


def test_real_headings_are_not_called_misspelt(shared_data) -> None:
    rows = (
        (shared_data / "mesh" / "descriptors_relevant.tsv").read_text(encoding="utf-8").splitlines()
    )
    for row in rows[1:]:
        name = row.split("\t")[1]
        assert errors(f'"{name}"[Mesh] OR a[ti]') == []


def test_what_lint_calls_ignored_the_matcher_ignores_too() -> None:
    """Both stand on the same measurement of PubMed, so they may not disagree."""
    from litwatch.records import Record, Section

    record = Record(title="Asthma", abstract=(Section(text="Cared for with control."),))
    node = parse("asthma[tiabb]")
    assert matches(node, Document.of(record), MESH)
    assert errors("asthma[tiabb]")
