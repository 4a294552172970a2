"""Outcome type and direction: only what the facet file lets a machine say, each with a quote.

Not proposed, because the file leaves them to a curator or a machine cannot tell:
patient_relevant, self_report_unblinded, objective_function, biomarker; descriptive, not_stated.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from litwatch.classify.criteria import PEM_REQUIRED
from litwatch.classify.cues import CueIndex, Text
from litwatch.records import Record, Section

_TRIALS = frozenset({"rct", "nonrandomised_trial"})
_OF_TRIALS = _TRIALS | {"network_meta", "meta_analysis", "systematic_review"}
_HARM = re.compile(
    r"\b(?:adverse (?:event|effect|reaction|outcome)s?|side[- ]effects?|harms?\b|harmful|safety"
    r"|tolerab|tolerated|worsen\w*|deteriorat\w*|dropouts?|drop[- ]outs?)"
)
_CONCLUSION = re.compile(r"conclu|interpretation", re.IGNORECASE)
_NEGATED = re.compile(
    r"\b(?:no|not|nor|neither|without|lack(?:s|ed)?|fail(?:s|ed)?|cannot|whether|unclear|need(?:s|ed)?)\b"
)
# "Effectiveness of X" names a question, "adverse events" a thing, "effective treatments are
# needed" a wish, "mixed methods" a design: none says which way it went.
_NO_DIRECTION = re.compile(
    r"effectiveness|adverse (?:event|effect|reaction|outcome)|mixed[- ](?:method|model|effect)"
    r"|effective (?:[\w-]+ ){0,4}(?:is|are|remains?) (?:\w+ )?(?:needed|lacking|required|missing)"
)
_SENTENCE = re.compile(r"[^.!?\n]+(?:[.!?](?!\s+[A-Z(]|\s*$|\n)[^.!?\n]*)*[.!?]?")


def outcome_types(record: Record, text: Text, design: str) -> Iterator[tuple[str, str]]:
    """(value, evidence) of outcome_type.

    `harms_missing` is said only of trials with an abstract, and only as "not mentioned in
    the abstract"; whether harms were reported is for a curator with the full text.
    """
    pem = PEM_REQUIRED.search(text.lower)
    if pem:
        yield "pem_in_criteria", text.quote(*pem.span())
    if design not in _OF_TRIALS:
        return  # elsewhere such words speak of the disease, not of a treatment
    harm = _HARM.search(text.lower, text.title_end)
    if harm:
        yield "harms_reported", text.quote(*harm.span())
    elif record.abstract and design in _TRIALS:
        yield "harms_missing", "not mentioned in the abstract"


def _is_conclusion(section: Section) -> bool:
    return section.category == "CONCLUSIONS" or _CONCLUSION.search(section.label) is not None


def direction(record: Record, index: CueIndex[str]) -> tuple[str, str] | None:
    """(value, the exact sentence) of what the authors say, from title or Conclusion only.

    `index` holds the cues of the facet's values. Sentences that ask, negate or only name
    effectiveness or adverse events tell nothing; two directions tell nothing either.
    """
    passages = [record.title, *(part.text for part in record.abstract if _is_conclusion(part))]
    found: dict[str, str] = {}
    for passage in passages:
        for match in _SENTENCE.finditer(passage):
            sentence = match.group().strip()
            if sentence.endswith("?"):
                continue
            for value in _said(sentence, index):
                found.setdefault(value, sentence)
    if len(found) > 1:
        found.pop("mixed", None)  # "further research is needed" closes nearly every abstract
    if len(found) != 1:
        return None
    return next(iter(found.items()))


def _said(sentence: str, index: CueIndex[str]) -> set[str]:
    text = Text(sentence, 0)
    said = set()
    negated = _NEGATED.search(text.lower)
    for value, start, end in index.find(text):
        if _NO_DIRECTION.match(text.lower, start):
            continue
        if value in ("favours", "against") and negated and negated.start() < end:
            continue
        said.add(value)
    if "no_difference" in said:
        said.discard("against")
    return said
