"""How many people a study holds and how many of them are women, each with its sentence.

Rules, from reading real abstracts: the largest number that the study says it included is its
sample, or the sum of the groups that one sentence sets side by side; those only invited,
screened or eligible do not count, nor percentages, years and numbers of studies.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Generic, NamedTuple, TypeVar

T = TypeVar("T")


class Quoted(NamedTuple, Generic[T]):
    """A value, the sentence it was read from, word for word, and the letter where it stands."""

    value: T
    sentence: str
    at: int = 0


_ONES = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_FEMALE = r"(?:wom[ae]n|females?|girls)"
_MALE = r"(?:m[ae]n|males?|boys)"
_SEX = rf"(?:{_FEMALE}|{_MALE})"
_WORDS = {word: number for number, word in enumerate(_ONES)} | {
    word: 10 * place for place, word in enumerate(_TENS, start=2)
}
_BELOW_100 = rf"(?:(?:{'|'.join(_TENS)})(?:-(?:{'|'.join(_ONES[1:10])}))?|{'|'.join(_ONES[2:])})"
_WORD = rf"(?:(?:{'|'.join(_ONES[1:10])})[ -]hundred(?:(?: and)? {_BELOW_100})?|{_BELOW_100})"
_DIGITS = r"\d{1,3}(?:[,\s\N{THIN SPACE}]\d{3})+|\d+"
_COUNT = rf"(?<![\w.,≥≤<>=/±-])(?:{_DIGITS}|(?:{_WORD}))(?![\w%]|\.\d|-year|-month|-week|-day)"
_PEOPLE = (
    r"(?:patients?|participants?|adults?|children|adolescents?|subjects?|individuals?|women|men"
    r"|people|persons?|survivors?|cases|controls?|respondents?|volunteers?|outpatients|inpatients"
    r"|veterans|students|nurses|workers|employees|adult|females?|males?|girls|boys|responses|youth"
    r"|athletes|physicians|clinicians|hcws?|professionals|convalescents|donors|residents|households"
    r"|caregivers|carers|mothers|parents|infants|members|hcs"
    # In a list of groups the illness alone may stand for its people.
    r"|(?:long covid|me/cfs|pasc|pcc|pcs|lc|hc|ctls?)(?=,| and| versus| vs|;|\)| \())"
)
# Words between a number and its people; a preposition or a unit starts another thing.
_BETWEEN = (
    r"(?:(?!(?:of|from|in|to|with|and|or|the|at|for|by|years?|months?|weeks?|days?|hours?|cent(?:er|re)s?|"
    r"hospitals?|clinics?|studies|trials|countries|sites|items?|points?|times|were|was|had|percent)\b)"
    r"(?:age-,? (?:and|sex-,? and|gender-,? and) )?(?:[\w/'’+()-]+|U\.S\.),? ){0,5}?"
)
_MENTION = re.compile(
    rf"(?P<count>{_COUNT})\s+{_BETWEEN}(?P<who>{_PEOPLE})\b(?!-years?)|\b[nN]\s*=\s*(?P<n>{_DIGITS})(?!\d|\.\d|[%/])",
    re.IGNORECASE,
)
_NOT_INCLUDED = re.compile(
    r"\b(?:screened|invited|sent to|registered for|approached|contacted|eligible|assessed for eligibility|potential"
    r"|were excluded|declined|distributed|identified through|source population)\b",
    re.IGNORECASE,
)
_INCLUDED = re.compile(
    r"\b(?:includ\w+|enrol\w+|recruit\w+|random\w+|assigned|underwent|followed|analy[sz]\w+|participat\w+|complet\w+|total)\b",
    re.IGNORECASE,
)
_UNLIKE = re.compile(
    r"\b(?:control|healthy|recovered|matched|uninfected|without|comparison)", re.IGNORECASE
)
_YEAR = re.compile(r"(?:in|since|between|and|from|until|to|of|during|by|[A-Z][a-z]+)\s*$")
_GROUP = re.compile(
    rf"\b(?:{_PEOPLE}|groups?)\b[^,;.()]{{0,40}}(?:[(\[][^()\[\]]{{0,25}})?$", re.IGNORECASE
)
_OF_A_SHARE = re.compile(r"%[^,;.]{0,40}$")  # "47% of individuals (n = 19)" counts a part
_AT_LAST = re.compile(
    r"^(?:ultimately|finally),?\s|\b(?:final (?:sample|analys[ei]s|cohort)|were (?:finally|ultimately))\b",
    re.IGNORECASE,
)
_OF_ONE = re.compile(r"(?:results: |out )?of (?:the |a total of )?\d", re.IGNORECASE)
_PARTS = re.compile(
    r"\b(?:of (?:whom|these|those|which|them)|including|among (?:them|these|whom)|comprising)\b",
    re.IGNORECASE,
)


def _number(text: str) -> int:
    text = text.lower()
    if text[0].isdigit():
        return int(re.sub(r"\D", "", text))
    hundreds, _, rest = text.rpartition("hundred")
    units = sum(_WORDS[part] for part in rest.replace(" and ", "").strip().split("-") if part)
    return (100 * _WORDS[hundreds.strip(" -")] if hundreds else 0) + units


class _Mention(NamedTuple):
    """A number of people in a sentence: how many, who (empty for `n = 12`) and the place."""

    number: int
    who: str
    start: int
    end: int


def _mentions(sentence: str) -> Iterator[_Mention]:
    for found in _MENTION.finditer(sentence):
        count = _number(found["count"] or found["n"])
        before = sentence[: found.start()]
        looks_like_a_year = found["count"] and 1980 <= count <= 2035 and "," not in found["count"]
        if (looks_like_a_year and _YEAR.search(before)) or (
            found["n"] and _OF_A_SHARE.search(before)
        ):
            continue
        who = (found["who"] or "").lower()
        # "12 patients and 14 healthy participants": the words between tell the groups apart.
        if who and _UNLIKE.search(found.group()):
            who = "controls"
        yield _Mention(count, who, found.start(), found.end())


def sample_size(sentences: Iterable[str]) -> Quoted[int] | None:
    """The number of people in a study's own sentences; None when none is told."""
    best: Quoted[int] | None = None
    for sentence in sentences:
        if _AT_LAST.search(sentence) and (last := list(_mentions(sentence))):
            most = max(last)
            return Quoted(most.number, sentence, most.start)
        if _NOT_INCLUDED.search(sentence) and not _INCLUDED.search(sentence):
            continue
        mentions = list(_mentions(sentence))
        total = _total(sentence, mentions)
        if total > 1 and (best is None or total > best.value):
            best = Quoted(total, sentence, mentions[0].start)
    return best


