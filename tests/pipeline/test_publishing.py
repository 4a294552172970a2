"""From a draft to what readers have: reviewed, approved by hash, PubMed asked, once and whole."""

from __future__ import annotations

import errno
import hashlib
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from litwatch.classify.model import Model
from litwatch.errors import DiskFull, NeedsPerson, SourceDown, WrongUse
from litwatch.pipeline import archive, page, publishing
from litwatch.pipeline.edition_files import files_of
from litwatch.pipeline.editions import check
from litwatch.pipeline.models import Models
from litwatch.pipeline.opinions import classify
from litwatch.records import Doi, Pmid
from litwatch.review.conflicts import resolve
from litwatch.sample.server import RunningServer
from litwatch.sources.eutils import Eutils
from litwatch.store import approvals, catalog
from litwatch.store.decisions import decisions_of

from .desk import MONTH, READER, TWO_DAYS, WRITER, Desk

pytestmark = pytest.mark.usefixtures("few_formats")

PubMed = Callable[[list[str]], RunningServer]
Client = Callable[[RunningServer], Eutils]
Study = Callable[..., str]
RETRACTED = (
    '<CommentsCorrectionsList><CommentsCorrections RefType="RetractionIn">'
    "<RefSource>J Invent. 2021</RefSource><PMID>999</PMID></CommentsCorrections>"
    "</CommentsCorrectionsList>"
)


def approvers(desk: Desk) -> list[str]:
    (row,) = desk.rows()
    with desk.store.read() as tx:
        return [one.reviewer for one in approvals.given(tx, row.month, row.revision, row.sha256)]


def test_one_person_publishes_and_their_approval_is_kept_with_it(desk: Desk) -> None:
    desk.finish_item()
    made = desk.draft()
    done = desk.publish()
    assert (done.folder.name, done.by, done.resumed) == (MONTH, WRITER, False)
    (row,) = desk.rows()
    assert (row.state, row.published_by, row.sha256) == ("published", WRITER, made.sha256)
    assert approvers(desk) == [WRITER]


def test_a_draft_is_reviewed_approved_and_published(desk: Desk) -> None:
    desk.finish_item()
    desk.draft()
    with pytest.raises(NeedsPerson, match="has not been submitted for review"):
        desk.approve("0123456789ab")
    asked = desk.submit()
    assert (asked.folder, asked.gates, desk.states()) == ("2021-06.draft", (), [(1, "in_review")])
    done = desk.approve(asked.sha256[:12])
    assert (done.approval.sha256, done.approval.role) == (asked.sha256, "fysioterapeut")
    desk.approve(asked.sha256, by=" b.  granskare ")  # the same person, once more
    assert (approvers(desk), desk.states()) == ([READER], [(1, "approved")])
    desk.publish()
    assert approvers(desk) == [READER], "the publisher adds none where there is one"


def test_an_approval_names_the_draft_that_was_read(desk: Desk) -> None:
    desk.finish_item()
    desk.draft()
    read = desk.submit().sha256
    with pytest.raises(NeedsPerson) as refused:
        desk.approve("0123456789ab")
    assert "0123456789ab" in str(refused.value)
    assert read in str(refused.value)
    with pytest.raises(WrongUse, match="names no draft"):
        desk.approve(read[:6])
    with pytest.raises(WrongUse, match="needs a reviewer's name"):
        desk.approve(read, by=" ")


def test_other_content_is_a_draft_again_and_its_approvals_no_longer_count(desk: Desk) -> None:
    desk.finish_item()
    desk.draft()
    read = desk.submit().sha256
    desk.approve(read)
    desk.write("limitations", "Bortfallet är okänt.")
    for step in (desk.publish, lambda: desk.approve(read)):
        with pytest.raises(NeedsPerson, match="has changed since it was drafted") as refused:
            step()
        assert read in str(refused.value)
    made = desk.draft()
    assert made.sha256 != read
    assert (desk.states(), approvers(desk)) == ([(1, "draft")], [])
    with pytest.raises(NeedsPerson, match="lacks a person's approval"):
        desk.publish(by=None)
    assert desk.folders() == ["2021-06.draft"]


def test_what_cannot_be_published_is_not_approved(desk: Desk) -> None:
    desk.draft()
    assert desk.submit().gates
    with pytest.raises(NeedsPerson, match="closed gate"):
        desk.approve(desk.submit().sha256)


