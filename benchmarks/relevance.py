"""Relevance on records that were read: ranking, calibration, speed, and what it leans on.

    python benchmarks/relevance.py [--shared FOLDER]

"Cross-validated" means: the read records (`adjudicated/first.csv`) are cut in five folds; each fold
is scored by a model trained on the readings of the other four, on the excerpts' labels
(`adjudicated/excerpts.csv`: other works) and on silver labels (a strategy hits or not) of all
other records. No work is in two places: works are joined by PMID, DOI and the letters of the title.
Intervals are 95 % percentile bootstrap over the read records. Peers' figures are quoted, not run.
"""

from __future__ import annotations

import argparse
import os
import re
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, f1_score, roc_auc_score
from sklearn.pipeline import make_pipeline

from litwatch.classify.adjudicated import judgement_of, read_judgements
from litwatch.classify.calibration import cross_calibrated
from litwatch.classify.corpus import Corpus, Example, gather
from litwatch.classify.fitting import cross_margins, fit
from litwatch.classify.model import Model
from litwatch.classify.silver import Silver, once, read_jsonl, read_xml
from litwatch.classify.train import train_examples
from litwatch.records import Record
from litwatch.watch import load_watch

ROOT = Path(__file__).parents[1]
ADJUDICATED = ROOT / "benchmarks" / "adjudicated"
TOPICAL = "records/topical_and_hard_negatives.jsonl.gz"
XML = ("topical", "near_topic", "covid_near_miss", "general", "awkward")
DRAWS = 1000

_LASTING = re.compile(r"persist|linger|long[- ]term|prolonged|sequel|chronic|post[- ]?acute")
_INFECTION = re.compile(r"covid|sars[- ]cov|infection|viral|intensive care|sepsis")
_LATER = re.compile(r"(?:week|month|year)s? (?:after|post|following)|follow[- ]up|survivor|recover")


class Set:
    """All examples, each work once, and what was read of some of them."""

    def __init__(self, data: Path) -> None:
        self.watch = load_watch()
        self.first = read_judgements(ADJUDICATED, ["first.csv"])
        self.all = read_judgements(ADJUDICATED)
        silver, seen = Silver(self.watch), set[str]()
        sources = [("topical_jsonl", list(read_jsonl(data / TOPICAL)))]
        sources += [(name, list(read_xml(data / "xml" / f"{name}.xml.gz"))) for name in XML]
        self.examples: list[Example] = []
        self.records: list[Record] = []
        self.hits: list[bool] = []
        judged, excerpts = [], []
        for now in (True, False):
            for name, records in sources:
                chosen = [r for r in records if bool(judgement_of(r, self.first)) is now]
                for record in once(chosen, seen):
                    for example in silver.examples([record], name, self.all):
                        if now:
                            judged.append(len(self.examples))
                        elif judgement_of(record, self.all):
                            excerpts.append(len(self.examples))
                        self.examples.append(example)
                        self.records.append(record)
                        self.hits.append(bool(silver.topics(record)))
        self.judged, self.excerpts = np.array(judged), np.array(excerpts)
        self.corpus: Corpus = gather(self.examples)
        self.source = np.array([example.source for example in self.examples])
        self.stratum = np.array([example.stratum for example in self.examples])


def interval(
    figure: Callable[[np.ndarray, np.ndarray], float], labels: np.ndarray, scores: np.ndarray
) -> str:
    """A figure with its bootstrap interval."""
    draw = np.random.default_rng(1)
    found = []
    while len(found) < DRAWS:
        rows = draw.integers(0, len(labels), len(labels))
        if 0 < labels[rows].sum() < len(rows):
            found.append(figure(labels[rows], scores[rows]))
    low, high = np.percentile(found, [2.5, 97.5])
    return f"{figure(labels, scores):.4f} ({low:.3f}–{high:.3f})"


