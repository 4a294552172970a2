"""How early screening finds what was included: litwatch, ASReview ELAS u4, living-review-updater.

    python benchmarks/screening.py [--quick] [--json FILE]

Sets (shared data: LITWATCH_SHARED, else ../shared): 16 reviews with their decisions. All run in one
process after the other on the same records, starting pairs and batches.

* One-off: three starting pairs a set; recall in the first 10 % and WSS at 95 % recall, over the
  records beyond the pair. ASReview runs through its own Simulate in `.bench-venv-screening`.
* Update: the older part of a set is known, the newer is ordered: once with half of the included
  known, once with three quarters of the records. By date or PMID where the set has them, else by a
  fixed shuffle. What counts is the share of the new records to be screened for 95 % recall.
  living-review-updater's model is set up here from its published settings: TF-IDF of words and
  pairs, sublinear, in two records or more, 50,000 terms at most; balanced logistic regression, C 10.

Ratios are of means over sets, with 95 % percentile bootstrap intervals over sets. `chosen on` are the
sets that the method's trials were run on; `held out` the others. The held-out sets had been looked at
when the last choices were made (docs/evaluation.md), so they are no untouched test any more.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import os
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple, get_args

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from litwatch.classify import simulation
from litwatch.classify.screener import LIVING, ONE_OFF, Texts, score
from litwatch.classify.screening_metrics import recall_at, screened_at, work_saved

ROOT = Path(__file__).resolve().parents[1]
PEERS = ROOT / ".bench-venv-screening" / "bin" / "python"
HELD_OUT = ("Chou_2004", "Donners_2021", "Jeyaraman_2020", "Menon_2022", "Nelson_2002")
HELD_OUT_ONE_OFF = (*HELD_OUT, "proton_beam")
QUICK = ("Donners_2021", "Nelson_2002", "Estrogens", "NSAIDS")
SEEDS = 3
DRAWS = 4000


class Review(NamedTuple):
    name: str
    titles: list[str]
    abstracts: list[str]
    included: list[bool]
    when: list[str]


def reviews(names: Sequence[str]) -> Iterator[Review]:
    """The shared sets, smallest files first."""
    folder = Path(os.environ.get("LITWATCH_SHARED") or ROOT.parent / "shared") / "data" / "labels"
    files = [*folder.glob("screening/*.csv.gz"), *folder.glob("cohen2006/*.csv.gz")]
    files.append(folder / "nagtegaal_2019.csv.gz")
    csv.field_size_limit(10_000_000)
    for path in sorted(files, key=lambda file: file.stat().st_size):
        name = path.name.removesuffix(".csv.gz")
        if names and name not in names:
            continue
        with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        when = [row.get("date") or (row.get("pubmedID") or "").zfill(9) for row in rows]
        if len(set(when)) == 1:
            when = [f"{place:06}" for place in np.random.default_rng(0).permutation(len(rows))]
        yield Review(
            name,
            [row["title"] or "" for row in rows],
            [row["abstract"] or "" for row in rows],
            [row["label_included"] == "1" for row in rows],
            when,
        )


def asreview(review: Review, pairs: list[list[int]], splits: list[simulation.Split]) -> Any:
    """What ELAS u4 makes of the same job."""
    job = {
        "titles": review.titles,
        "abstracts": review.abstracts,
        "labels": [int(one) for one in review.included],
        "pairs": pairs,
        "splits": [{"known": part.known.tolist(), "new": part.new.tolist()} for part in splits],
    }
    # Importing it leaves a cache in the working folder.
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [str(PEERS), str(ROOT / "benchmarks" / "screening_peers.py")],
            input=json.dumps(job),
            capture_output=True,
            text=True,
            check=True,
            cwd=folder,
        )
    return json.loads(done.stdout)


def living_review_updater(review: Review, parts: simulation.Split) -> Any:
    """The probabilities of the new records by that program's model, learnt from the known."""

    def text(row: int) -> str:
        return f"{review.titles[row].strip()}. {review.abstracts[row].strip()}".strip()

    reader = TfidfVectorizer(sublinear_tf=True, ngram_range=(1, 2), min_df=2, max_features=50_000)
    known = reader.fit_transform([text(row) for row in parts.known])
    model = LogisticRegression(class_weight="balanced", max_iter=2000, C=10)
    model.fit(known, np.asarray(review.included)[parts.known])
    return model.predict_proba(reader.transform([text(row) for row in parts.new]))[:, 1]