def test_two_persons_where_the_region_asks_for_two(desk: Desk) -> None:
    desk.two_persons = True
    desk.finish_item()
    desk.draft()
    with pytest.raises(NeedsPerson, match="somebody who wrote and decided nothing") as refused:
        desk.publish()
    assert WRITER in str(refused.value)
    read = desk.submit().sha256
    own = desk.approve(read, by="a. KURATOR ")
    assert WRITER in own.lacks
    assert desk.states() == [(1, "in_review")]
    with pytest.raises(NeedsPerson, match="somebody who wrote and decided nothing"):
        desk.publish()
    assert desk.approve(read).lacks == ""
    assert desk.publish().by == WRITER


def test_a_second_person_may_approve_by_publishing(desk: Desk) -> None:
    desk.two_persons = True
    desk.finish_item()
    desk.draft()
    assert desk.publish(by=READER).by == READER
    assert approvers(desk) == [READER]


def test_whoever_excluded_a_record_is_no_second_person(desk: Desk) -> None:
    desk.two_persons = True
    desk.decide("101", "exclude", by=READER, reason="invented")
    desk.draft()
    with pytest.raises(NeedsPerson, match=READER):
        desk.publish(by=READER)
    desk.publish(by="C. Tredje")


def test_an_approved_draft_is_signed_by_who_approved_it(desk: Desk) -> None:
    desk.finish_item()
    desk.draft()
    with pytest.raises(NeedsPerson, match="lacks a person's approval"):
        desk.publish(by=None)
    desk.approve(desk.submit().sha256)
    assert desk.publish(by=None).by == READER


def test_a_retraction_that_comes_before_the_readers_closes_its_gate(
    desk: Desk, study: Study, pubmed_of: PubMed, client_for: Client
) -> None:
    desk.finish_item()
    desk.draft()
    desk.approve(desk.submit().sha256)
    desk.now += TWO_DAYS
    server = pubmed_of([study(extra=RETRACTED)])
    with pytest.raises(NeedsPerson, match="101 is now retracted"):
        desk.publish(pubmed=lambda: client_for(server))
    assert desk.folders() == ["2021-06.draft"]
    assert desk.states() == [(1, "approved")]


def test_a_record_that_left_pubmed_closes_its_gate(
    desk: Desk, article_xml: Callable[..., str], pubmed_of: PubMed, client_for: Client
) -> None:
    desk.finish_item()
    made = desk.draft()
    desk.now += TWO_DAYS
    server = pubmed_of([article_xml(1, "Bridges", made.edition.made_at.date())])
    with pytest.raises(NeedsPerson, match="101 is now gone"):
        desk.publish(pubmed=lambda: client_for(server))
    assert desk.folders() == ["2021-06.draft"]


def test_a_title_that_pubmed_has_changed_is_read_again_first(
    desk: Desk, study: Study, pubmed_of: PubMed, client_for: Client
) -> None:
    desk.finish_item()
    desk.draft()
    desk.now += TWO_DAYS
    server = pubmed_of([study("Fatigue in primary care: a cohort study")])
    with pytest.raises(NeedsPerson, match="has changed since it was drafted"):
        desk.publish(pubmed=lambda: client_for(server))
    desk.draft()
    assert "Fatigue in primary care" in (desk.publish().folder / "digest.md").read_text("utf-8")


def test_nothing_is_published_when_pubmed_cannot_be_asked(
    desk: Desk, study: Study, pubmed_of: PubMed, client_for: Client
) -> None:
    class Down(Eutils):
        def fetch(self, *_: Any) -> bytes:
            raise SourceDown("PubMed does not answer", "Run again.")

    desk.finish_item()
    desk.draft()
    desk.now += TWO_DAYS
    client = client_for(pubmed_of([study()]))
    client.__class__ = Down
    with pytest.raises(SourceDown, match="become of 101: PubMed does not answer") as refused:
        desk.publish(pubmed=lambda: client)
    assert refused.value.exit_code == 3
    assert (desk.folders(), desk.states()) == (["2021-06.draft"], [(1, "draft")])
    # Back again: the same command publishes, and asks for what the edition cites.
    client.__class__ = Eutils
    desk.publish(pubmed=lambda: client)
    assert client.requests == 1