def ranking(the: Set) -> np.ndarray:
    rows, labels = the.judged, the.corpus.labels[the.judged]
    margins = cross_margins(the.corpus, np.arange(len(the.examples)), tested=rows)
    print(f"\nCross-validated on {len(rows)} read works ({labels.sum()} relevant)")
    print(
        f"  average precision, all           {interval(average_precision_score, labels, margins)}  bar .985"
    )
    bars = {"title": "", "abstract": "bar .975", "nowhere": "keywords: below"}
    for stratum, bar in bars.items():
        inside = the.stratum[rows] == stratum
        yes = labels[inside]
        told = (
            interval(average_precision_score, yes, margins[inside])
            if 0 < yes.sum() < len(yes)
            else "all relevant"
        )
        print(f"    named: {stratum:9} {yes.sum():3} of {len(yes):3}       {told}  {bar}")
    scores = cross_calibrated(margins, labels)
    about = np.array(["postcovid" in the.examples[at].topics for at in rows])
    inside = (about & (labels == 1)) | (labels == 0)
    f1 = interval(lambda y, s: f1_score(y, s >= 0.5), labels[inside], scores[inside])
    print(f"  long COVID, F1 at likely         {f1}  preVIEW .912 (quoted, its own 138 records)")
    print(f"  Brier                            {np.mean((scores - labels) ** 2):.4f}")
    return margins


def keywords(the: Set, rows: np.ndarray, margins: np.ndarray) -> None:
    """Rules for records that never name the condition, and the model at the same recall."""
    labels = the.corpus.labels[rows]
    inside = the.stratum[rows] == "nowhere"
    yes, scores, at = labels[inside], margins[inside], rows[inside]

    def said(pattern: re.Pattern[str], where: str) -> np.ndarray:
        texts = [
            the.records[i].title if where == "title" else " ".join(the.examples[i].text.passages)
            for i in at
        ]
        return np.array([bool(pattern.search(text.lower())) for text in texts])

    title, text = "title", "text"
    infected = {where: said(_INFECTION, where) for where in (title, text)}
    lasting = {where: said(_LASTING, where) for where in (title, text)}
    later = {where: said(_LATER, where) for where in (title, text)}
    rules = {
        "the strategies": np.array([the.hits[i] for i in at]),
        "infection in title": infected[title],
        "infection and lasting in title": infected[title] & lasting[title],
        "infection and (lasting or later) in title": infected[title]
        & (lasting[title] | later[title]),
        "infection in title, lasting in text": infected[title] & lasting[text],
        "infection in title, lasting and later in text": infected[title]
        & lasting[text]
        & later[text],
        "infection and lasting in text": infected[text] & lasting[text],
        "the strategies, or infection in title with lasting and later in text": np.array(
            [the.hits[i] for i in at]
        )
        | (infected[title] & lasting[text] & later[text]),
    }
    print(f"\nNever named: {yes.sum()} relevant of {len(yes)}; precision at each rule's recall")
    order = np.argsort(-scores)
    for name, hit in rules.items():
        found = int((hit & (yes == 1)).sum())
        if not found:
            print(f"  {name:68} finds none")
            continue
        needed = int(np.searchsorted(np.cumsum(yes[order]), found)) + 1
        print(
            f"  {name:68} recall {found / yes.sum():.2f}  rule {found / hit.sum():.3f}  "
            f"model {found / needed:.3f}"
        )


def fresh(the: Set) -> None:
    """Trained without any excerpt, tested on the excerpts: works that no choice was made on."""
    rest = np.setdiff1d(np.arange(len(the.examples)), the.excerpts)
    margins = fit(the.corpus, rest).margins(the.corpus.counts[the.excerpts])
    labels = the.corpus.labels[the.excerpts]
    print(f"\nTrained without the {len(labels)} excerpts, tested on them")
    for stratum in ("abstract", "nowhere"):
        inside = the.stratum[the.excerpts] == stratum
        yes = labels[inside]
        if 0 < yes.sum() < len(yes):
            ap = interval(average_precision_score, yes, margins[inside])
            auc = interval(roc_auc_score, yes, margins[inside])
            print(f"  named: {stratum:9} {yes.sum():3} of {len(yes):3}   AP {ap}   AUC {auc}")
    keywords(the, the.excerpts, margins)


