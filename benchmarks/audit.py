"""How well `slides audit` finds cited works: real records in many styles, as .pptx, .docx and .pdf.

    python benchmarks/audit.py [--works 300] [--shared FOLDER] [--pubmed] [--misses]

The store holds seven of eight real records; of the eighth, those by a first author and of a year
that a stored record shares too are decoys: cited, but not in the store. So no decoy may be
matched. For each style: recall (cited works that are matched), the share of matches that are wrong,
decoys that were matched, and the citations left unmatched.
"""

from __future__ import annotations

import argparse
import os
import random
import tempfile
import time
from collections import defaultdict
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import NamedTuple

import audit_numbers
import pypandoc
from citation_styles import HELD_OUT, TUNED, Style, people
from pptx import Presentation
from pptx.util import Inches, Pt
from rapidfuzz import fuzz
from weasyprint import HTML

from litwatch.records import Record
from litwatch.records.cited import Candidates, Found, Reading, Wanted, cited
from litwatch.records.titles import plain
from litwatch.slides.audit.opening import read_file
from litwatch.sources.pubmed_xml import Parsed, read_articles

ROOT = Path(__file__).parents[1]
SETS = (
    "topical",
    "near_topic",
    "covid_near_miss",
    "study_design",
    "general",
    "awkward",
    "fixtures",
)
NOISE = (
    "N=12345678 deltagare, n = 36639608",
    "Telefon 08-123 45 67, 070-1234567; växel 0812345678",
    "Personnummer 19121212-1212 visas aldrig",
    "2023-11-02 kl. 13.15–16.00, sal 10.1234",
    "Anna Svensson, distriktsläkare, Stockholm 2023",
    "Kostnad 36 639 608 kr (2021), ICD-10 G93.3, U09.9",
    "Socialstyrelsen 2021. Dnr 34567890/2021",
)


class Cited(NamedTuple):
    """Works cited in one style, and decoys that no stored work is."""

    works: list[Record]
    decoys: list[Record]


class Result(NamedTuple):
    cited: int
    found: int
    matches: int
    wrong: int
    decoys: int
    low: int
    maybe: int

    @property
    def recall(self) -> float:
        return self.found / self.cited if self.cited else 0.0

    @property
    def wrong_share(self) -> float:
        return self.wrong / self.matches if self.matches else 0.0


def records(shared: Path) -> list[Record]:
    """Every article of the shared sets once, with authors, year and journal."""
    found: dict[str, Record] = {}
    for name in SETS:
        for part in read_articles((shared / "data" / "xml" / f"{name}.xml.gz").open("rb")):
            if isinstance(part, Parsed):
                found[part.record.id] = part.record
    return [found[key] for key in sorted(found) if _is_citable(found[key])]


def _is_citable(record: Record) -> bool:
    journal = record.journal
    dated = record.published is not None and record.published.year is not None
    return bool(
        dated and people(record) and len(record.title) > 3 and (journal.iso or journal.title)
    )