def run(review: Review) -> dict[str, dict[str, float]]:
    """For each measurement, the value of each program; a mean over the seeds."""
    labels = np.asarray(review.included).astype(np.int64)
    texts = Texts([f"{t} {a}" for t, a in zip(review.titles, review.abstracts, strict=True)])
    pairs = [simulation.priors(review.included, seed) for seed in range(SEEDS)]
    splits = {
        start: parts
        for start in get_args(simulation.Start)
        if (parts := simulation.split(review.when, review.included, start))
    }
    peer = asreview(review, [pair.tolist() for pair in pairs], list(splits.values()))
    ours = [simulation.screen(texts, review.included, pair, ONE_OFF) for pair in pairs]
    theirs = [np.array(order) for order in peer["orders"]]
    found: dict[str, dict[str, float]] = {}
    for name, metric in (("recall@10 %", recall_at), ("WSS@95", work_saved)):
        found[name] = {
            "litwatch": float(np.mean([metric(labels[order]) for order in ours])),
            "u4": float(
                np.mean(
                    [
                        metric(_whole(order, pair, labels))
                        for order, pair in zip(theirs, pairs, strict=True)
                    ]
                )
            ),
        }
    for (start, parts), scores in zip(splits.items(), peer["scores"], strict=True):
        told = score(texts, parts.known, labels[parts.known], LIVING)[parts.new]
        found[start] = {
            name: screened_at(labels[parts.new][np.argsort(-np.asarray(by), kind="stable")])
            for name, by in (
                ("litwatch", told),
                ("u4", scores),
                ("lru", living_review_updater(review, parts)),
            )
        }
    return found


def _whole(order: Any, pair: Any, labels: Any) -> Any:
    """The labels in ASReview's order; what it left unscreened (nothing included) comes last."""
    left = np.setdiff1d(np.arange(len(labels)), np.concatenate([order, pair]))
    return np.concatenate([labels[order], labels[left]])


def ratio(pairs: Sequence[tuple[float, float]]) -> tuple[float, float, float]:
    """Ours over theirs, of the means, with a bootstrap interval over the sets."""
    values = np.array(pairs)
    drawn = np.random.default_rng(0).integers(0, len(values), (DRAWS, len(values)))
    ratios = values[drawn, 0].sum(axis=1) / values[drawn, 1].sum(axis=1)
    low, high = np.percentile(ratios, (2.5, 97.5))
    return float(values[:, 0].sum() / values[:, 1].sum()), float(low), float(high)


def report(results: dict[str, dict[str, dict[str, float]]]) -> None:
    """The ratios, for the sets that were chosen on, those held out, and all."""
    print(f"\n{'':18} {'against':9} {'sets':12} {'n':>2}  {'ours':>6} {'theirs':>6}  ratio (95 %)")
    for measured, peers in (
        ("recall@10 %", ("u4",)),
        ("WSS@95", ("u4",)),
        ("half_of_included", ("u4", "lru")),
        ("three_quarters", ("u4", "lru")),
    ):
        kept = HELD_OUT_ONE_OFF if measured in ("recall@10 %", "WSS@95") else HELD_OUT
        for peer in peers:
            for group in ("chosen on", "held out", "all"):
                pairs = [
                    (found[measured]["litwatch"], found[measured][peer])
                    for name, found in results.items()
                    if measured in found
                    and (group == "all" or (name in kept) == (group == "held out"))
                ]
                if not pairs:
                    continue
                mine, other = np.mean(pairs, axis=0)
                value, low, high = ratio(pairs)
                print(
                    f"{measured:18} {peer:9} {group:12} {len(pairs):2}  {mine:6.3f} {other:6.3f}"
                    f"  {value:.3f} ({low:.3f}–{high:.3f})"
                )


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--quick", action="store_true", help=f"only {', '.join(QUICK)}")
    parser.add_argument("--json", type=Path, help="write all values to this file")
    chosen = parser.parse_args()
    if not PEERS.exists():
        raise SystemExit(f"{PEERS} is not there: run `make bench`, which makes it.")
    results = {}
    print("set: measurement program value …")
    for review in reviews(QUICK if chosen.quick else ()):
        results[review.name] = run(review)
        told = "; ".join(
            f"{measured} " + " ".join(f"{who} {value:.3f}" for who, value in values.items())
            for measured, values in results[review.name].items()
        )
        print(f"{review.name:22} {told}", flush=True)
        if chosen.json:
            chosen.json.write_text(json.dumps(results), encoding="utf-8")
    report(results)


if __name__ == "__main__":
    main()
