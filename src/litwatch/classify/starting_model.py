"""Build the packaged starting model: `python -m litwatch.classify.starting_model --sample FILE`.

`make model` runs this. The sample is NLM's update file of June 2021; `--records` adds other
records (JSONL with title and abstract, or PubMed XML), `--judged` a folder of adjudications. Texts
are read, never kept: the folder gets weights, vocabulary and manifest. The manifest's metrics come
from records that the measured model had not seen; the model that is saved was trained on all.
"""

# scikit-learn carries no types.
# mypy: disallow-untyped-calls=False

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

import numpy as np
from numpy.typing import NDArray

from litwatch.classify.adjudicated import judgement_of, read_judgements
from litwatch.classify.bands import Bands, cut
from litwatch.classify.calibration import cross_calibrated, sigmoid
from litwatch.classify.corpus import Corpus, Example, gather
from litwatch.classify.evaluation import measure, reliability
from litwatch.classify.features import Stratum
from litwatch.classify.fitting import cross_margins
from litwatch.classify.linear import Floats
from litwatch.classify.manifest import Bin, Measured
from litwatch.classify.model import PACKAGED, Model
from litwatch.classify.silver import Silver, once, read_jsonl, read_xml, strategies
from litwatch.classify.train import ABOUT, calibrated, train_examples
from litwatch.errors import LitwatchError
from litwatch.watch import Watch, load_watch

NAME = "start-2026.11"
OF_THE_SAMPLE = (
    "The records of NLM's sample file are among those it was trained on, so its scores of the "
    "demo's month look better than those of a new month; see the metrics for unseen records."
)
HELD_OUT = 0.2
STRATA: tuple[Stratum, ...] = get_args(Stratum)

Places = NDArray[np.int64]


@dataclass(frozen=True)
class Material:
    """The examples to learn from, and where among them those stand that were read in whole."""

    examples: list[Example]
    judged: Places
    watch: Watch


def read_material(sample: Path, records: Sequence[Path], judged: Path | None = None) -> Material:
    """The examples of the sample and of further files, each work once, judged ones first.

    So a judged record is the one of its duplicates that stays. Raises BadInput.
    """
    watch = load_watch()
    silver, seen = Silver(watch), set[str]()
    judgements = read_judgements(judged) if judged else {}
    files = [(path, path.name.split(".")[0]) for path in records] + [(sample, "nlm-sample")]
    loaded = [
        (list((read_jsonl if ".jsonl" in path.name else read_xml)(path)), source)
        for path, source in files
    ]
    examples: list[Example] = []
    whole: list[int] = []
    for judged_now in (True, False):
        for found, source in loaded:
            chosen = [r for r in found if bool(judgement_of(r, judgements)) is judged_now]
            for record in once(chosen, seen):
                for example in silver.examples([record], source, judgements):
                    judgement = judgement_of(record, judgements)
                    if judgement is not None and judgement.whole:
                        whole.append(len(examples))
                    examples.append(example)
    return Material(examples, np.array(whole, dtype=np.int64), watch)


def later_split(examples: Sequence[Example]) -> tuple[Places, Places]:
    """Older and newer examples: the cut leaves the newest fifth of the positives unseen."""
    days = sorted(e.day for e in examples if e.positive and e.day)
    cut_day = days[int(len(days) * (1 - HELD_OUT))]
    newer = np.array([e.day is not None and e.day >= cut_day for e in examples])
    return np.flatnonzero(~newer), np.flatnonzero(newer)


def later(material: Material, corpus: Corpus) -> tuple[dict[str, Measured], tuple[Bin, ...], Bands]:
    """How a model of the older part does on the newer, its reliability there, and bands cut there.

    The metrics use the bands that the older part gave itself, so they are a test of these.
    """
    older, newer = later_split(material.examples)
    line, calibration, bands = calibrated(corpus, older)
    labels = corpus.labels[newer]
    scores = np.array(sigmoid(line.margins(corpus.counts[newer]), calibration))
    days = sorted(day for at in newer if (day := material.examples[at].day))
    note = f"newer than all that was trained on: from {days[0].isoformat()}" if days else "none"
    strata = [material.examples[at].stratum for at in newer]
    metrics = {"later": _measured(scores, labels, bands, note)}
    for stratum in STRATA:
        inside = np.array([each == stratum for each in strata], dtype=np.bool_)
        metrics[f"later, named: {stratum}"] = _measured(scores[inside], labels[inside], bands, note)
    return metrics, reliability(scores, labels), cut(scores[labels == 1].tolist())


def read_metrics(material: Material, corpus: Corpus, bands: Bands) -> dict[str, Measured]:
    """Five-fold cross-validation on the records that were read in whole.

    Each fold is scored by a model trained on the readings of the other folds and on all other
    examples; its probabilities are calibrated on the readings of the other folds.
    """
    judged = material.judged
    if not len(judged):
        return {}
    everything = np.arange(len(material.examples))
    labels = corpus.labels[judged]
    margins = cross_margins(corpus, everything, tested=judged)
    scores = cross_calibrated(margins, labels)
    note = "read records, five-fold cross-validation"
    examples = [material.examples[at] for at in judged]
    metrics = {"read": _measured(scores, labels, bands, note)}
    for stratum in STRATA:
        inside = np.array([example.stratum == stratum for example in examples])
        metrics[f"read, named: {stratum}"] = _measured(scores[inside], labels[inside], bands, note)
    for topic in material.watch.topics:
        about = np.array([topic.id in example.topics for example in examples])
        inside = (about & (labels == 1)) | (labels == 0)
        if (about & (labels == 1)).any():
            metrics[f"read, topic: {topic.id}"] = _measured(
                scores[inside], labels[inside], bands, f"{note}; beside all that is not relevant"
            )
    return metrics


def _measured(scores: Floats, labels: Places, bands: Bands, note: str) -> Measured:
    return measure(scores[labels == 1].tolist(), scores[labels == 0].tolist(), bands, note)


def build(sample: Path, records: Sequence[Path] = (), judged: Path | None = None) -> Model:
    """The starting model of the sample, further records and adjudications, with its metrics.

    Raises BadInput for files that cannot be read.
    """
    material = read_material(sample, records, judged)
    corpus = gather(material.examples)
    metrics, curve, bands = later(material, corpus)
    return train_examples(
        material.examples,
        name=NAME,
        about=f"{ABOUT} {OF_THE_SAMPLE}",
        strategies=strategies(material.watch),
        metrics=metrics | read_metrics(material, corpus, bands),
        topics=[topic.id for topic in material.watch.topics],
        reliability=curve,
        bands=bands if bands.claimed else None,
        corpus=corpus,
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; returns the exit code."""
    parser = argparse.ArgumentParser(description="Build the packaged starting model.")
    parser.add_argument("--sample", type=Path, required=True, help="PubMed XML (.gz)")
    parser.add_argument("--records", type=Path, action="append", default=[], metavar="FILE")
    parser.add_argument("--judged", type=Path, metavar="FOLDER", help="adjudications")
    parser.add_argument("--out", type=Path, default=PACKAGED)
    options = parser.parse_args(arguments)
    try:
        model = build(options.sample, options.records, options.judged)
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
