"""People say what a record says of a key message; the machine proposes where to look."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

import litwatch.curriculum
import litwatch.language
from litwatch.curriculum.candidates import candidates
from litwatch.curriculum.relations import relate
from litwatch.curriculum.resting import flags, sources
from litwatch.curriculum.wordings import wordings
from litwatch.errors import WrongUse
from litwatch.language import speech
from litwatch.records import Pmid, Tag
from litwatch.records.notices import Notice
from litwatch.store import Entry, Tx, entries
from litwatch.store.statements import relations_of, relations_to
from litwatch.watch import Watch

from .conftest import MESSAGE, NOW

A = "A. Kurator"


def one(tx: Tx, key: str = "90000001") -> Entry:
    return next(iter(entries(tx, ids=[key])))


def test_the_last_word_on_a_record_and_a_message_is_live(tx: Tx, watch: Watch) -> None:
    relate(tx, watch, "90000001", MESSAGE, "supports", month="2026-10", reviewer=A, now=NOW)
    relate(tx, watch, "90000001", MESSAGE, "nuances", why="Bara vuxna.", reviewer=A, now=NOW)
    relate(tx, watch, "90000001", "m03s3", "supports", reviewer=A, now=NOW)
    said = relations_of(tx, ["90000001", "90000002"])
    assert [(r.statement, r.kind) for r in said["90000001"]] == [
        (MESSAGE, "nuances"),
        ("m03s3", "supports"),
    ]
    assert [r.why for r in relations_to(tx, MESSAGE)[MESSAGE]] == ["Bara vuxna."]
    relate(tx, watch, "90000001", MESSAGE, "none", reviewer="B. Granskare", now=NOW)
    assert MESSAGE not in relations_to(tx)


def test_saying_the_same_twice_keeps_it_once(tx: Tx, watch: Watch) -> None:
    said = relate(tx, watch, "90000001", MESSAGE, "supports", reviewer=A, now=NOW)
    later = NOW + timedelta(hours=1)
    assert relate(tx, watch, "90000001", MESSAGE, "supports", reviewer=A, now=later) == said


def test_something_new_has_no_message_yet(tx: Tx, watch: Watch) -> None:
    relate(tx, watch, "90000001", "", "new", why="Pulsklocka prövad.", reviewer=A, now=NOW)
    assert [r.statement for r in relations_of(tx, ["90000001"])["90000001"]] == [""]


@pytest.mark.parametrize(
    ("record", "statement", "kind", "said"),
    [
        ("90000001", MESSAGE, "likes", "no relation"),
        ("90000001", "m99s9", "supports", "no key message"),
        ("90000001", MESSAGE, "new", "no key message yet"),
        ("90000001", "", "new", "needs a word"),
        ("90000001", MESSAGE, "none", "nobody has said"),
        ("99999999", MESSAGE, "supports", "no record 99999999"),
        ("90000002", MESSAGE, "supports", "is a preprint"),
        ("90000003", MESSAGE, "supports", "is retracted"),
    ],
)
def test_what_cannot_be_said(
    tx: Tx, watch: Watch, record: str, statement: str, kind: str, said: str
) -> None:
    with pytest.raises(WrongUse, match=said):
        relate(tx, watch, record, statement, kind, reviewer=A, now=NOW)


def test_a_message_is_proposed_with_its_reason_and_nothing_is_written(tx: Tx, watch: Watch) -> None:
    entry = msgspec.structs.replace(
        one(tx),
        topics=("me_cfs",),
        tags=(Tag(facet="intervention", value="activity_pacing"),),
    )
    found = dict(candidates(entry, watch))
    assert found[MESSAGE] == (
        "Båda handlar om Aktivitetsanpassning/pacing/energihushållning; båda nämner pacing"
    )
    assert dict(candidates(entry, watch, speech("en")))[MESSAGE].startswith("Both are about Pacing")
    assert relations_to(tx) == {}
    rejected = Tag(facet="intervention", value="activity_pacing", state="rejected")
    again = dict(candidates(msgspec.structs.replace(entry, tags=(rejected,)), watch))
    assert again[MESSAGE] == "Båda nämner pacing"


def test_a_comment_on_what_a_message_rests_on_leads_to_that_message(tx: Tx, watch: Watch) -> None:
    comment = Notice(type="comment", direction="of", pmid=Pmid("31521666"))
    entry = msgspec.structs.replace(one(tx), notices=(comment,))
    assert candidates(entry, watch) == (("m11s3", "Vilar på samma arbete: 31521666"),)


def test_a_record_of_another_topic_has_no_candidates(tx: Tx, watch: Watch) -> None:
    assert candidates(one(tx), watch) == ()


def test_what_gives_way_under_a_wording_is_told(tx: Tx, watch: Watch) -> None:
    every = wordings(tx, watch)
    (weak,) = flags(every["m11s3"], {})
    assert (weak.weakness, sources(every["m11s3"])) == ("one_source", 1)
    changed, _ = flags(every["m11s3"], {"31521666": "retracted"})
    assert (changed.weakness, changed.works, changed.fallen) == (
        "changed_source",
        (("31521666", "retracted"),),
        True,
    )
    corrected, _ = flags(every["m11s3"], {"31521666": "corrected"})
    assert not corrected.fallen
    assert [flag.weakness for flag in flags(every["m13s4"], {})] == []
    assert [flag.weakness for flag in flags(every["m03s1"], {})] == ["no_source"]


def test_the_swedish_texts_are_those_that_are_used() -> None:
    used = extract_from_dir(
        Path(next(iter(litwatch.curriculum.__path__))), [("**.py", "python")], keywords={"_": None}
    )
    file = Path(next(iter(litwatch.language.__path__))) / "sv" / "curriculum.po"
    written = {one.id for one in read_po(file.open("rb"), locale="sv") if one.id and one.string}
    assert {message for _, _, message, _, _ in used} == written
