"""Sections 2 and 3: what has happened to the key messages since the last edition."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
import pytest

from litwatch.curriculum.wordings import Wording
from litwatch.digest.edition import Edition
from litwatch.digest.gates import closed_gates
from litwatch.digest.key_messages import Ledger, MessageLine, Unsettled, ledger, versions_told
from litwatch.digest.mail import render_mail
from litwatch.digest.render import render_html, render_markdown
from litwatch.language import Lang
from litwatch.slides.plan import plan_deck
from litwatch.store.statements import Relation, Version

from .month import ENTRIES, MESSAGES, NOW, SAID, WORDS, edition, full_edition

DAY = datetime(2026, 10, 28, 9, 0, tzinfo=UTC)
QUIET = "Inget den här månaden ändrar råden i kunskapsstödet."


def version(number: int, text: str, **fields: object) -> Version:
    by = {} if number == 1 else {"proposed_by": "A", "settled_by": "B", "settled_at": DAY}
    given = {"statement": "m03s4", "version": number, "text": text, "status": "found", **by}
    return Version(**{**given, **fields})  # type: ignore[arg-type]


def told_of(*versions: Version, told: tuple[int, ...] = (), again: int | None = None) -> list[str]:
    one = Wording(id="m03s4", now=versions[-1], earlier=versions[:-1])
    kept = ledger(
        {"m03s4": one},
        {},
        {},
        told={"m03s4": told},
        again=None if again is None else {"m03s4": again},
    )
    return [
        f"{line.happened} {line.version}: {line.before} > {line.text}" for line in kept.messages
    ]


FIRST, SECOND, THIRD = version(1, "Ett"), version(2, "Två", pmids=("1",)), version(3, "Tre")


@pytest.mark.parametrize(
    ("versions", "said"),
    [
        ((FIRST,), []),
        ((FIRST, SECOND), ["changed 2: Ett > Två"]),
        ((FIRST, SECOND, THIRD), ["changed 3: Ett > Tre"]),
        ((FIRST, version(2, "Ett")), ["confirmed 2:  > Ett"]),
        ((FIRST, version(2, "Ett", source="Ny")), ["resourced 2:  > Ett"]),
        ((FIRST, version(2, "Ett", lifecycle="retired", say_now="X")), ["retired 2:  > Ett"]),
        ((FIRST, SECOND, version(3, "Ett")), ["confirmed 3:  > Ett"]),
    ],
)
def test_what_has_happened_is_told_from_the_last_words_told_to_those_in_force(
    versions: tuple[Version, ...], said: list[str]
) -> None:
    assert told_of(*versions) == said


def test_a_change_is_told_once_and_a_correction_tells_it_again_and_none_that_is_newer() -> None:
    assert told_of(FIRST, SECOND, told=(2,)) == []
    assert told_of(FIRST, SECOND, THIRD, told=(2,)) == ["changed 3: Två > Tre"]
    assert told_of(FIRST, SECOND, THIRD, again=2) == ["changed 2: Ett > Två"]
    assert told_of(FIRST, SECOND, THIRD, told=(3,), again=2) == ["changed 2: Ett > Två"]
    assert told_of(FIRST, SECOND, again=0) == []
    assert versions_told([MESSAGES[:1], MESSAGES[:2]]) == {"m03s4": [3, 3], "m03s2": [2]}


def test_a_message_on_a_retracted_work_closes_a_gate() -> None:
    one = Wording(id="m03s4", now=version(2, "Två", pmids=("1", "2")), earlier=(FIRST,))
    kept = ledger({"m03s4": one}, {}, {"1": "retracted", "2": "corrected"}, told={})
    (gate,) = [g for g in closed_gates(edition((), ledger=kept), {}) if g.gate == "statement"]
    assert gate.message.sv.startswith("Budskapet m03s4 vilar på 1, som är tillbakadragen.")


def test_a_change_that_rests_on_an_item_here_must_be_in_force() -> None:
    waits = Unsettled(id="m03s4", version=4, pmids=("90000001",))
    elsewhere = Unsettled(id="m03s2", version=4, pmids=("99999999",))
    made = edition(ENTRIES, rows=WORDS, ledger=Ledger(unsettled=(waits, elsewhere)))
    gates = [g for g in closed_gates(made, {}) if g.gate == "statement"]
    assert [(g.item, g.words) for g in gates] == [("m03s4", "90000001")]
    assert "gäller inte än" in gates[0].message.sv


def rendered(made: Edition, lang: Lang) -> dict[str, str]:
    mail = render_mail(made, lang)
    deck = "\n".join(
        text
        for slide in plan_deck(made, lang)
        for text in (slide.title.text, *map(str, slide.body), *map(str, slide.notes))
    )
    return {
        "html": render_html(made, lang),
        "md": render_markdown(made, lang),
        "mail": mail.html,
        "text": " ".join(mail.text.split()),
        "slides": deck,
    }


@pytest.mark.parametrize("kind", ["html", "md", "mail", "text", "slides"])
def test_every_form_tells_old_and_new_words_and_why(kind: str) -> None:
    page = rendered(full_edition(state="published"), "sv")[kind]
    for words in (
        "Aktivitetsanpassning minskar trötthet.",
        "Aktivitetsanpassning kan vara ett stöd i vardagen.",
        "Ny randomiserad studie utan säker skillnad.",
        "Öka träningen stegvis efter schema.",
        "Fråga om PEM och anpassa efter vad personen tål.",
        "Fråga om försämring efter ansträngning.",
    ):
        assert words in page, words
    english = rendered(full_edition(state="published"), "en")[kind]
    assert ("Say no longer" in english) == (kind != "slides")


def test_the_news_slide_names_messages_by_their_words_and_never_cuts_off_a_negation() -> None:
    news = plan_deck(full_edition(state="published"), "sv")[-1]
    assert [text.text for text in news.body[:2]] == [
        "Ny lydelse: ”Aktivitetsanpassning kan vara ett stöd i vardagen”",
        "Sägs inte längre: ”Öka träningen stegvis efter schema”",
    ]
    long = "Ny lydelse: ”Fråga vad personen orkar en vanlig dag och hur …”"
    for text, row in (
        ("Fråga vad personen orkar en vanlig dag och hur natten efter blir", long),
        ("Träning efter ett schema som ökas varje vecka rekommenderas inte", "m03s4: ny lydelse"),
    ):
        line = msgspec.structs.replace(MESSAGES[0], text=text)
        made = edition(ENTRIES, rows=WORDS, ledger=Ledger(messages=(line,)), state="published")
        assert plan_deck(made, "sv")[-1].body[0].text == row


@pytest.mark.parametrize("kind", ["html", "md", "mail", "text", "slides"])
def test_the_quiet_sentence_stands_only_where_nothing_has_changed(kind: str) -> None:
    quiet = rendered(edition((), rows=(), state="published"), "sv")[kind]
    assert QUIET in quiet
    looked_at = Ledger(messages=MESSAGES[1:2])
    assert QUIET in rendered(edition((), rows=(), ledger=looked_at, state="published"), "sv")[kind]
    for line in (MESSAGES[0], MESSAGES[2]):
        changed = edition((), rows=(), ledger=Ledger(messages=(line,)), state="published")
        assert QUIET not in rendered(changed, "sv")[kind]
        assert "budskap har ändrats" in rendered(changed, "sv")[kind]


def test_an_item_says_how_it_stands_to_our_messages() -> None:
    page = render_html(full_edition(), "sv")
    assert (
        "Nyanserar m03s4: <span>Aktivitetsanpassning kan vara ett stöd i vardagen.</span>" in page
    )
    assert "- **Våra budskap** Nyanserar m03s4:" in render_markdown(full_edition(), "sv")


def test_what_a_person_says_of_a_record_comes_with_the_message_as_it_is_now() -> None:
    one = Wording(id="m03s4", now=SECOND, earlier=(FIRST,))
    said = Relation(
        id=1, record_id="1", statement="m03s4", kind="supports", reviewer="A. Exempel", at=NOW
    )
    ((told,),) = ledger({"m03s4": one}, {"1": (said,)}, {}, told={}).said.values()
    assert (told.kind, told.text) == ("supports", "Två")


def test_an_edition_stored_before_the_ledger_can_still_be_read() -> None:
    made = edition(ENTRIES, rows=WORDS)
    body = msgspec.json.encode(made)
    assert b"messages" not in body
    assert msgspec.json.decode(body, type=Edition) == made
    whole = full_edition()
    assert msgspec.json.decode(msgspec.json.encode(whole), type=Edition) == whole
    assert SAID["90000001"] in {item.says for item in whole.items()}
    assert MessageLine(id="m03s4", happened="changed", version=2, text="X").on is None
