"""What the public gets: every file of an edition, the page of all editions, the public record."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from zipfile import BadZipFile, ZipFile

import msgspec
import pytest
from lxml import etree, html
from sqlalchemy import update

from litwatch.digest import publish
from litwatch.digest.edition import Edition, Item, Written
from litwatch.digest.method import Method
from litwatch.digest.names import Name
from litwatch.errors import StoreDamaged, WrongUse
from litwatch.pipeline.archive import renew_archive, write_archive
from litwatch.pipeline.edition_files import files_of, left_out
from litwatch.pipeline.public_record import SUMS, export_record
from litwatch.records import Author, Notice, Pmid, Record, Section
from litwatch.review import screening
from litwatch.store import Store, approvals, catalog, editions
from litwatch.store.tables import edition as edition_table

MONTH = "2026-10"
MADE = datetime(2026, 11, 2, 8, 30, tzinfo=UTC)
ABSTRACT = (
    "We followed forty adults with fatigue for a whole year and counted their steps each day."
)
REVIEWER = "Ylva Granskarsdotter"
TOPIC = Name(id="postcovid", sv="Postcovid", en="Post-COVID")

RECORD = Record(
    pmid=Pmid("90000001"),
    title="Steps after covid-19: a cohort study.",
    abstract=(Section(label="METHODS", text=ABSTRACT),),
    authors=(Author(last="Exempel", initials="A"),),
)
ITEM = Item(
    id="90000001",
    pmid="90000001",
    title=RECORD.title,
    authors=("Exempel A",),
    topics=(TOPIC,),
    reviewed=True,
    reviewer_role="allmänläkare",
    written=(Written(field="bottom_line", text="Fyrtio vuxna följdes i ett år."),),
)
EDITION = Edition(
    month=MONTH,
    state="published",
    made_at=MADE,
    published_on=MADE.date(),
    primary_care=(ITEM,),
    method=Method(litwatch="0.1.0", roles=("allmänläkare",)),
)
CORRECTED = msgspec.structs.replace(
    EDITION,
    revision=2,
    correction="Fyrtio följdes, inte fjorton.",
    made_at=datetime(2026, 11, 9, tzinfo=UTC),
    published_on=date(2026, 11, 9),
)


@pytest.fixture
def cited(store: Store) -> Store:
    """A store with the one record that the edition cites, decided on by a named person."""
    with store.write() as tx:
        catalog.save(tx, [(RECORD, b"")], source="pubmed", now=MADE, role="watched")
        screening.decide(tx, RECORD.id, "include", reviewer=REVIEWER, reason="", now=MADE)
    return store


def tell(store: Store, edition: Edition, digests: Path) -> Path:
    """Publish an edition: its files in place and its row in the store."""
    name = MONTH if edition.revision == 1 else f"{MONTH}.r{edition.revision}"
    files = files_of(edition, (), store, "sv")
    folder = publish(files, digests / name)
    body = msgspec.json.encode(edition)
    with store.write() as tx:
        row = editions.save_draft(
            tx, MONTH, edition.revision, body, hashlib.sha256(body).hexdigest(), edition.made_at
        )
        change = update(edition_table).where(edition_table.c.id == row.id)
        tx.execute(
            change.values(
                state="published",
                published_at=edition.made_at,
                published_by=REVIEWER,
                manifest_sha256=hashlib.sha256(files["manifest.json"]).hexdigest(),
            )
        )
    return folder


def retract(store: Store) -> None:
    seen = datetime(2027, 1, 3, tzinfo=UTC)
    notice = Notice(type="retraction", direction="in", pmid=Pmid("90000099"))
    retracted = msgspec.structs.replace(RECORD, notices=(notice,))
    with store.write() as tx:
        catalog.save(tx, [(retracted, b"")], source="pubmed", now=seen, role="watched")


def everything_in(folder: Path) -> str:
    """The text of every file, and of every part of those that are archives."""
    texts = []
    for path in sorted(folder.iterdir()):
        content = path.read_bytes()
        texts.append(content.decode("utf-8", "replace"))
        try:
            with ZipFile(BytesIO(content)) as parts:
                texts += [parts.read(name).decode("utf-8", "replace") for name in parts.namelist()]
        except BadZipFile:
            continue
    return "\n".join(texts)


def test_an_edition_has_every_format_and_the_manifest_their_hashes(cited: Store) -> None:
    files = files_of(EDITION, (), cited, "sv")
    assert files.keys() | left_out().keys() == {
        "digest.docx",
        "digest.html",
        "digest.md",
        "digest.pdf",
        "feed.xml",
        "mail.html",
        "mail.txt",
        "manifest.json",
        "references.bib",
        "references.json",
        "references.ris",
        "slides.pptx",
    }
    listed = json.loads(files.pop("manifest.json"))["files"]
    assert listed == {name: hashlib.sha256(each).hexdigest() for name, each in files.items()}
    assert b'pmid = "90000001"' in files["references.bib"]


def test_no_public_file_holds_an_abstract_or_a_reviewers_name(cited: Store, tmp_path: Path) -> None:
    digests = tmp_path / "digests"
    folder = tell(cited, EDITION, digests)
    record = export_record(cited, MONTH, digests=digests, out=tmp_path / "record")
    write_archive(cited, digests, "sv")
    (digests / "index.html").rename(record / "index.html")
    text = everything_in(folder) + everything_in(record)
    assert "Fyrtio vuxna följdes i ett år." in text
    assert "allmänläkare" in text
    assert ABSTRACT[:40] not in text
    assert "Granskarsdotter" not in text


SCRIPT = """
import hashlib, json, sys
from pathlib import Path
import msgspec
from litwatch.digest.edition import (Edition)
from litwatch.pipeline.edition_files import files_of
from litwatch.store import open_store

