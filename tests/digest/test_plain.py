"""Advice on plain language: LIX and long sentences, which close no gate."""

from __future__ import annotations

from litwatch.digest import closed_gates
from litwatch.digest.edition import Edition, Item, Written
from litwatch.digest.plain import advice, lix

from .month import NOW

LONG = (
    "Aktivitetsanpassning hos fysioterapeut i primärvården rekommenderades patienter med "
    "ansträngningsutlöst försämring, långvarig sjukskrivning, samsjuklighet, funktionsnedsättning "
    "och sömnsvårigheter, oberoende av sjukdomsduration, könstillhörighet, socioekonomisk "
    "bakgrund, utbildningsnivå och vårdgivartillhörighet i hela sjukvårdsregionen under uppföljningen."
)


def edition(text: str, *, field: str = "limitations", reviewed: bool = True) -> Edition:
    item = Item(
        id="90000001",
        title="x",
        reviewed=reviewed,
        written=(Written(field=field, text=text),),  # type: ignore[arg-type]
    )
    return Edition(month="2026-10", made_at=NOW, debate=(item,))


def test_lix_is_words_a_sentence_and_the_percentage_of_long_words() -> None:
    assert lix("Det var en gång. Hon sov gott.") == 4  # 7 words, 2 sentences, none long
    assert lix("Patienterna vilade ofta.") == 3 + 33  # one of three is over six letters
    assert lix("… 12") == 1
    assert lix("…") is None


def test_a_hard_text_is_named_with_its_lix_and_its_long_sentence() -> None:
    hard, long = advice(edition(LONG))
    assert hard.item == "90000001"
    assert hard.message.sv == f"Långa ord och meningar: LIX {lix(LONG)}. Under 40 är lättläst."
    assert long.message.en.startswith("A sentence of 3")
    assert long.words == LONG


def test_advice_closes_no_gate() -> None:
    assert advice(edition(LONG))
    closed = {gate.gate for gate in closed_gates(edition(LONG), {})}
    assert closed == {"unshown"}  # the list hides the field; its words are hard, and pass


def test_short_texts_results_and_proposals_get_no_advice() -> None:
    assert advice(edition("Självskattningsformulär användes genomgående.")) == ()
    assert advice(edition(LONG, field="result")) == ()
    assert advice(edition(LONG, reviewed=False)) == ()
