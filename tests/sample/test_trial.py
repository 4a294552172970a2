"""The packaged trial on the real records: it passes every gate, and says it in its own words."""

from __future__ import annotations

import gzip
import json
import os
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from lxml import html
from pptx import Presentation

from litwatch.digest.quotes import copied
from litwatch.sample.demo import TOTAL, demonstrate
from litwatch.sample.source import FILE_NAME, cache_folder, fetch_sample
from litwatch.sample.steps import Steps
from litwatch.sample.trial import Said, load_trial
from litwatch.sources.pubmed_xml import Parsed, read_articles

TRIAL = load_trial()
WRITTEN_UP = [said for said in TRIAL.records if said.words]
NOW = datetime(2026, 11, 30, 8, 0, tzinfo=UTC)
LONGEST_BOTTOM_LINE = 25  # words (digest.md §3)
HARDEST = 50  # LIX: 40-50 is medium hard, such as a newspaper
A_PHRASE = 8  # words or fewer say nothing of how hard a text is


ARTICLE = re.compile(rb"<PubmedArticle>.*?</PubmedArticle>", re.DOTALL)
PMID = re.compile(rb"<PMID[^>]*>([0-9]+)</PMID>")


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The trial's records alone, as they stand in the real sample."""
    if not (cache_folder() / FILE_NAME).is_file() and not os.environ.get("CI"):
        pytest.skip("the real sample is not cached: run `make demo` once")
    wanted = {said.pmid.encode() for said in TRIAL.records}
    sample = gzip.decompress(fetch_sample(cache_folder()).read_bytes())
    articles = [
        article
        for article in ARTICLE.findall(sample)
        if (first := PMID.search(article)) and first.group(1) in wanted
    ]
    file = tmp_path_factory.mktemp("records") / "june.xml"
    file.write_bytes(b"<PubmedArticleSet>%s</PubmedArticleSet>" % b"\n".join(articles))
    return file


@pytest.fixture(scope="module")
def demo(records: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """The digests folder and what the demo said."""
    folder, said = tmp_path_factory.mktemp("demo"), list[str]()
    digests = folder / "digests"
    demonstrate(
        records, home=folder / "home", digests=digests, steps=Steps(said.append, TOTAL), now=NOW
    )
    return digests, said


def test_the_trial_passes_every_gate_and_is_published_as_a_trial(
    demo: tuple[Path, list[str]],
) -> None:
    digests, said = demo
    assert not [line for line in said if "No trial edition" in line]
    manifest = json.loads((digests / "2021-06" / "manifest.json").read_bytes())
    assert (manifest["trial"], manifest["state"]) == (True, "published")
    included = {said.pmid for said in TRIAL.records if said.verdict == "include"}
    assert {*manifest["items"], *manifest["listed"]} == included
    assert len(manifest["items"]) == 12


def test_the_machines_draft_stays_to_be_seen(demo: tuple[Path, list[str]]) -> None:
    page = (demo[0] / "2021-06.draft" / "digest.html").read_text(encoding="utf-8")
    assert "Förslag, inte granskat" in page
    assert "Förslag, inte granskat" not in (demo[0] / "2021-06" / "digest.html").read_text()


def test_nothing_that_is_published_copies_an_abstract(
    demo: tuple[Path, list[str]], records: Path
) -> None:
    abstracts = [
        part.record.abstract_text
        for part in read_articles(records.read_bytes())
        if isinstance(part, Parsed) and part.record.abstract
    ]
    assert len(abstracts) == 26
    texts = _texts(demo[0] / "2021-06")
    assert texts.keys() >= {"digest.html", "digest.md", "references.ris", "slides.pptx"}
    runs = {name: copied(text, [one]) for name, text in texts.items() for one in abstracts}
    assert {name: run for name, run in runs.items() if run} == {}


def _texts(folder: Path) -> dict[str, str]:
    found = {}
    for file in folder.iterdir():
        if file.suffix == ".pptx":
            shapes = [
                shape
                for slide in Presentation(str(file)).slides
                for shape in (*slide.shapes, *slide.notes_slide.shapes)
            ]
            found[file.name] = "\n".join(s.text_frame.text for s in shapes if s.has_text_frame)
        elif file.suffix == ".html":
            found[file.name] = html.fromstring(file.read_bytes()).text_content()
        elif file.suffix in {".md", ".ris", ".json", ".txt", ".xml"}:
            found[file.name] = file.read_text(encoding="utf-8")
    return found


@pytest.mark.parametrize("said", WRITTEN_UP, ids=lambda said: said.pmid)
def test_each_is_short_and_plain(said: Said) -> None:
    assert len(said.words["bottom_line"].split()) <= LONGEST_BOTTOM_LINE
    prose = [text for _, _, text in said.texts() if len(text.split()) > A_PHRASE]
    assert [text for text in prose if lix(text) > HARDEST] == []


def lix(text: str) -> float:
    """Björnsson's readability index: words a sentence, plus the percentage of long words."""
    sentences = len(re.findall(r"[.:?!](?=\s|$)", text)) or 1
    words = re.findall(r"[^\W\d_]+(?:[-–/][^\W_]+)*|[\d,–]+", text)
    return len(words) / sentences + 100 * sum(len(word) > 6 for word in words) / len(words)


def test_a_second_demo_lays_its_trial_edition_in_place_of_the_first(
    demo: tuple[Path, list[str]], records: Path, tmp_path: Path
) -> None:
    later = NOW.replace(year=2027)
    demonstrate(
        records, home=tmp_path, digests=demo[0], steps=Steps(lambda _: None, TOTAL), now=later
    )
    manifest = json.loads((demo[0] / "2021-06" / "manifest.json").read_bytes())
    assert manifest["published_on"] == "2027-11-30"


def test_another_sample_gets_no_trial_edition_and_is_told_why(
    sample_file: Path, tmp_path: Path
) -> None:
    said: list[str] = []
    digests = tmp_path / "digests"
    demonstrate(
        sample_file,
        home=tmp_path / "home",
        digests=digests,
        steps=Steps(said.append, TOTAL),
        now=NOW,
    )
    assert [line for line in said if "this sample lacks 29 of its records" in line]
    assert not (digests / "2021-06").exists()
    assert (digests / "2021-06.draft" / "digest.html").exists()