edition = msgspec.json.decode(Path(sys.argv[2]).read_bytes(), type=Edition)
with open_store(sys.argv[1]) as store:
    files = files_of(edition, (), store, "sv")
print(json.dumps({name: hashlib.sha256(each).hexdigest() for name, each in files.items()}))
"""


def test_two_processes_make_the_same_bytes(cited: Store, tmp_path: Path) -> None:
    body = tmp_path / "edition.json"
    body.write_bytes(msgspec.json.encode(EDITION))

    def hashes(seed: str) -> dict[str, str]:
        done = subprocess.run(
            [sys.executable, "-c", SCRIPT, f"sqlite:///{tmp_path / 'litwatch.db'}", str(body)],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
            timeout=120,
        )
        made: dict[str, str] = json.loads(done.stdout)
        return made

    one, other = hashes("1"), hashes("2")
    assert [name for name in one if one[name] != other[name]] == []
    assert one.keys() >= {"mail.html", "feed.xml", "references.bib"}


def test_the_archive_page_lists_editions_and_their_corrections(
    cited: Store, tmp_path: Path
) -> None:
    tell(cited, EDITION, tmp_path)
    tell(cited, CORRECTED, tmp_path)
    page = html.parse(write_archive(cited, tmp_path, "sv")).getroot()
    assert [head.text_content() for head in page.iter("h2")] == ["2026"]
    links = page.xpath("//li//a/@href")
    assert links.count("2026-10.r2/digest.html") == 1
    assert links.count("2026-10/digest.html") == 1
    assert "2026-10.r2/slides.pptx" in links
    for link in links:
        assert link.startswith("https://") or (tmp_path / link.partition("#")[0]).is_file()
    assert "Fyrtio följdes, inte fjorton." in page.text_content()
    assert "Tillbakadragen" not in page.text_content()
    feed = etree.parse(tmp_path / "feed.xml")
    titles = feed.xpath("//a:entry/a:title/text()", namespaces={"a": "http://www.w3.org/2005/Atom"})
    assert titles[0] == "Rättelse: Månadens läsning, oktober 2026"


def test_the_archive_page_says_which_edition_cites_what_is_retracted_since(
    cited: Store, tmp_path: Path
) -> None:
    tell(cited, EDITION, tmp_path)
    tell(cited, CORRECTED, tmp_path)
    retract(cited)
    page = html.parse(renew_archive(cited, tmp_path, "sv")).getroot()
    (banner,) = page.xpath("//div[@class='state retracted']")
    words = " ".join(banner.text_content().split())
    assert words.startswith("Tillbakadragen, 3 januari 2027 Steps after covid-19")
    assert words.endswith("Vi har tagit upp studien i oktober 2026.")
    assert banner.xpath(".//a/@href")[-1] == "2026-10.r2/digest.html"


def test_with_nothing_published_the_page_says_so_and_there_is_no_feed(
    store: Store, tmp_path: Path
) -> None:
    assert renew_archive(store, tmp_path / "new", "en") is None
    assert not (tmp_path / "new").exists()
    page = write_archive(store, tmp_path / "new", "en")
    assert "Nothing is published yet" in page.read_text(encoding="utf-8")
    assert [path.name for path in page.parent.iterdir()] == ["index.html"]


def test_the_public_record_is_whole_checked_and_the_same_every_time(
    cited: Store, tmp_path: Path
) -> None:
    digests = tmp_path / "digests"
    tell(cited, EDITION, digests)
    with cited.write() as tx:
        told = editions.published(tx, MONTH)
        assert told is not None
        word = approvals.Approval(
            month=MONTH,
            revision=1,
            sha256=told.sha256,
            reviewer=REVIEWER,
            role="medicinsk redaktör",
            at=MADE,
        )
        approvals.add(tx, word)
        approvals.add(tx, msgspec.structs.replace(word, sha256="0" * 64, role="of another draft"))

    def export(name: str) -> Path:
        return export_record(
            cited, MONTH, digests=digests, out=tmp_path / name, diary_number="HSN 2026-1234"
        )

    folder = export("one")
    again = export("two")
    said = json.loads((folder / "record.json").read_bytes())
    assert (said["diary_number"], said["reviewed_by"]) == ("HSN 2026-1234", ["allmänläkare"])
    assert said["approved_by"] == [{"role": "medicinsk redaktör", "on": "2026-11-02"}]
    assert "Granskarsdotter" not in (folder / "record.json").read_text(encoding="utf-8")
    stored = msgspec.json.decode((folder / "edition.json").read_bytes(), type=Edition)
    assert stored == EDITION
    sums = dict(reversed(line.split("  ")) for line in (folder / SUMS).read_text().splitlines())
    assert sums.keys() == {path.name for path in folder.iterdir()} - {SUMS}
    for path in folder.iterdir():
        assert path.read_bytes() == (again / path.name).read_bytes()
        if path.name != SUMS:
            assert sums[path.name] == hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_record_is_refused_of_what_is_not_published_or_was_changed(
    cited: Store, tmp_path: Path
) -> None:
    digests = tmp_path / "digests"
    with pytest.raises(WrongUse, match="is not published"):
        export_record(cited, MONTH, digests=digests, out=tmp_path / "record")
    folder = tell(cited, EDITION, digests)
    (folder / "digest.html").write_text("something else", encoding="utf-8")
    with pytest.raises(StoreDamaged, match=r"digest\.html .* is not as it was published"):
        export_record(cited, MONTH, digests=digests, out=tmp_path / "record")
    assert not (tmp_path / "record").exists()
