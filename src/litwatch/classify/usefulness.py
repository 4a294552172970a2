"""Usefulness: is a record likely to serve the teaching of primary care and rehabilitation?

Another question than relevance: a fine study of mice with post-viral fatigue is relevant and of
little use at a vårdcentral. Until curators have decided enough to learn from, usefulness is this
rule: points for design, setting, population, phase of care and place, from the tags. It orders
the queue; it is no probability and says nothing of quality or truth.

The points are ours [draft]: they follow what digest.md §2–3 lets into the sections, and the
duties named in the assignment (children, older people, differences between women and men).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from litwatch.classify.features import features, read
from litwatch.classify.linear import Linear
from litwatch.classify.model import Model
from litwatch.records import Record, Tag, Usefulness

RULE = "rule-1"  # another number when the points change: all records are then scored again

POINTS: dict[tuple[str, str], int] = {
    ("design", "guideline"): 3,
    ("design", "network_meta"): 2,
    ("design", "meta_analysis"): 2,
    ("design", "qual_synthesis"): 2,
    ("design", "systematic_review"): 2,
    ("design", "rct"): 2,
    ("design", "nonrandomised_trial"): 1,
    ("design", "cohort"): 1,
    ("design", "diagnostic"): 1,
    ("design", "qualitative"): 1,
    ("design", "mixed_methods"): 1,
    ("design", "modelling_registry"): -1,
    ("design", "protocol"): -2,
    ("design", "opinion"): -2,
    ("design", "case_report"): -2,
    ("design", "animal_lab"): -4,
    ("publication_status", "preprint"): -2,
    ("setting", "vardcentral"): 3,
    ("setting", "primary_rehab"): 3,
    ("setting", "occupational_insurance"): 1,
    ("setting", "municipal"): 1,
    ("setting", "school"): 1,
    ("setting", "inpatient_icu"): -1,
    ("phase", "rehabilitate"): 2,
    ("phase", "identify"): 1,
    ("phase", "treat"): 1,
    ("phase", "follow_up"): 1,
    ("phase", "organise"): 1,
    ("phase", "mechanism"): -1,
    ("population", "non_hospitalised"): 1,
    ("population", "hospitalised_acute"): -1,
    ("population", "children"): 1,
    ("population", "adolescents"): 1,
    ("population", "older"): 1,
    ("population", "sex_compared"): 1,
    ("population", "severe"): 1,
    ("geography", "sweden"): 2,
    ("geography", "nordic"): 1,
}
MIDDLE, SPREAD = 4.0, 2.0  # points at which the score is one half, and how fast it moves


def usefulness(tags: Iterable[Tag]) -> Usefulness:
    """The rule's score of a record with these tags.

    A person's tag stands before a machine's: in a facet that people have spoken of, only theirs
    count. A rejected tag counts for nothing.
    """
    counted = _counted(tags)
    points = tuple((*key, POINTS[key]) for key in POINTS if key in counted)
    return Usefulness(by=RULE, score=round(rule_score(tag_features(tags)), 4), points=points)


def useful_by(model: Model | None, record: Record, tags: Sequence[Tag]) -> Usefulness:
    """What a model learnt from decisions says of a record; without one, what the rule says.

    The rule's points are given with either, as what can be read of it.
    """
    by_rule = usefulness(tags)
    if model is None:
        return by_rule
    counts = {**features(read(record)), **tag_features(tags)}
    score = round(model.probability(model.margin(counts)), 4)
    return Usefulness(by=model.id, score=score, points=by_rule.points)


def tag_features(tags: Iterable[Tag]) -> dict[str, int]:
    """The tags that count, as signs a model can be taught with: `{design: rct}`."""
    return {_sign(*key): 1 for key in sorted(_counted(tags))}


def rule_line() -> Linear:
    """The rule as the linear model it is: where learning from decisions begins."""
    return Linear(
        tuple(_sign(*key) for key in POINTS),
        np.ones(len(POINTS)),
        np.array(list(POINTS.values())) / SPREAD,
        -MIDDLE / SPREAD,
    )


def rule_score(counts: Mapping[str, int]) -> float:
    """The rule's score 0–1 of a record's features; what is no tag counts for nothing."""
    total = sum(points for key, points in POINTS.items() if _sign(*key) in counts)
    return 1 / (1 + math.exp((MIDDLE - total) / SPREAD))


def _counted(tags: Iterable[Tag]) -> set[tuple[str, str]]:
    kept = [tag for tag in tags if tag.state != "rejected"]
    by_people = {tag.facet for tag in kept if tag.by != "machine"}
    return {
        (tag.facet, tag.value) for tag in kept if tag.by != "machine" or tag.facet not in by_people
    }


def _sign(facet: str, value: str) -> str:
    return f"{{{facet}: {value}}}"
