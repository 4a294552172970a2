"""Build the packaged starting model: `python -m litwatch.classify.starting_model --sample FILE`.

`make model` runs this. The sample is NLM's update file of June 2021; `--records` adds other
records (JSONL with title and abstract, or PubMed XML). Texts are read, never kept: the
folder gets weights, vocabulary and manifest. The manifest's metrics come from records that
the measured model had not seen; the model that is saved has then been trained on all.
"""

# scikit-learn carries no types.
# mypy: disallow-untyped-calls=False

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.model_selection import StratifiedShuffleSplit

from litwatch.classify.bands import Bands
from litwatch.classify.evaluation import measure
from litwatch.classify.model import PACKAGED, Floats, Measured, Model
from litwatch.classify.names import named
from litwatch.classify.silver import Silver, once, read_jsonl, read_xml, strategies
from litwatch.classify.train import (
    ABOUT,
    SEED,
    Corpus,
    Example,
    calibrated,
    gather,
    sigmoid,
    train_examples,
)
from litwatch.errors import LitwatchError
from litwatch.watch import load_watch

NAME = "start-2026.11"
OF_THE_SAMPLE = (
    "The records of NLM's sample file are among those it was trained on, so its scores of the "
    "demo's month look better than those of a new month; see the metrics for unseen records."
)
HELD_OUT = 0.2

Places = NDArray[np.int64]


def read_examples(sample: Path, records: Sequence[Path]) -> list[Example]:
    """The silver examples of the sample and of further files, each record once."""
    silver, seen = Silver(load_watch()), set[str]()
    examples = list(silver.examples(once(read_xml(sample), seen), "nlm-sample"))
    for path in records:
        read = read_jsonl if ".jsonl" in path.name else read_xml
        examples += silver.examples(once(read(path), seen), path.name.split(".")[0])
    return examples


def random_split(examples: Sequence[Example], seed: int = SEED) -> tuple[Places, Places]:
    """Seen and unseen examples, drawn alike from every source and class."""
    strata = [f"{example.source} {example.positive}" for example in examples]
    size = Counter(strata)
    strata = ["rare" if size[stratum] < 2 else stratum for stratum in strata]
    split = StratifiedShuffleSplit(n_splits=1, test_size=HELD_OUT, random_state=seed)
    seen, unseen = next(split.split(np.zeros(len(strata)), strata))
    return seen, unseen


def later_split(examples: Sequence[Example]) -> tuple[Places, Places]:
    """Older and newer examples: the cut leaves the newest fifth of the positives unseen."""
    days = sorted(e.day for e in examples if e.positive and e.day)
    cut_day = days[int(len(days) * (1 - HELD_OUT))]
    newer = np.array([e.day is not None and e.day >= cut_day for e in examples])
    return np.flatnonzero(~newer), np.flatnonzero(newer)


def held_out_metrics(examples: Sequence[Example], corpus: Corpus) -> dict[str, Measured]:
    """How models of the seen part do on the unseen part of either split."""
    seen, unseen = random_split(examples)
    model = _scored(corpus, seen)
    metrics = _with_masked(examples, corpus, model, unseen, "random", f"a random {HELD_OUT:.0%}")
    for source in sorted({example.source for example in examples}):
        inside = np.array([at for at in unseen if examples[at].source == source])
        if 0 < len(inside) < len(unseen):
            metrics[f"random, only {source}"] = _of(
                examples, model, inside, "both classes from one source"
            )
    older, newer = later_split(examples)
    if len({examples[at].positive for at in newer}) == 2:
        first = min(day for at in newer if (day := examples[at].day))
        note = f"newer than all that was trained on: from {first}"
        metrics |= _with_masked(examples, corpus, _scored(corpus, older), newer, "later", note)
    return metrics


def _scored(corpus: Corpus, seen: Places) -> tuple[Floats, Bands]:
    """The scores of all rows of the corpus by a model of the seen examples, and its bands."""
    line, calibration, bands = calibrated(corpus, seen)
    return np.array(sigmoid(line.margins(corpus.counts), calibration)), bands


def _of(
    examples: Sequence[Example], model: tuple[Floats, Bands], unseen: Places, note: str
) -> Measured:
    scores, bands = model
    positive = np.array([examples[at].positive for at in unseen])
    return measure(
        scores[unseen[positive]].tolist(), scores[unseen[~positive]].tolist(), bands, note
    )


def _with_masked(
    examples: Sequence[Example],
    corpus: Corpus,
    model: tuple[Floats, Bands],
    unseen: Places,
    name: str,
    note: str,
) -> dict[str, Measured]:
    """The metrics of the unseen; of them with names masked; and of those that name nothing."""
    scores, bands = model
    negatives = [float(scores[at]) for at in unseen if not examples[at].positive]
    chosen = set(unseen.tolist())
    masked = [
        float(scores[len(examples) + row])
        for row, at in enumerate(corpus.copy_of.tolist())
        if at in chosen
    ]
    unnamed = [
        float(scores[at])
        for at in unseen
        if examples[at].positive and not named(examples[at].texts)
    ]
    return {
        name: _of(examples, model, unseen, note),
        f"{name}, names masked": measure(masked, negatives, bands, f"{note}; names taken out"),
        f"{name}, no name": measure(unnamed, negatives, bands, f"{note}; never named"),
    }


def build(sample: Path, records: Sequence[Path] = ()) -> Model:
    """The starting model of the sample and further records, with its held-out metrics.

    Raises BadInput for files that cannot be read.
    """
    examples = read_examples(sample, records)
    corpus = gather(examples)
    return train_examples(
        examples,
        name=NAME,
        about=f"{ABOUT} {OF_THE_SAMPLE}",
        strategies=strategies(load_watch()),
        metrics=held_out_metrics(examples, corpus),
        corpus=corpus,
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; returns the exit code."""
    parser = argparse.ArgumentParser(description="Build the packaged starting model.")
    parser.add_argument("--sample", type=Path, required=True, help="PubMed XML (.gz)")
    parser.add_argument("--records", type=Path, action="append", default=[], metavar="FILE")
    parser.add_argument("--out", type=Path, default=PACKAGED)
    options = parser.parse_args(arguments)
    try:
        model = build(options.sample, options.records)
    except (LitwatchError, OSError) as error:
        print(error, getattr(error, "remedy", ""), file=sys.stderr)
        return getattr(error, "exit_code", 2)
    model.save(options.out)
    print(f"{model.id}: {model.manifest.positives} positives, {model.manifest.negatives} negatives")
    for name, found in model.manifest.metrics.items():
        print(
            f"  {name}: AUC {found.auc}, AP {found.average_precision}, Brier {found.brier}, "
            f"recall at the cut {found.recall_at_cut} of {found.positives}"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
