"""Signs: what a text says by where it says it. Pure.

A name in the title, in the sentence of the aim or at patients is another thing than a name in
the first or the last sentence, and words alone do not tell them apart. So each of these is a term of
its own, written in braces, beside the words; so is what papers say that never name a condition:
an infection together with symptoms that last, or with months of follow-up.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from litwatch.classify.names import NAME
from litwatch.classify.patterns import starting_words

_AIM = re.compile(
    r"\b(?:aim(?:s|ed)?|objectives?|purpose|(?:here,? )?we (?:investigat|evaluat|assess|examin"
    r"|explor|analy|stud|compar|describ|conduct|perform|review|present|report|sought|hypothes"
    r"|develop|follow|recruit|enrol|includ)\w*|this (?:study|review|article|paper|trial|work|report"
    r"|systematic|narrative|scoping|protocol|case|pilot|research|survey|cohort)"
    r"|the (?:present|current) (?:study|review|work|article)|to (?:evaluate|assess|investigate"
    r"|determine|examine|explore|compare|describe|identify|estimate|summari[sz]e))\b"
)
_PEOPLE = (
    r"(?:patients?|individuals|people|persons|adults|participants|subjects|those|children"
    r"|adolescents|women|men|survivors|workers|students|cases|groups?|cohorts?|controls"
    r"|population|clinics?|sufferers|symptoms)"
)
_AT_PEOPLE = re.compile(
    rf"{_PEOPLE}(?: \(?[\w=-]+\)?){{0,2}} (?:with|of|from|for|experiencing|having|after)"
    rf"(?: \w+){{0,2}} {NAME}|{NAME} {_PEOPLE}|diagnos\w+ (?:with|of) {NAME}"
)
_HEDGE = re.compile(r"\b(?:may|might|could|potential\w*|possib\w*|future|implications?)\b")
_INFECTIONS = (
    *("covid", "sars-cov", "sars cov", "coronavirus", "viral", "virus", "infect", "sepsis"),
    *("intensive care", "influenza", "mononucle", "epstein", "lyme", "q fever"),
)
_INFECTION = (
    r"(?:covid|sars|coronavirus|infection|influenza|sepsis|icu|intensive care|discharge"
    r"|hospitali[sz]ation|illness|mononucleosis|diagnosis|onset|recovery)"
)
_FEW = r"(?: [\w-]+){0,2} "
_LATER = starting_words(
    [
        *(
            rf"{unit}s?(?: \w+)? (?:after|post|following|since|from)\b"
            for unit in ("week", "month", "year")
        ),
        *(rf"{unit}s?[- ](?:follow|later|post)" for unit in ("week", "month", "year")),
        r"post[- ](?:infection|discharge|hospitali[sz]ation|recovery)",
        *(rf"{word} (?:[\w-]+ ){{0,2}}{_INFECTION}" for word in ("after", "following", "since")),
        rf"recover(?:ed|y|ing) from (?:[\w-]+ ){{0,2}}{_INFECTION}",
        *(r"survivors?\b", "convalescen", r"at \d+ (?:months|weeks|years)", "follow-up"),
    ]
)
_TROUBLE = (
    r"(?:symptom|sequel|effect|complication|consequence|fatigue|impairment|dysfunction|complaint"
    r"|outcome|health|dyspn|change|manifestation|deficit|impact|problem)"
)
_LASTING = starting_words(
    [
        *(
            rf"{word}\w*{_FEW}{_TROUBLE}"
            for word in (
                *("persist", "linger", "prolonged", "long[- ]lasting", "long[- ]term", "lasting"),
                *("chronic", "residual", "ongoing", "protracted", "late", "delayed"),
                *("post[- ]?acute", "sub[- ]?acute"),
            )
        ),
        *("sequel", "post[- ]?viral", "post[- ]?infectio"),
    ]
)
# Any word of lasting at all: weak alone, strong beside an infection in the title.
_LONG = re.compile(r"persist|linger|long[- ]term|prolonged|sequel|chronic|post[- ]?acute")
_VACCINE = starting_words(
    rf"{word}[- ](?:[\w-]+ ){{0,2}}(?:vaccin|immuni[sz])" for word in ("after", "following", "post")
)

# Read by the rest of the room: where the condition is named.
IN_TITLE = "{named in the title}"
IN_KEYWORDS = "{named in the keywords}"
IN_ABSTRACT = "{named in the abstract}"


def is_sign(term: str) -> bool:
    """Whether a term is a sign, not words of the text."""
    return term.startswith("{")


def signs(title: str, abstract: Sequence[str], keywords: Sequence[str]) -> tuple[str, ...]:
    """The signs of a record's cleaned and marked passages, each once."""
    found = list(_named(title, abstract, keywords))
    found += _unnamed(title, " ".join(abstract))
    return tuple(found)


def _named(title: str, abstract: Sequence[str], keywords: Sequence[str]) -> Iterator[str]:
    if NAME in title:
        yield IN_TITLE
    if any(NAME in keyword for keyword in keywords):
        yield IN_KEYWORDS
    times = sum(part.count(NAME) for part in abstract)
    if not times:
        return
    yield IN_ABSTRACT
    if times > 1:
        yield "{named twice or more}"
    if times > 2:
        yield "{named three times or more}"
    sentences = [sentence for part in abstract for sentence in _sentences(part)]
    at = [place for place, sentence in enumerate(sentences) if NAME in sentence]
    naming = [sentences[place] for place in at]
    last = max(1, len(sentences) - 1)
    if at[-1] / last <= 0.34:
        yield "{named only early}"
    if at[0] / last >= 0.8:
        yield "{named only at the end}"
    if len(at) > 1 and at[0] / last < 0.5 and at[-1] / last >= 0.8:
        yield "{named early and at the end}"
    if any(0.2 < place / last < 0.9 for place in at):
        yield "{named in the middle}"
    if any(_AIM.search(sentence) for sentence in naming):
        yield "{named with the aim}"
    if any(_AT_PEOPLE.search(sentence) for sentence in naming):
        yield "{named at people or symptoms}"
    if all(_HEDGE.search(sentence) for sentence in naming):
        yield "{named only with may or could}"


def _sentences(text: str) -> list[str]:
    return text.replace("? ", ". ").split(". ")


def _unnamed(title: str, abstract: str) -> Iterator[str]:
    in_title = any(word in title for word in _INFECTIONS)
    if not in_title and not any(word in abstract for word in _INFECTIONS):
        return
    yield "{an infection}"
    later, lasting = bool(_LATER.search(title)), bool(_LASTING.search(title))
    if in_title:
        yield "{an infection in the title}"
        if later or lasting:
            yield "{an infection and time in the title}"
        if _LONG.search(title) or _LONG.search(abstract):
            yield "{an infection in the title, lasting in the text}"
    if later:
        yield "{time after it in the title}"
    if lasting:
        yield "{lasting trouble in the title}"
    if _LATER.search(abstract):
        yield "{time after it}"
    if _LASTING.search(abstract):
        yield "{lasting trouble}"
    if any(
        ("vaccin" in text or "immuni" in text) and _VACCINE.search(text)
        for text in (title, abstract)
    ):
        yield "{after vaccination}"