def _total(sentence: str, mentions: list[_Mention]) -> int:
    """The people one sentence counts: its largest number, or the sum of groups side by side."""
    if _NOT_INCLUDED.search(sentence):
        # "780 were screened and 128 enrolled": the one nearest to the word of inclusion.
        included = [m.end() for m in _INCLUDED.finditer(sentence)]
        mentions = sorted(mentions, key=lambda m: min(abs(m.start - place) for place in included))[
            :1
        ]
    if any(not mention.who for mention in mentions):
        # "controls (n = 89, 71 females)": sexes within a group add nothing to it.
        mentions = [m for m in mentions if not re.fullmatch(_SEX, m.who)]
    counts = [mention.number for mention in mentions]
    if len(counts) < 2:
        return sum(counts)
    largest = max(counts)
    rest = sum(counts) - largest
    first = next(mention for mention in mentions if mention.number == largest)
    told_as_whole = re.search(r"\btotal\b|\boverall\b|\baltogether\b", sentence, re.IGNORECASE)
    divided = _PARTS.search(sentence, first.start) or sentence[first.end :].lstrip().startswith(
        ("(", ":")
    )
    if any(mention.who == "controls" for mention in mentions):
        told_as_whole = None  # "in total 76 patients and 22 controls" leaves the sum to us
    if (
        (rest == largest and len(counts) > 2)
        or told_as_whole
        or (first == mentions[0] and divided and len(counts) > 2)
    ):
        return largest
    if all(mention.who == "" for mention in mentions):
        named = all(_GROUP.search(sentence[: mention.start]) for mention in mentions)
        between = sentence[mentions[0].start : mentions[-1].start]
        return sum(counts) if named and not _PARTS.search(between) else largest
    # "28 participants … and 19 participants": the second lot is of the first.
    groups = {mention.who for mention in mentions}
    if len(groups) < 2 or "" in groups or _OF_ONE.match(sentence) or _PARTS.search(sentence):
        return largest
    if not _side_by_side(sentence, mentions):
        return largest
    return sum(counts)


