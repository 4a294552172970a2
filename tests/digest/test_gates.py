"""Each gate closes on its fault, names the item and the words, and opens when it is mended."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import msgspec
import pytest

from litwatch.digest import closed_gates
from litwatch.digest.edition import Design, Edition, Item, Proposal, Written
from litwatch.digest.names import Name

from .month import ENTRIES, NOW, PACING, WORDS, edition, entry, record

RECORDS = {PACING.id: PACING}
RCT = Design(name=Name(id="rct", sv="Randomiserad studie", en="Randomised trial"), level="2")
REVIEW = Design(name=Name(id="systematic_review", sv="Översikt", en="Review"), level="1")
PEM = Name(id="safety_pem_check", sv="Kontrollera PEM", en="Check PEM")
TEXTS = {
    "bottom_line": "Sex besök gav ingen säker skillnad i trötthet.",
    "population": "184 vuxna på 12 mottagningar.",
    "result": "Skillnad −1,1 (95 % KI −2,9 till 0,7).",
    "certainty": "Ej bedömd",
}


def item(texts: dict[str, str] | None = None, **fields: Any) -> Item:
    """A complete item about PACING; `texts` adds or replaces words, an empty one takes away."""
    words = {**TEXTS, **(texts or {})}
    return Item(
        **{
            "id": PACING.id,
            "pmid": PACING.pmid,
            "title": PACING.title,
            "reference": "Exempel A. Ex J Prim Care. 2026.",
            "design": RCT,
            "audiences": ("vardcentral",),
            "reviewed": True,
            "verdict": "include",
            "reviewer_role": "fysioterapeut",
            "reviewed_on": date(2026, 10, 27),
            "written": tuple(
                Written(field=field, text=text)  # type: ignore[arg-type]
                for field, text in words.items()
                if text
            ),
            **fields,
        }
    )


def closed(one: Item) -> list[tuple[str, str]]:
    made = Edition(month="2026-10", made_at=NOW, primary_care=(one,))
    return [(gate.gate, gate.words) for gate in closed_gates(made, RECORDS)]


def test_a_complete_item_passes_every_gate() -> None:
    assert closed(item()) == []


@pytest.mark.parametrize(
    ("faulty", "gate"),
    [
        (item(reviewed=False), ("undecided", "")),
        (item(state="retracted"), ("retracted", "")),
        (item(state="concern"), ("retracted", "")),
        (item(preprint=True), ("preprint", "")),
        (item(design=Design(name=Name(id="protocol", sv="", en=""))), ("protocol", "")),
        (item({"result": "Skillnad −1,2."}), ("number", "1,2")),
        (item({"meaning": "Följ upp efter fem veckor."}), ("number", "fem")),
        (item({"limitations": "De skrev ”no effect at all”."}), ("quote", "no effect at all")),
        (item(proposals=(Proposal(field="result", quote="Made up."),)), ("quote", "Made up.")),
        (item(flags=(PEM,), texts={"pem_in_sample": "Ej mätt"}), ("pem", "")),
        (item(flags=(PEM,), texts={"worsening": "Nej"}), ("pem", "")),
        (item({"bottom_line": ""}), ("bottom_line", "")),
        (item({"population": ""}), ("population", "")),
        (item(design=None), ("design", "")),
        (item(pmid="", doi=""), ("source", "")),
        (item(reviewer_role=""), ("reviewer", "")),
        (item({"bottom_line": "ord " * 26}), ("bottom_line_length", ("ord " * 26))),
        (item({"certainty": "⊕⊕⊕◯"}), ("certainty", "⊕⊕⊕◯")),
        (
            item({"certainty": "Måttlig tillförlitlighet"}),
            ("certainty", "Måttlig tillförlitlighet"),
        ),
        (item({"result": "Studien bevisar effekt."}), ("certainty", "bevisar")),
        (item({"certainty": "Ganska säkert"}, design=REVIEW), ("certainty", "Ganska säkert")),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else "",
)
def test_a_gate_closes_on_its_fault_and_names_the_words(
    faulty: Item, gate: tuple[str, str]
) -> None:
    assert closed(faulty) == [gate]


@pytest.mark.parametrize(
    "mended",
    [
        item({"result": "Skillnad 64 %.", "calculation": "Tabell 2: 118 av 184 är 64 %."}),
        item({"limitations": "De skrev ”Pacing did not … reduce fatigue”."}),
        item({"pem_in_sample": "Förekom", "worsening": "Ja, 11 mot 14"}, flags=(PEM,)),
        item({"certainty": "Låg tillförlitlighet"}, design=REVIEW),
        item({"certainty": ""}),
    ],
)
def test_a_mended_item_opens_the_gate(mended: Item) -> None:
    assert closed(mended) == []


@pytest.mark.parametrize("text", ["-", "x", "?", "vet ej", "58 % hade PEM"])
def test_no_mark_opens_the_pem_gate(text: str) -> None:
    texts = {"pem_in_sample": text, "worsening": "Ja"}
    gates = [name for name, _words in closed(item(texts, flags=(PEM,)))]
    assert gates == ["pem", "pem"]


@pytest.mark.parametrize(
    ("text", "gate"),
    [
        ("Tillförlitligheten är hög.", "certainty"),
        ("Trötthet minskade. Fler sov.", "bottom_line_sentence"),
        ("Vårdcentralen bör erbjuda det.", "bottom_line_words"),
        ("Hälften blev friska.", "number"),
        ("De skrev ’no effect at all’.", "quote"),
        (" ".join(PACING.abstract_text.split()[:27]), "copied"),
    ],
)
@pytest.mark.parametrize("where", ["primary_care", "guidelines", "debate", "mechanisms"])
def test_what_a_reader_sees_passes_the_same_gates_everywhere(
    text: str, gate: str, where: str
) -> None:
    one = item({"bottom_line": text})
    if where != "primary_care":
        one = msgspec.structs.replace(one, written=(Written(field="bottom_line", text=text),))
    made = Edition(month="2026-10", made_at=NOW, **{where: (one,)})  # type: ignore[arg-type]
    assert gate in {found.gate for found in closed_gates(made, RECORDS)}


@pytest.mark.parametrize(
    "where", ["guidelines", "upcoming", "debate", "mechanisms", "preprints", "children", "older"]
)
@pytest.mark.parametrize("state", ["retracted", "withdrawn", "gone"])
def test_a_withdrawn_record_closes_a_gate_on_every_list(where: str, state: str) -> None:
    one = item(state=state, written=())
    made = Edition(month="2026-10", made_at=NOW, **{where: (one,)})  # type: ignore[arg-type]
    assert [gate.gate for gate in closed_gates(made, RECORDS)] == ["retracted"]


def test_a_list_line_with_a_concern_is_marked_and_not_held_back() -> None:
    one = item(state="concern", written=())
    made = Edition(month="2026-10", made_at=NOW, guidelines=(one,))
    assert closed_gates(made, RECORDS) == ()


def test_words_that_a_list_does_not_show_are_named() -> None:
    made = Edition(month="2026-10", made_at=NOW, debate=(item(),))
    names = [(gate.gate, gate.words) for gate in closed_gates(made, RECORDS)]
    assert names == [("unshown", "population"), ("unshown", "result"), ("unshown", "certainty")]
    line = item(written=(Written(field="minute", text="En rad."),))
    made = Edition(month="2026-10", made_at=NOW, upcoming=(line,))
    assert [gate.gate for gate in closed_gates(made, RECORDS)] == ["unshown"]


def test_a_fourth_line_in_the_minute_closes_a_gate_and_is_not_cut() -> None:
    said = (Written(field="minute", text="En rad."),)
    lines = tuple(item(id=str(n), pmid=str(n), written=said) for n in range(1, 5))
    made = Edition(month="2026-10", made_at=NOW, guidelines=lines[:2], debate=lines[2:])
    assert len(made.minute()) == 4
    assert [gate.gate for gate in closed_gates(made, {})] == ["minute"]


def test_a_month_that_is_not_over_or_not_searched_is_not_published() -> None:
    early = edition((), rows=(), now=datetime(2026, 10, 31, 23, tzinfo=UTC))
    assert {gate.gate for gate in closed_gates(early, {})} == {"search"}
    (gate,) = closed_gates(edition((), rows=(), windows=()), {})
    assert gate.gate == "search"
    assert gate.words.startswith("ME/CFS")
    assert gate.message.en.startswith("Not searched for the whole month: ")
    assert closed_gates(edition((), rows=()), {}) == ()


def test_what_people_included_is_never_absent_without_a_word() -> None:
    notice = entry(
        record(1, "Correction of an invented table"), "design:erratum", verdict="include"
    )
    made = edition((notice,), rows=())
    assert [gate.gate for gate in closed_gates(made, {})] == ["absent"]


def test_the_record_decides_when_the_item_has_not_heard_of_a_retraction() -> None:
    title = {"title": f"RETRACTED: {PACING.title}"}
    made = Edition(month="2026-10", made_at=NOW, primary_care=(item(),))
    gates = closed_gates(made, {PACING.id: msgspec.structs.replace(PACING, **title)})
    assert [gate.gate for gate in gates] == ["retracted"]


def test_messages_say_what_to_do_in_both_languages() -> None:
    made = Edition(month="2026-10", made_at=NOW, primary_care=(item({"result": "99"}),))
    (gate,) = closed_gates(made, RECORDS)
    assert gate.message.sv == (
        "90000001: talet 99 finns inte i posten. Rätta det, eller skriv uträkningen som ger det."
    )
    assert gate.message.en == (
        "90000001: the number 99 is not in the record. Correct it, or write the calculation "
        "that gives it."
    )


def test_a_draft_with_proposals_is_closed_and_the_published_selection_is_open() -> None:
    records = {one.id: one for one in (PACING, record(90000002, "x"))}
    draft = {gate.gate for gate in closed_gates(edition(), records)}
    assert "undecided" in draft
    rows = tuple(row for row in WORDS if row.record_id == PACING.id)
    published = edition(ENTRIES[:1], rows=rows, state="published")
    assert closed_gates(published, records) == ()