def shortcuts(the: Set) -> None:
    """Does it lean on period or style? Sources swapped, and sources told apart within a class."""
    corpus, labels = the.corpus, the.corpus.labels
    topical = the.source == "topical_jsonl"
    print("\nShortcuts")
    negatives = np.flatnonzero(labels == 0)
    held = cross_margins(corpus, np.arange(len(labels)))
    for name in XML:
        ours, theirs = negatives[~topical[negatives]], negatives[topical[negatives]]
        ours = ours[the.source[ours] == name]
        if name != "topical":
            nowhere = theirs[the.stratum[theirs] == "nowhere"]
            auc = roc_auc_score(
                [1] * len(nowhere) + [0] * len(ours), np.r_[held[nowhere], held[ours]]
            )
            print(
                f"  negatives that name nothing, topical set above {name:16} AUC {auc:.3f} (.5: no difference)"
            )
    of_topical = fit(corpus, np.flatnonzero(topical))
    xml = np.flatnonzero(~topical)
    auc = roc_auc_score(labels[xml], of_topical.margins(corpus.counts[xml]))
    print(
        f"  trained on the topical set only, tested on XML ({labels[xml].sum()} of {len(xml)})   AUC {auc:.4f}"
    )
    without = np.flatnonzero(~topical | (labels == 1))
    without = np.setdiff1d(without, the.judged)
    judged = corpus.counts[the.judged]
    auc = roc_auc_score(labels[the.judged], fit(corpus, without).margins(judged))
    print(f"  topical positives against XML negatives only, tested on the read   AUC {auc:.4f}")
    of_xml = fit(corpus, xml)
    auc = roc_auc_score(labels[the.judged], of_xml.margins(judged))
    print(
        f"  trained on XML only ({labels[xml].sum()} positives), tested on the read   AUC {auc:.4f}"
    )


def speed(the: Set) -> None:
    records = [the.records[at] for at in range(0, len(the.records), 3)]
    texts = [f"{record.title} {record.abstract_text}" for record in records]
    sets = {
        "all": (records, texts),
        "topical": (
            [
                r
                for r, e in zip(the.records, the.examples, strict=True)
                if e.source == "topical_jsonl"
            ],
            [],
        ),
    }
    pipeline = make_pipeline(TfidfVectorizer(ngram_range=(1, 2)), LogisticRegression())
    pipeline.fit(texts, [the.examples[at].positive for at in range(0, len(the.records), 3)])
    model = Model.load()
    model.score(records[:50])
    print("\nScoring stored text, CPU time, paired, best of three")
    for name, (some, _) in sets.items():
        plain = [f"{record.title} {record.abstract_text}" for record in some]
        ours, theirs, ratios = [], [], []
        for _ in range(3):
            start = time.process_time()
            model.score(some)
            middle = time.process_time()
            pipeline.predict_proba(plain)
            end = time.process_time()
            ours.append(len(some) / (middle - start))
            theirs.append(len(some) / (end - middle))
            ratios.append((end - middle) / (middle - start))
        print(
            f"  {name:8} {len(some):5} records   litwatch {max(ours):6.0f}/s   TfidfVectorizer(1–2) + "
            f"linear {max(theirs):6.0f}/s   ratio {np.median(ratios):.2f}  bar 1.5"
        )
    ten = [
        the.examples[at] for at in np.random.default_rng(1).permutation(len(the.examples))[:10_000]
    ]
    start = time.process_time()
    corpus = gather(ten)
    fit(corpus, np.arange(len(ten)))
    once_fitted = time.process_time() - start
    start = time.process_time()
    train_examples(ten, name="bench")
    whole = time.process_time() - start
    print(
        f"  training on {len(ten)} labels: one model {once_fitted:.1f} s; with five-fold calibration "
        f"and bands {whole:.1f} s CPU  bar 5 s"
    )


def packaged() -> None:
    manifest = Model.load().manifest
    print(f"\nThe packaged model {manifest.id}, on records newer than all it was then trained on")
    later = manifest.metrics["later"]
    print(
        f"  {later.positives} positives, {later.negatives} negatives: AP {later.average_precision}, Brier "
        f"{later.brier}; above the lower cut {later.kept} of {later.positives} "
        f"({later.recall_low:.3f}–{later.recall_high:.3f})"
    )
    for step in manifest.reliability:
        print(
            f"  scored {step.mean:.3f}: {step.positives:4} of {step.records:4} "
            f"= {step.positives / step.records:.3f} ({step.low:.3f}–{step.high:.3f})"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--shared", type=Path, default=None, help="folder with the shared data")
    options = parser.parse_args()
    shared = options.shared or Path(os.environ.get("LITWATCH_SHARED") or ROOT.parent / "shared")
    the = Set(shared / "data")
    margins = ranking(the)
    keywords(the, the.judged, margins)
    fresh(the)
    shortcuts(the)
    packaged()
    speed(the)


if __name__ == "__main__":
    main()
