"""Study design with publication types hidden, against the adjudicated records.

    python benchmarks/design.py [--shared FOLDER]

The adjudicated ids fall into two halves by a hash of the id: the rules were written looking at
the one (`tuned on`), the other was only counted. Texts are read from the shared data
(LITWATCH_SHARED, else ../shared); they hold no publication types in effect, and those that
they hold are not read. Intervals are Wilson's, 95 %.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import hashlib
import html
import json
import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from litwatch.classify import study_design
from litwatch.classify.bands import wilson
from litwatch.records import Confidence, Record, Section
from litwatch.watch import load_watch

ROOT = Path(__file__).parents[1]
JUDGED = ROOT / "benchmarks" / "adjudicated" / "first.csv"
RECORDS = "records/topical_and_hard_negatives.jsonl.gz"

# The judges' words for what the facet file divides further or calls otherwise.
JUDGED_AS = {
    "network_meta": "meta_analysis",
    "qual_synthesis": "systematic_review",
    "modelling_registry": "modelling",
    "retracted": "erratum",
    "retraction_notice": "erratum",
    "concern": "erratum",
}

# Other people's figures as they state them, on other records than these: marks, no comparison.
QUOTED = (
    ("a published rule of regular expressions", "precision .934, recall .876"),
    ("Cochrane's RCT classifier at its sensitive cut", "recall .99, precision .08"),
)

_HEADING = re.compile(r"<h4>(.*?)</h4>", re.IGNORECASE)
_MARKUP = re.compile(r"</?[a-z][^<>]*>", re.IGNORECASE)


class Case(NamedTuple):
    """A judged record: what the reader said, what the rules say, and whether it was tuned on."""

    id: str
    design: str
    rct: bool
    found: str
    says_rct: bool
    confidence: Confidence
    tuned: bool


def tuned_on(id_: str) -> bool:
    """Whether an id lies in the half that was read while the rules were written."""
    return hashlib.sha256(id_.encode()).digest()[0] % 2 == 0


def plain(text: str) -> str:
    return " ".join(html.unescape(_MARKUP.sub("", text)).split())


def sections(abstract: str) -> Iterator[Section]:
    """The parts of an abstract whose headings stand in <h4>, as PubMed would label them."""
    before, *rest = _HEADING.split(abstract)
    if plain(before):
        yield Section(text=plain(before))
    for label, text in zip(rest[::2], rest[1::2], strict=True):
        if plain(text):
            yield Section(label=plain(label).upper(), text=plain(text))


def texts(data: Path) -> Iterator[tuple[str, Record]]:
    """(id as in the judged file, record of title and abstract alone) of the shared records."""
    with gzip.open(data / RECORDS, "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            record = Record(
                title=plain(row["title"] or ""),
                abstract=tuple(sections(row.get("abstract") or "")),
            )
            if row.get("pmid"):
                yield str(row["pmid"]), record
            if row.get("doi"):
                yield f"doi:{row['doi'].lower()}", record


def cases(data: Path) -> list[Case]:
    """Every judged record with the design that the rules find in its title and abstract.

    Raises KeyError when the shared data lack a judged record.
    """
    facet = load_watch().facet("design")
    held = dict(texts(data))
    judged = []
    with JUDGED.open(encoding="utf-8", newline="") as table:
        for row in csv.DictReader(table):
            key = row["id"].lower()
            value, _, _, confidence = study_design(held[key], facet)
            judged.append(
                Case(
                    id=row["id"],
                    design=row["design"],
                    rct=row["rct"] == "y",
                    found=JUDGED_AS.get(value, value),
                    says_rct=value == "rct",
                    confidence=confidence,
                    tuned=tuned_on(row["id"]),
                )
            )
    return judged


class Share(NamedTuple):
    """So many of so many, with its 95 % interval."""

    hits: int
    of: int

    @property
    def value(self) -> float:
        return self.hits / self.of if self.of else 0.0

    def __str__(self) -> str:
        low, high = wilson(self.hits, self.of)
        return f"{self.value:.3f} [{low:.3f}-{high:.3f}] {self.hits}/{self.of}"


def rct_shares(judged: Iterable[Case]) -> tuple[Share, Share]:
    """Recall and precision of `rct`."""
    counts = Counter((case.rct, case.says_rct) for case in judged)
    right = counts[True, True]
    return Share(right, right + counts[True, False]), Share(right, right + counts[False, True])


def agreement(judged: Iterable[Case]) -> tuple[Share, float]:
    """The share with the judged design, and Cohen's kappa over all values."""
    judged = list(judged)
    same = sum(case.design == case.found for case in judged)
    truth, found = Counter(c.design for c in judged), Counter(c.found for c in judged)
    if not judged:
        return Share(0, 0), 0.0
    chance = sum(truth[value] * found[value] for value in truth) / len(judged) ** 2
    kappa = (same / len(judged) - chance) / (1 - chance) if chance < 1 else 1.0
    return Share(same, len(judged)), kappa


def table(judged: list[Case]) -> Iterator[str]:
    parts = {
        "tuned on": [case for case in judged if case.tuned],
        "only counted": [case for case in judged if not case.tuned],
        "whole": judged,
    }
    yield f"{'':14}{'RCT recall':34}{'RCT precision':34}{'design agrees':34}kappa"
    for name, part in parts.items():
        recall, precision = rct_shares(part)
        agrees, kappa = agreement(part)
        yield f"{name:14}{recall!s:34}{precision!s:34}{agrees!s:34}{kappa:.3f}"
    yield ""
    yield f"{'design':20}{'recall, tuned':>15}{'counted':>10}{'whole':>10}{'precision, whole':>18}"
    for value in sorted({case.design for case in judged} | {case.found for case in judged}):
        recalls = [
            f"{sum(c.found == value for c in part if c.design == value)}"
            f"/{sum(c.design == value for c in part)}"
            for part in parts.values()
        ]
        said = [case for case in judged if case.found == value]
        right = f"{sum(c.design == value for c in said)}/{len(said)}"
        yield f"{value:20}{recalls[0]:>15}{recalls[1]:>10}{recalls[2]:>10}{right:>18}"
    yield ""
    yield f"{'confidence':14}{'right, tuned on':34}{'right, only counted':34}"
    for confidence in ("high", "medium", "low"):
        shares = [
            agreement([c for c in part if c.confidence == confidence and c.found != "other"])[0]
            for part in (parts["tuned on"], parts["only counted"])
        ]
        yield f"{confidence:14}{shares[0]!s:34}{shares[1]!s:34}"
    yield ""
    yield "Commonest confusions, tuned on (judged → found):"
    confused = Counter((c.design, c.found) for c in parts["tuned on"] if c.design != c.found)
    yield "  " + ", ".join(f"{a} → {b} {n}" for (a, b), n in confused.most_common(12))
    yield ""
    yield "Quoted, not run here, on other records: "
    yield from (f"  {who}: {what}" for who, what in QUOTED)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument(
        "--shared",
        type=Path,
        default=Path(os.environ.get("LITWATCH_SHARED") or ROOT.parent / "shared"),
    )
    data = parser.parse_args().shared / "data"
    if not (data / RECORDS).is_file():
        print(f"design: no records in {data}; set LITWATCH_SHARED to the folder that holds them")
        return
    print("\n".join(table(cases(data))))


if __name__ == "__main__":
    main()