def split(all_records: list[Record], rng: random.Random) -> tuple[list[Record], list[Record]]:
    """What is stored, and decoys: works that share first author and year with a stored one."""
    held = set(rng.sample(range(len(all_records)), len(all_records) // 8))
    stored = [one for number, one in enumerate(all_records) if number not in held]
    known: dict[tuple[str, int | None], list[Record]] = defaultdict(list)
    for one in stored:
        known[_name_and_year(one)].append(one)
    outside = [one for number, one in enumerate(all_records) if number in held]
    decoys = [one for one in outside if _is_decoy(one, known.get(_name_and_year(one), ()))]
    return stored, decoys


def _is_decoy(record: Record, namesakes: Sequence[Record]) -> bool:
    """Whether it has namesakes in the store and is none of them: journals print works twice."""
    return bool(namesakes) and not any(
        fuzz.ratio(plain(record.title), plain(one.title)) > 80
        or (record.journal.volume, record.journal.pages) == (one.journal.volume, one.journal.pages)
        for one in namesakes
    )


def _name_and_year(record: Record) -> tuple[str, int | None]:
    assert record.published is not None
    first = people(record)[0]
    return (first.last or first.collective).casefold(), record.published.year


def choose(
    style: Style, stored: list[Record], decoys: list[Record], works: int, rng: random.Random
) -> Cited:
    """Works that the style can write, and a decoy for every three of them."""
    fit = [one for one in rng.sample(stored, len(stored)) if style(one, rng) is not None]
    foreign = [one for one in rng.sample(decoys, len(decoys)) if style(one, rng) is not None]
    return Cited(fit[:works], foreign[: works // 3])


def write_pptx(lines: list[str], path: Path, rng: random.Random) -> None:
    """A deck: references as paragraphs of a box, numbered or not, with noise and notes."""
    deck = Presentation()
    at = 0
    while at < len(lines):
        size = rng.choice([1, 2, 5, 8])
        slide = deck.slides.add_slide(deck.slide_layouts[6])
        box = slide.shapes.add_textbox(Inches(0.5), Inches(0.5), Inches(9), Inches(6))
        numbered = rng.random() < 0.5
        for place, line in enumerate(lines[at : at + size]):
            paragraph = (
                box.text_frame.paragraphs[0] if not place else box.text_frame.add_paragraph()
            )
            paragraph.text = f"{at + place + 1}. {line}" if numbered else line
            paragraph.font.size = Pt(12)
        other = slide.shapes.add_textbox(Inches(0.5), Inches(6.8), Inches(9), Inches(0.5))
        other.text_frame.text = rng.choice(NOISE)
        slide.notes_slide.notes_text_frame.text = rng.choice(NOISE)
        at += size
    deck.save(str(path))


def write_docx(lines: list[str], path: Path, rng: random.Random) -> None:
    """A handout written by pandoc: a numbered list."""
    items = "".join(f"<li><p>{escape(line)}</p></li>" for line in lines)
    page = f"<h1>Referenser</h1><p>{escape(rng.choice(NOISE))}</p><ol>{items}</ol>"
    pypandoc.convert_text(page, "docx", format="html", outputfile=str(path))


def write_pdf(lines: list[str], path: Path, rng: random.Random) -> None:
    """A handout in narrow justified lines that break and hyphenate words, as print does."""
    marks = [f"[{n}] " if rng.random() < 2 else "" for n in range(1, len(lines) + 1)]
    items = "".join(f"<p>{mark}{escape(line)}</p>" for mark, line in zip(marks, lines, strict=True))
    style = (
        "@page{size:A5;margin:15mm}body{font:9pt serif;hyphens:auto;text-align:justify}"
        "p{margin:0 0 2mm;font-variant-ligatures:common-ligatures;overflow-wrap:anywhere}"
    )
    html = f'<html lang="en"><style>{style}</style><p>{escape(rng.choice(NOISE))}</p>{items}</html>'
    HTML(string=html).write_pdf(str(path))


WRITERS = {".pptx": write_pptx, ".docx": write_docx, ".pdf": write_pdf}


def audit(path: Path, stored: list[Record]) -> list[Found]:
    """What the audit says of one file against these records."""
    readings = [Reading(passage) for passage in read_file(path)[0]]
    wanted = Wanted(readings)
    return cited(readings, Candidates(one for one in stored if wanted.asks(one)))


def measure(
    name: str,
    style: Style,
    stored: list[Record],
    decoys: list[Record],
    works: int,
    folder: Path,
    *,
    kind: str,
    pubmed: bool = False,
) -> tuple[Result, list[str]]:
    """What the audit says of one file of a kind in one style; what was missed or wrong in words.

    With `pubmed` as if it had been asked: the decoys are known too, and a match to one is right.
    """
    rng = random.Random(f"{name}{kind}")  # noqa: S311 (the same draw every time)
    chosen = choose(style, stored, decoys, works, rng)
    lines = [(one, style(one, rng) or "") for one in (*chosen.works, *chosen.decoys)]
    rng.shuffle(lines)
    path = folder / f"style{kind}"
    WRITERS[kind]([line for _, line in lines], path, rng)
    found = audit(path, [*stored, *decoys] if pubmed else stored)
    matched = [(one, one.match) for one in found if one.match]
    truth = {one.id for one in chosen.works}
    told = {match.record_id for _, match in matched}
    right = truth | ({one.id for one in chosen.decoys} if pubmed else set())
    wrong = [(one, match) for one, match in matched if match.record_id not in right]
    text = {one.id: line for one, line in lines}
    troubles = [f"missed {key}: {text[key]!r}" for key in sorted(truth - told)]
    troubles += [f"wrong {match}: {one.words!r}" for one, match in wrong]
    result = Result(
        cited=len(truth),
        found=len(truth & told),
        matches=len(matched),
        wrong=len(wrong),
        decoys=len(chosen.decoys),
        low=sum(match.confidence == "low" for _, match in matched),
        maybe=sum(bool(one.maybe) for one in found),
    )
    return result, troubles


def measure_numbers(
    name: str, stored: list[Record], decoys: list[Record], works: int, folder: Path, *, kind: str
) -> tuple[Result, list[str]]:
    """What the audit says of sentences that cite by number; a citation is a sentence and a work."""
    rng = random.Random(f"{name}{kind}")  # noqa: S311 (the same draw every time)
    style = TUNED["Vancouver"]
    chosen = choose(style, stored, decoys, works, rng)
    listed = [*chosen.works, *chosen.decoys]
    rng.shuffle(listed)
    said = audit_numbers.sentences(len(listed), rng)
    path = folder / f"numbers{kind}"
    raised = name.startswith("superscript")
    lines = [style(one, rng) or "" for one in listed]
    audit_numbers.write(path, said, lines, rng, raised=raised)
    held = {one.id for one in chosen.works}
    truth = {
        (place, listed[number - 1].id)
        for place, one in enumerate(said, 1)
        for number in one.numbers
        if listed[number - 1].id in held
    }
    matched = [
        (audit_numbers.told(one.words), one.match) for one in audit(path, stored) if one.match
    ]
    told = {(place, match.record_id) for place, match in matched if place is not None}
    troubles = [f"missed {one}: {said[one[0] - 1]}" for one in sorted(truth - told)]
    troubles += [f"wrong {one}: {said[one[0] - 1]}" for one in sorted(told - truth)]
    result = Result(
        cited=len(truth),
        found=len(truth & told),
        matches=len(told),
        wrong=len(told - truth),
        decoys=len(chosen.decoys),
        low=sum(match.confidence == "low" for place, match in matched if place is not None),
        maybe=0,
    )
    return result, troubles


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--works", type=int, default=300, help="works a style and kind of file")
    parser.add_argument("--shared", type=Path, help="the folder of shared data")
    parser.add_argument("--style", default="", help="only styles whose name holds this")
    parser.add_argument("--pubmed", action="store_true", help="as if PubMed knew the decoys")
    parser.add_argument("--misses", action="store_true", help="name what was missed or wrong")
    chosen = parser.parse_args()
    shared = chosen.shared or Path(os.environ.get("LITWATCH_SHARED") or ROOT.parent / "shared")
    everything = records(shared)
    stored, decoys = split(everything, random.Random(7))  # noqa: S311
    print(f"{len(stored)} records stored, {len(decoys)} decoys by the same first author and year")
    print(
        f"{'style':38} {'file':6} {'cited':>6} {'recall':>7} {'wrong':>6} {'decoys':>7} {'low':>4} {'maybe':>5}"
    )
    for name, kinds in audit_numbers.FORMS.items():
        for suffix in kinds if chosen.style in name else ():
            with tempfile.TemporaryDirectory() as folder:
                got, troubles = measure_numbers(
                    name, stored, decoys, min(chosen.works, 90), Path(folder), kind=suffix
                )
            print(_row(name, suffix, got), flush=True)
            if chosen.misses and troubles:
                print(*(f"    {one}" for one in troubles), sep="\n")
    for kind, styles in (("tuned", TUNED), ("held out", HELD_OUT)):
        total = {"cited": 0, "found": 0, "matches": 0, "wrong": 0}
        began = time.perf_counter()
        for name, style in styles.items():
            if chosen.style not in name:
                continue
            for suffix in WRITERS:
                with tempfile.TemporaryDirectory() as folder:
                    got, troubles = measure(
                        name,
                        style,
                        stored,
                        decoys,
                        chosen.works,
                        Path(folder),
                        kind=suffix,
                        pubmed=chosen.pubmed,
                    )
                print(_row(name, suffix, got), flush=True)
                for key in total:
                    total[key] += getattr(got, key)
                if chosen.misses and troubles:
                    print(*(f"    {one}" for one in troubles), sep="\n")
        if total["cited"]:
            recall, wrong = (
                total["found"] / total["cited"],
                total["wrong"] / max(1, total["matches"]),
            )
            seconds = time.perf_counter() - began
            print(
                f"{kind}: recall {recall:.2%}, wrong {wrong:.2%} of {total['matches']} ({seconds:.0f} s)"
            )


def _row(name: str, suffix: str, got: Result) -> str:
    return (
        f"{name:38} {suffix:6} {got.cited:6} {got.recall:7.1%} {got.wrong_share:6.1%} "
        f"{got.wrong:3}/{got.decoys:<3} {got.low:4} {got.maybe:5}"
    )


if __name__ == "__main__":
    main()
