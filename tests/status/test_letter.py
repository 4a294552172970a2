"""The mail about alarms, and that all its words have a Swedish wording."""

from __future__ import annotations

from datetime import date
from importlib import resources
from io import BytesIO

from babel.messages.extract import extract
from babel.messages.pofile import read_po

from litwatch.language import speech
from litwatch.status.letter import Alarm, subject, text
from litwatch.status.raising import Touch

ALARM = Alarm(
    record_id="90000001",
    title="An invented trial",
    state="retracted",
    source="crossref, pubmed",
    opened=date(2026, 11, 3),
    touches=(
        Touch(kind="statement", id="m03s1", name="Fråga om PEM."),
        Touch(
            kind="slide", id="1", name="PEM", place=4, path="/srv/pem.pptx", owner="B. Lärare",
            via="m03s1",
        ),
        Touch(kind="edition", id="2026-09", told="ok"),
    ),
)  # fmt: skip


def test_the_mail_says_what_where_and_what_to_do() -> None:
    say = speech("sv")
    assert subject(say, [ALARM]) == "Ett verk som du undervisar från har ändrats"
    told = text(say, [ALARM], "https://litwatch.example.org/alerts")
    assert told.splitlines()[2:8] == [
        "TILLBAKADRAGEN",
        "An invented trial",
        "Post 90000001. Känt här sedan 3 november 2026, från crossref, pubmed.",
        "- Budskap m03s1: Fråga om PEM.",
        "- Bild 4, ”PEM”, i /srv/pem.pptx (B. Lärare), genom budskap m03s1",
        "- Utgåvan 2026-09",
    ]
    assert "Säg vad du gör åt det: https://litwatch.example.org/alerts" in told


def test_messages_and_translations_agree() -> None:
    said = set()
    for path in resources.files("litwatch.status").iterdir():
        if path.name.endswith(".py"):
            found = extract("python", BytesIO(path.read_bytes()), {"_": None, "n": (1, 2)})
            said |= {message for _, message, _, _ in found}
    file = resources.files("litwatch.language").joinpath("sv", "status.po")
    catalog = {m.id: m.string for m in read_po(BytesIO(file.read_bytes()), locale="sv") if m.id}
    assert said == set(catalog)
    assert all(all(text) if isinstance(text, tuple) else text for text in catalog.values())
