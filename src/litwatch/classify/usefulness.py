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
from collections.abc import Iterable

from litwatch.records import Tag, Usefulness

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
    """The rule's score of a record with these tags; a person's tag stands before a machine's.

    A rejected tag counts for nothing. In a facet that a person has spoken of, only people's
    tags count.
    """
    kept = [tag for tag in tags if tag.state != "rejected"]
    by_people = {tag.facet for tag in kept if tag.by != "machine"}
    counted = {
        (tag.facet, tag.value) for tag in kept if tag.by != "machine" or tag.facet not in by_people
    }
    points = tuple((*key, POINTS[key]) for key in POINTS if key in counted)
    total = sum(point for _, _, point in points)
    score = round(1 / (1 + math.exp((MIDDLE - total) / SPREAD)), 4)
    return Usefulness(by=RULE, score=score, points=points)