def _side_by_side(sentence: str, mentions: list[_Mention]) -> bool:
    """Whether every number but the first follows on `and`, a comma, `versus` or `to`."""
    return all(
        re.search(
            r"(?:\band|,|;|\bversus|\bvs\.?|\bto|\bwith|\bplus|\bthose of)\s*$",
            sentence[: mention.start],
        )
        for mention in mentions[1:]
    )


_SHARE = r"(?P<share>\d{1,3}(?:[.·]\d+)?)\s*%"
_N = r"(?:n ?= ?)?(?:\d[\d,]*(?:[;,] ?| ?[(\[/] ?))?"
_OF = r"\)? (?:of [\w ]{0,30} )?(?:(?:were|was|being|identified as|are) )?(?:[\w-]+ ){0,2}?"


def _after(sex: str) -> re.Pattern[str]:
    """`women, 65%`, `female sex (n = 20, 65%)`."""
    named = rf"(?<!fe)\b{sex}(?: sex| gender| participants| patients| respondents)?"
    return re.compile(rf"{named}(?: was| were)?[\s:,(=\[]{{1,3}}{_N}{_SHARE}", re.IGNORECASE)


def _before(sex: str) -> re.Pattern[str]:
    """`65% were women`, `65.2% female`."""
    return re.compile(rf"{_SHARE}{_OF}{sex}\b", re.IGNORECASE)


# In the order tried; the second says whether the share is that of women.
_SHARES = (
    (_before(_FEMALE), True),
    (_after(_FEMALE), True),
    (_before(_MALE), False),
    (_after(_MALE), False),
)
_ALL_OF_ONE_SEX = re.compile(
    rf"\ball (?:\w+ )?(?:patients|participants|subjects|cases|individuals) were ({_SEX})\b",
    re.IGNORECASE,
)
_SEXES = re.compile(
    rf"(?P<a>{_COUNT})\s+(?P<first>{_SEX})\b[^.;()]{{0,20}}?(?:,|and|/)\s*(?P<b>{_COUNT})\s+(?P<second>{_SEX})\b",
    re.IGNORECASE,
)
# What makes a share one of the sample, and not of those with a symptom.
_DESCRIBES = re.compile(
    r"\b(?:mean|median|age[ds]?|years?|included|enrol\w+|recruited|participants|patients|respondents|sample"
    r"|total|cohort|completed|individuals|adults|subjects|of whom|controls)\b|[nN]\s*=",
    re.IGNORECASE,
)
_OF_A_FINDING = re.compile(
    r"\b(?:prevalence|more (?:common|likely|frequent)|higher in|odds|or ?[=:]|risk|compared (?:to|with) (?:men|women|males|females))\b",
    re.IGNORECASE,
)


def women_share(sentences: Iterable[str], size: int | None = None) -> Quoted[float] | None:
    """The share of women in per cent, read or worked out from both numbers; None if untold.

    `size` is the sample's, where known: numbers of women and men that do not make it up are
    those of one group and tell nothing of the whole.
    """
    for sentence in sentences:
        if not _DESCRIBES.search(sentence) or _OF_A_FINDING.search(sentence):
            continue
        for pattern, of_women in _SHARES:
            told = {
                float(found["share"].replace("·", ".")): found.start()
                for found in pattern.finditer(sentence)
            }
            if len(told) > 1:
                break  # a share for each group, none for the whole
            for share, at in told.items():
                if share <= 100:
                    return Quoted(share if of_women else round(100 - share, 1), sentence, at)
        alone = _ALL_OF_ONE_SEX.search(sentence)
        if alone:
            men = re.fullmatch(_MALE, alone[1], re.IGNORECASE)
            return Quoted(0.0 if men else 100.0, sentence, alone.start())
        both = _SEXES.search(sentence)
        part = _of_both(both, size) if both else None
        if both and part is not None:
            return Quoted(part, sentence, both.start())
    return None


def _of_both(both: re.Match[str], size: int | None) -> float | None:
    women, men = _number(both["a"]), _number(both["b"])
    first, second = (
        bool(re.fullmatch(_FEMALE, both[w], re.IGNORECASE)) for w in ("first", "second")
    )
    if first == second or not women + men or (size and women + men != size):
        return None
    return round(100 * (women if first else men) / (women + men), 1)
