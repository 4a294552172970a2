"""LitCovid's seven topics from title and abstract: a plain method and a stacked one, same folds.

    python benchmarks/topics.py [--quick]

BioCreative VII documents (shared data: LITWATCH_SHARED, else ../shared), whose text comes without stop
words and punctuation; several topics a document. Five folds; micro-F1 over all documents and topics.

* plain: TF-IDF of words and pairs, a linear support vector machine a topic.
* stacked: four views (that machine; one on titles; naive-Bayes-weighted words, after Wang and Manning
  2012; the topics of the 25 nearest documents), scored out of fold within the training part, joined
  by gradient boosting and logistic regression, whose probabilities are averaged.

litwatch does not use the stacked method: it takes minutes to train for two points of F1. `--quick` runs
the first fold only.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import KFold
from sklearn.preprocessing import normalize
from sklearn.svm import LinearSVC

ROOT = Path(__file__).resolve().parents[1]
FILE = "labels/bc7_litcovid_topics_stopword_stripped_text.csv.gz"
TOPICS = (
    "Case Report",
    "Diagnosis",
    "Epidemic Forecasting",
    "Mechanism",
    "Prevention",
    "Transmission",
    "Treatment",
)
NEAREST = 25
QUOTED = "best of the shared task, its own test set and whole text (quoted): .918"


class Documents:
    """Titles, whole texts and topics (a 0/1 matrix, documents by TOPICS)."""

    def __init__(self, path: Path) -> None:
        csv.field_size_limit(10_000_000)
        with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        self.titles = [row["title"].lower() for row in rows]
        self.texts = [f"{row['title']} . {row['abstract']}".lower() for row in rows]
        self.topics = np.array([[int(row[topic]) for topic in TOPICS] for row in rows])


def read(reader: Any, texts: Sequence[str], known: Any, new: Any) -> tuple[Any, Any]:
    """Features of the known and the new documents, set up on the known."""
    return (
        reader.fit_transform([texts[row] for row in known]).tocsr(),
        reader.transform([texts[row] for row in new]).tocsr(),
    )


def margins(slack: float, known: Any, labels: Any, new: Any) -> Any:
    return LinearSVC(C=slack).fit(known, labels).decision_function(new)


def plain(documents: Documents, known: Any, new: Any) -> Any:
    """Which topics the plain method gives the new documents."""
    reader = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=2)
    features, unseen = read(reader, documents.texts, known, new)
    return np.column_stack(
        [margins(1.0, features, labels, unseen) > 0 for labels in documents.topics[known].T]
    )


def views(documents: Documents, known: Any, new: Any) -> Any:
    """Four views of the new documents, learnt from the known: a column a view and topic."""
    words = {"ngram_range": (1, 2), "sublinear_tf": True, "min_df": 2}
    text = read(TfidfVectorizer(max_df=0.6, **words), documents.texts, known, new)
    title = read(TfidfVectorizer(**words), documents.titles, known, new)
    held = read(
        CountVectorizer(ngram_range=(1, 2), min_df=2, binary=True), documents.texts, known, new
    )
    single = read(
        TfidfVectorizer(sublinear_tf=True, min_df=2, max_df=0.3), documents.texts, known, new
    )
    columns = []
    for labels in documents.topics[known].T:
        columns.append(margins(0.3, text[0], labels, text[1]))
        columns.append(margins(0.1, title[0], labels, title[1]))
        ratios = log_ratios(held[0], labels)
        weighed = [normalize(part.multiply(ratios).tocsr()) for part in held]
        columns.append(margins(0.03, weighed[0], labels, weighed[1]))
    return np.column_stack([*columns, shares(*single, documents.topics[known])])


def log_ratios(held: Any, labels: Any) -> Any:
    """Per term, the log of its share among documents with a topic over that among the others."""
    with_topic, without = (1 + np.asarray(held[labels == one].sum(0)).ravel() for one in (1, 0))
    return np.log((with_topic / with_topic.sum()) / (without / without.sum()))


def shares(known: Any, new: Any, topics: Any) -> Any:
    """The share of each topic among the nearest known documents, weighed by likeness."""
    alike = (new @ known.T).toarray()
    nearest = np.argpartition(-alike, NEAREST, axis=1)[:, :NEAREST]
    weights = np.take_along_axis(alike, nearest, axis=1)
    total = np.maximum(weights.sum(axis=1, keepdims=True), 1e-12)
    return np.einsum("dn,dnt->dt", weights / total, topics[nearest].astype(float))


def stacked(documents: Documents, known: Any, new: Any) -> Any:
    """The probability of each topic for the new documents."""
    unseen = views(documents, known, new)
    inner = np.zeros((len(known), unseen.shape[1]))
    for part, held_out in KFold(5, shuffle=True, random_state=1).split(known):
        inner[held_out] = views(documents, known[part], known[held_out])
    columns = []
    for labels in documents.topics[known].T:
        boosted = HistGradientBoostingClassifier(
            max_iter=120,
            learning_rate=0.05,
            max_leaf_nodes=8,
            min_samples_leaf=30,
            l2_regularization=1,
            random_state=0,
        ).fit(inner, labels)
        line = LogisticRegression(C=1, max_iter=2000).fit(inner, labels)
        columns.append((boosted.predict_proba(unseen)[:, 1] + line.predict_proba(unseen)[:, 1]) / 2)
    return np.column_stack(columns)


def folds(documents: Documents, quick: bool) -> Iterator[tuple[Any, Any]]:
    parts = KFold(5, shuffle=True, random_state=0).split(documents.topics)
    return iter([next(parts)]) if quick else parts


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--quick", action="store_true", help="the first fold only")
    quick = parser.parse_args().quick
    shared = Path(os.environ.get("LITWATCH_SHARED") or ROOT.parent / "shared")
    documents = Documents(shared / "data" / FILE)
    truth, said, probabilities = [], [], []
    for known, new in folds(documents, quick):
        truth.append(documents.topics[new])
        said.append(plain(documents, known, new))
        probabilities.append(stacked(documents, known, new))
    right, chance = np.concatenate(truth), np.concatenate(probabilities)
    print(f"{len(right)} documents{' (one fold of five)' if quick else ''}; micro-F1")
    for name, found in (
        ("plain", np.concatenate(said)),
        ("stacked, cut at .5", chance > 0.5),
        ("stacked, cut at .45 (chosen on these folds)", chance > 0.45),
    ):
        each = f1_score(right, found, average=None)
        topics = ", ".join(f"{t} {f:.3f}" for t, f in zip(TOPICS, each, strict=True))
        print(f"  {name:44} {f1_score(right, found, average='micro'):.4f}  ({topics})")
    print(f"  {QUOTED}")


if __name__ == "__main__":
    main()
