"""What was wrong is put right beside what was published, which stays as it was."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest

from litwatch.digest.edition import Edition
from litwatch.errors import NeedsPerson, WrongUse
from litwatch.pipeline.decks import build_deck

from .desk import MONTH, READER, WRITER, Desk

pytestmark = pytest.mark.usefixtures("few_formats")

REASON = "Post 1 sade fel antal; nu står det rätta, 120."


@pytest.fixture
def published(desk: Desk) -> Desk:
    desk.finish_item()
    desk.draft()
    desk.publish()
    return desk


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def told(desk: Desk, revision: int) -> Edition:
    row = next(row for row in desk.rows() if row.revision == revision)
    return msgspec.json.decode(row.body, type=Edition)


def test_a_correction_is_published_beside_and_the_first_stays(published: Desk) -> None:
    desk = published
    before = files(desk.digests / MONTH)
    made = desk.correct(REASON)
    assert made.folder.name == "2021-06.r2.draft"
    assert (made.edition.revision, made.edition.correction) == (2, REASON)
    assert made.gates == (), "people's words are carried over"
    assert desk.states() == [(1, "published"), (2, "draft")]

    desk.write("bottom_line", "Trötthet fanns kvar hos 120 vuxna.")
    assert desk.draft().folder == made.folder, "the draft is now that of the correction"
    desk.approve(desk.submit().sha256)
    done = desk.publish()
    assert (done.folder.name, done.revision) == ("2021-06.r2", 2)
    assert desk.states() == [(1, "corrected"), (2, "published")]
    assert files(desk.digests / MONTH) == before
    assert "Trötthet fanns kvar" in (done.folder / "digest.md").read_text("utf-8")
    assert json.loads((done.folder / "manifest.json").read_bytes())["correction"] == REASON


def test_a_correction_tells_the_month_anew(published: Desk) -> None:
    first = told(published, 1)
    published.correct(REASON)
    published.publish()
    second = told(published, 2)
    assert second == msgspec.structs.replace(first, revision=2, correction=REASON)


def test_several_corrections_in_a_row(published: Desk) -> None:
    for reason in ("Första rättelsen.", "Andra rättelsen."):
        published.correct(reason)
        published.publish()
    assert published.states() == [(1, "corrected"), (2, "corrected"), (3, "published")]
    assert [row.note for row in published.rows()] == ["", "Första rättelsen.", "Andra rättelsen."]
    assert (published.digests / "2021-06.r3" / "digest.html").is_file()


def test_another_reason_takes_the_place_of_the_first_until_it_is_published(
    published: Desk,
) -> None:
    read = published.correct("Fel.").sha256
    published.submit()
    published.approve(read)
    made = published.correct(REASON)
    assert (made.edition.revision, made.edition.correction) == (2, REASON)
    assert published.states() == [(1, "published"), (2, "draft")], "approved was another text"
    with pytest.raises(NeedsPerson, match="lacks a person's approval"):
        published.publish(by=None)


def test_who_writes_the_reason_is_no_second_person(published: Desk) -> None:
    published.two_persons = True
    published.correct(REASON, by=READER)
    with pytest.raises(NeedsPerson, match=f"{WRITER}, {READER}"):
        published.publish(by=READER)
    published.publish(by="C. Tredje")


def test_only_what_readers_have_is_corrected(desk: Desk) -> None:
    with pytest.raises(WrongUse, match="there is no published edition of 2021-06 to correct"):
        desk.correct(REASON)
    desk.draft()
    with pytest.raises(WrongUse, match="is not published yet"):
        desk.correct(REASON)
    assert desk.folders() == ["2021-06.draft"]


@pytest.mark.parametrize(
    ("reason", "by", "says"),
    [
        ("  ", WRITER, "a correction needs a reason"),
        (REASON, "", "a correction needs a reviewer's name"),
        ("Patienten 19121212-1212.", WRITER, "personal identity number"),
    ],
)
def test_a_correction_says_why_and_who(published: Desk, reason: str, by: str, says: str) -> None:
    with pytest.raises(WrongUse, match=says):
        published.correct(reason, by=by)
    assert published.states() == [(1, "published")]


def test_a_deck_says_what_readers_have_while_a_correction_is_made(
    published: Desk, tmp_path: Path
) -> None:
    from ..slides.deck_texts import deck_texts

    published.correct(REASON)
    published.write("bottom_line", "Något annat om 120 vuxna.")
    out = build_deck(
        published.store,
        published.watch,
        MONTH,
        template=None,
        out=tmp_path / "deck.pptx",
        lang="sv",
        now=published.now,
    )
    words = " ".join(f"{slide.title} {slide.body}" for slide in deck_texts(out.read_bytes()))
    assert "Trötthet kvarstod" in words
    assert "Något annat" not in words