def test_an_answer_that_cannot_be_read_tells_no_state(
    desk: Desk,
    study: Study,
    pubmed_of: PubMed,
    client_for: Client,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    desk.finish_item()
    desk.draft()
    desk.now += TWO_DAYS
    client = client_for(pubmed_of([study()]))
    with monkeypatch.context() as garbled:
        unread = page.Page(broken=[Pmid("101")], problems=["101: cannot be read"])
        garbled.setattr(page, "fetch_page", lambda *_: unread)
        with pytest.raises(SourceDown, match="become of 101: 101: cannot be read"):
            desk.publish(pubmed=lambda: client)
    assert desk.folders() == ["2021-06.draft"]
    desk.publish(pubmed=lambda: client)  # it was not ticked off, so it is asked for again


def test_works_without_a_pmid_are_named_and_hold_nothing_up(desk: Desk) -> None:
    with desk.store.write() as tx:
        known = catalog.get(tx, "101")
        assert known is not None
        other = msgspec.structs.replace(known, pmid=None, doi=Doi("10.9999/a"), title="Fatigue")
        catalog.save(tx, [(other, b"")], source="file", now=desk.now)
    classify(desk.store, desk.watch, Models(Model.load(), None), now=desk.now)
    desk.decide("101", "exclude", reason="invented")
    desk.finish_item("doi:10.9999/a")
    assert desk.draft().gates == ()
    done = desk.publish()
    assert done.beyond_pubmed == ("doi:10.9999/a",)
    said = json.loads((done.folder / "manifest.json").read_bytes())
    assert (said["items"], said["pmids"], said["beyond_pubmed"]) == (
        ["doi:10.9999/a"], [], ["doi:10.9999/a"],
    )  # fmt: skip


def test_two_who_publish_at_once_publish_once(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.finish_item()
    desk.draft()
    rival: list[str] = [READER]

    def overtaken(*arguments: Any) -> dict[str, bytes]:
        if rival:
            desk.publish(by=rival.pop())  # while the first still draws its pages
        return files_of(*arguments)

    monkeypatch.setattr(publishing, "files_of", overtaken)
    with pytest.raises(WrongUse, match=r"was published meanwhile, by B\. Granskare"):
        desk.publish(by=WRITER)
    (row,) = desk.rows()
    assert (row.published_by, approvers(desk)) == (READER, [READER])
    manifest = (desk.digests / MONTH / "manifest.json").read_bytes()
    assert row.manifest_sha256 == hashlib.sha256(manifest).hexdigest()
    assert desk.folders() == [MONTH, "2021-06.draft"]


def test_a_draft_made_anew_while_it_is_published_is_not_published(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.finish_item()
    desk.draft()

    def overtaken(*arguments: Any) -> dict[str, bytes]:
        monkeypatch.setattr(publishing, "files_of", files_of)
        desk.write("limitations", "Bortfallet är okänt.")
        desk.draft()
        return files_of(*arguments)

    monkeypatch.setattr(publishing, "files_of", overtaken)
    with pytest.raises(NeedsPerson, match="was drafted anew meanwhile"):
        desk.publish()
    assert (desk.folders(), desk.states()) == (["2021-06.draft"], [(1, "draft")])


def test_a_crash_between_the_signature_and_the_files_can_be_finished(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.finish_item()
    desk.draft()
    real = Path.rename

    def crash(self: Path, target: Path) -> Path:
        if ".new-" in self.name and target.name == MONTH:
            raise KeyboardInterrupt
        return real(self, target)

    with monkeypatch.context() as broken:
        broken.setattr(Path, "rename", crash)
        with pytest.raises(KeyboardInterrupt):
            desk.publish()
    assert (desk.folders(), desk.states()) == (["2021-06.draft"], [(1, "published")])
    desk.now += TWO_DAYS
    done = desk.publish(by=READER)
    assert (done.by, done.resumed) == (WRITER, True)
    signed = hashlib.sha256((done.folder / "manifest.json").read_bytes()).hexdigest()
    assert [row.manifest_sha256 for row in desk.rows()] == [signed]


def test_a_full_disk_is_met_before_anything_is_signed(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.finish_item()
    desk.draft()

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(os, "fsync", full)
        with pytest.raises(DiskFull, match="No space left on device") as caught:
            desk.publish()
    assert caught.value.exit_code == 3
    assert (desk.folders(), desk.states()) == (["2021-06.draft"], [(1, "draft")])
    assert approvers(desk) == []
    desk.publish()


def test_what_was_changed_by_hand_in_the_draft_is_kept_and_not_published(desk: Desk) -> None:
    desk.finish_item()
    page = desk.draft().folder / "digest.md"
    page.write_text("Min egen text.", encoding="utf-8")
    with pytest.raises(NeedsPerson, match=r"digest\.md in 2021-06\.draft was changed by hand"):
        desk.publish()
    made = desk.draft()
    assert made.kept is not None
    assert (made.kept / "digest.md").read_text("utf-8") == "Min egen text."
    assert desk.folders() == ["2021-06.draft", "2021-06.draft.edited1"]
    desk.publish()


def test_a_month_with_nothing_is_published_and_says_so(desk: Desk) -> None:
    desk.decide("101", "exclude", reason="invented")
    desk.draft()
    folder = desk.publish().folder
    assert "Inget den här månaden ändrar råden" in (folder / "digest.html").read_text("utf-8")
    said = json.loads((folder / "manifest.json").read_bytes())
    assert (said["pmids"], said["beyond_pubmed"]) == ([], [])


def test_no_name_no_draft_and_twice_are_refused(desk: Desk) -> None:
    with pytest.raises(WrongUse, match="there is no draft of 2021-06"):
        desk.publish()
    with pytest.raises(WrongUse, match="there is no draft of 2021-06"):
        desk.submit()
    desk.decide("101", "exclude", reason="invented")
    desk.draft()
    with pytest.raises(WrongUse, match="publishing needs a reviewer's name"):
        desk.publish(by=" ")
    desk.publish()
    for step in (desk.publish, desk.submit, desk.draft, lambda: desk.approve("0123456789ab")):
        with pytest.raises(WrongUse, match="is published and is never changed"):
            step()


def test_nothing_is_published_while_two_people_differ(desk: Desk) -> None:
    desk.finish_item()
    desk.decide("101", "exclude", by=READER, reason="invented")
    desk.draft()
    assert [gate.gate for gate in check(desk.store, desk.watch, MONTH, now=desk.now)] == ["differ"]
    with pytest.raises(NeedsPerson, match=r"1 closed gate"):
        desk.publish()
    with desk.store.write() as tx:
        seen = decisions_of(tx, ["101"])["101"][0]
        resolve(
            tx, "101", "include", how="talk", words="We read it again.", seen=seen,
            by=WRITER, now=desk.now,
        )  # fmt: skip
    desk.draft()
    assert (desk.publish().folder / "digest.html").exists()


def test_the_page_of_all_editions_is_drawn_once_for_a_publication(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[str] = []
    real = archive.render_archive

    def counted(*arguments: Any) -> str:
        drawn.append(real(*arguments))
        return drawn[-1]

    monkeypatch.setattr(archive, "render_archive", counted)
    desk.finish_item()
    desk.draft()
    desk.publish()
    assert [(desk.digests / "index.html").read_text("utf-8")] == drawn
    desk.correct("Ett ord var fel.")
    desk.publish()
    assert (desk.digests / "index.html").read_text("utf-8") == drawn[-1]
    assert len(drawn) == 2


def test_a_month_that_is_published_meanwhile_stands_on_the_page_too(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, put_published: Callable[..., None]
) -> None:
    desk.finish_item()
    desk.draft()
    real = publishing.draw_archive

    def overtaken(*arguments: Any, **more: Any) -> archive.Drawn:
        done = real(*arguments, **more)
        put_published(desk.store, "2021-05", desk.now)
        return done

    monkeypatch.setattr(publishing, "draw_archive", overtaken)
    desk.publish()
    assert "Maj 2021" in (desk.digests / "index.html").read_text("utf-8")


def test_a_folder_of_somebody_else_stops_the_publication(desk: Desk) -> None:
    desk.decide("101", "exclude", reason="invented")
    desk.draft()
    (desk.digests / MONTH).mkdir()
    with pytest.raises(WrongUse, match="the store knows of no such edition"):
        desk.publish()
    assert desk.states() == [(1, "draft")]
