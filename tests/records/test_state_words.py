"""What has become of a work is said alike everywhere: one label, one phrase and one look a state."""

from __future__ import annotations

from importlib import resources
from io import BytesIO
from typing import get_args

from babel.messages.extract import extract
from babel.messages.pofile import read_po

from litwatch.language import LANGUAGES, speech
from litwatch.records import State
from litwatch.records.notices import GRAVEST_FIRST
from litwatch.records.state_words import MOODS, state_label, state_phrase


def test_every_state_has_a_label_a_phrase_and_a_look_of_its_own() -> None:
    assert [state for state in MOODS if state in get_args(State)] == list(GRAVEST_FIRST)
    for lang in LANGUAGES:
        say = speech(lang)
        assert len({state_label(say, state) for state in MOODS}) == len(MOODS)
        assert len({state_phrase(say, state) for state in GRAVEST_FIRST}) == len(GRAVEST_FIRST)


def test_a_work_that_is_withdrawn_is_called_so_on_a_mark_and_in_a_sentence() -> None:
    say = speech("sv")
    assert state_label(say, "withdrawn") == "Indragen av utgivaren"
    assert f"PMID 90000001 är {state_phrase(say, 'withdrawn')}." == (
        "PMID 90000001 är indragen av utgivaren."
    )


def test_messages_and_translations_agree() -> None:
    said = set()
    for path in resources.files("litwatch.records").iterdir():
        if path.name.endswith(".py"):
            found = extract("python", BytesIO(path.read_bytes()), {"_": None, "n": (1, 2)})
            said |= {message for _, message, _, _ in found}
    file = resources.files("litwatch.language").joinpath("sv", "records.po")
    texts = {m.id: m.string for m in read_po(BytesIO(file.read_bytes()), locale="sv") if m.id}
    assert texts.keys() == said
    assert all(texts.values())
