"""A broken look: a clear message, and nothing of what was there before is touched."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

import pytest

from litwatch.digest.look import Look
from litwatch.digest.trying import read_look
from litwatch.errors import WrongSettings
from litwatch.pipeline import edition_files
from litwatch.pipeline.archive import write_archive
from litwatch.pipeline.editions import draft
from litwatch.pipeline.publishing import publish_edition

from .desk import MONTH, WRITER, Desk, nobody_is_asked

SHEET = b"/* ours */"
# It works for the invented edition, and breaks on the month of the desk.
BROKEN = b'{% if edition.month == "2021-06" %}{{ edition.monht }}{% endif %}'


@pytest.fixture(autouse=True)
def _without_a_pdf(monkeypatch: pytest.MonkeyPatch) -> None:
    """Other tests make PDFs, which takes seconds; here the templates matter."""
    monkeypatch.setattr(edition_files, "pdf_is_possible", lambda: "not wanted here")


def files(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def drafted(desk: Desk, look: Look) -> Path:
    made = draft(
        desk.store, desk.watch, MONTH, digests=desk.digests, lang="sv", look=look, now=desk.now
    )
    return made.folder


def publish(desk: Desk, look: Look) -> Path:
    done = publish_edition(
        desk.store, nobody_is_asked, desk.watch, MONTH,
        reviewer=WRITER, digests=desk.digests, lang="sv", look=look, now=desk.now,
    )  # fmt: skip
    return done.folder


def test_the_manifest_names_the_files_of_a_look(desk: Desk) -> None:
    folder = drafted(desk, Look("look", (("edition.css", SHEET),)))
    manifest = json.loads((folder / "manifest.json").read_bytes())
    assert manifest["look"] == {"edition.css": sha256(SHEET).hexdigest()}
    assert SHEET.decode() in (folder / "digest.html").read_text(encoding="utf-8")
    drafted(desk, Look())
    assert json.loads((folder / "manifest.json").read_bytes())["look"] == {}


def test_the_same_look_gives_the_same_bytes(desk: Desk, tmp_path: Path) -> None:
    place = tmp_path / "look"
    place.mkdir()
    (place / "edition.css").write_bytes(SHEET)
    first = files(drafted(desk, read_look(place)))
    assert files(drafted(desk, read_look(place))) == first


@pytest.mark.parametrize("name", ["edition.html.j2", "edition.md.j2", "mail.txt.j2"])
def test_an_earlier_draft_stays_when_a_template_breaks(desk: Desk, name: str) -> None:
    desk.draft()
    before = files(desk.digests)
    with pytest.raises(WrongSettings, match=rf"{name}, line 1: .*monht"):
        drafted(desk, Look("look", ((name, BROKEN),)))
    assert files(desk.digests) == before


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("edition.html.j2", BROKEN),
        ("feed_item.html.j2", BROKEN),
        ("archive.html.j2", b"{{ years[0].months[0].newest.nothing }}"),
    ],
)
def test_nothing_is_published_when_a_template_breaks(desk: Desk, name: str, content: bytes) -> None:
    desk.finish_item()
    desk.draft()
    before = files(desk.digests)
    with pytest.raises(WrongSettings, match=rf"{name}, line 1: "):
        publish(desk, Look("look", ((name, content),)))
    assert files(desk.digests) == before
    assert desk.states() == [(1, "draft")]
    assert publish(desk, Look()).name == MONTH


def test_the_page_of_all_editions_stays_when_its_template_breaks(desk: Desk) -> None:
    desk.finish_item()
    desk.draft()
    desk.publish()
    before = files(desk.digests)
    with pytest.raises(WrongSettings, match=r"archive\.html\.j2, line 1"):
        write_archive(
            desk.store, desk.digests, "sv", Look("look", (("archive.html.j2", b"{{ years.x }}"),))
        )
    assert files(desk.digests) == before
