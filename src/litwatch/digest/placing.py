"""Where in the edition a record belongs, and in what order: the rules of digest.md §2.

A machine's tags decide only what is proposed; a person's include always wins, except over
what is never evidence: retracted works, preprints, protocols, opinion.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Literal

from litwatch.classify.passages import own_sentences
from litwatch.classify.people import sample_size
from litwatch.digest.inputs import Entry
from litwatch.digest.items import is_preprint, tagged
from litwatch.records import State
from litwatch.records.standing import is_preprint as describes_preprint
from litwatch.watch import Topic

Place = Literal[
    "item", "guideline", "upcoming", "debate", "mechanism", "preprint", "further", "nowhere"
]

SYNTHESES = frozenset({"systematic_review", "meta_analysis", "network_meta", "qual_synthesis"})
TRIALS_AND_SYNTHESES = SYNTHESES | {"rct"}
STRONG = TRIALS_AND_SYNTHESES | {"guideline"}
NEVER_ITEMS: frozenset[State] = frozenset({"retracted", "republished", "withdrawn", "gone"})
WAIT_FOR_A_PERSON: frozenset[State] = frozenset({"concern", "superseded", "unknown"})
NOTICE_DESIGNS = frozenset({"retracted", "retraction_notice", "concern", "erratum"})
_NORDIC = frozenset({"sweden", "stockholm", "nordic"})
_LARGE_COHORT = 1000


def included(entry: Entry) -> bool:
    return entry.decision is not None and entry.decision.verdict == "include"


def excluded(entry: Entry) -> bool:
    return entry.decision is not None and entry.decision.verdict == "exclude"


def put_off(entry: Entry) -> bool:
    """Whether a person has read it and said maybe: it waits in the queue, and asks for no place."""
    return entry.decision is not None and entry.decision.verdict == "maybe"


def day_of(entry: Entry) -> date | None:
    """The day that decides a record's month: its create date, or for what a person included
    from a file without one, the day we first saw it."""
    if entry.record.created or not included(entry):
        return entry.record.created
    return entry.first_seen.date()


def withdrawn_elsewhere(entry: Entry) -> bool:
    """Whether another record of the published work says that it is retracted or withdrawn."""
    return any(
        member.state in NEVER_ITEMS - {"gone"} and not describes_preprint(member.record)
        for member in entry.work
        if member.record.id != entry.record.id
    )


def _design(entry: Entry) -> str:
    return next(iter(tagged(entry, "design")), "")


def _large_cohort(entry: Entry) -> bool:
    size = sample_size(own_sentences(entry.record)) if _design(entry) == "cohort" else None
    return size is not None and size.value >= _LARGE_COHORT


def _nordic(entry: Entry) -> bool:
    return bool(_NORDIC & set(tagged(entry, "geography")))


def worth_proposing(entry: Entry, topics: dict[str, Topic]) -> bool:
    """Whether the tiers let a record be proposed: one of its topics is enough (topics.yaml)."""
    if entry.prediction is not None and entry.prediction.band == "unlikely":
        return False
    return any(_lets(topics[topic], entry) for topic in entry.topics if topic in topics)


def _lets(topic: Topic, entry: Entry) -> bool:
    """Whether a topic's tier lets a record be proposed (conditions.yaml, `tiers`).

    core, named_in_seed: always. close_relative: when it touches primary care or
    rehabilitation, or is a strong design; only the latter where the topic has a rule of its
    own. sentinel: reviews, trials, large cohorts (≥ 1,000 people) and Nordic studies.
    """
    design = _design(entry)
    if topic.tier == "sentinel":
        return design in TRIALS_AND_SYNTHESES or _large_cohort(entry) or _nordic(entry)
    if topic.tier == "close_relative":
        near = bool({"vardcentral", "primary_rehab"} & set(tagged(entry, "setting")))
        return design in STRONG or (near and not topic.digest_rule)
    return True


def place(entry: Entry, topics: dict[str, Topic]) -> Place:
    """The one part of the edition that a record may stand in; notices have their own list."""
    design = _design(entry)
    if excluded(entry) or entry.state in NEVER_ITEMS or design in NOTICE_DESIGNS:
        return "nowhere"
    if put_off(entry):
        return "further"
    if is_preprint(entry):
        return "preprint"
    if design == "protocol":
        return "upcoming"
    if design == "opinion":
        return "debate"
    if not included(entry) and (
        entry.state in WAIT_FOR_A_PERSON
        or withdrawn_elsewhere(entry)
        or design == "animal_lab"
        or not worth_proposing(entry, topics)
    ):
        return "further"
    if design == "guideline":
        return "guideline"
    phases = set(tagged(entry, "phase"))
    if design == "animal_lab" or ("mechanism" in phases and phases <= {"mechanism", "identify"}):
        return "mechanism"
    return "item"


_BANDS = {"likely": 0, None: 1, "uncertain": 2, "unlikely": 3}


def rank(entry: Entry, esteem: Fraction = Fraction(0)) -> tuple[object, ...]:
    """Included first; what people rated highest before what only a model ranked.

    Then what the model thinks likely; among equals strong designs, primary care's own
    settings and Nordic studies, then the score, then the id.
    """
    prediction = entry.prediction
    nearness = (
        2 * (_design(entry) in STRONG)
        + 2 * bool({"vardcentral", "primary_rehab"} & set(tagged(entry, "setting")))
        + _nordic(entry)
    )
    return (
        not included(entry),
        -esteem,
        _BANDS[prediction.band if prediction else None],
        -nearness,
        -(prediction.score if prediction else 0.0),
        entry.record.id.zfill(12),
    )
