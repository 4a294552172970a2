"""Whether a work reports people allocated at random, from its title and abstract alone.

New records have no publication type for weeks, and many never say "randomised" in the title.
So every sentence that speaks of random allocation is weighed by whom it speaks of: it does not
count when it plans (`will be randomised`), wishes (`a randomised trial is needed`), or tells of
other works (`previous randomised trials`). A whole work does not count when it is a review,
the emulation of a trial, or reports around a trial (recruitment, interviews, process) and not
its arms.
"""

from __future__ import annotations

import re

from litwatch.classify.cues import Text

Span = tuple[int, int]

_RANDOM = r"(?:randomi[sz]ed|randomly)"
_TRIAL = r"(?:trials?|studies|study|rcts?|experiment|comparison)"
# Mendelian randomisation, random forests and random samples are allocations of nobody.
_NOT_PEOPLE = re.compile(r"mendelian[\s-]+randomi[sz]\w+|non-?\s?randomi[sz]ed|un-?randomi[sz]ed")
_SAYS = re.compile(
    # what was done to people
    rf"\b{_RANDOM} (?:\w+ )?(?:assigned|allocated|divided|distributed|grouped|split|separated)\b"
    r"|\b(?:assigned|allocated|divided|split|distributed) (?:at random\b|randomly\b|by randomi[sz])"
    r"|\b(?:were|was|been|being|and|then|block|cluster|computer|who|which|we|had|of whom|participants|patients"
    r"|people|adults|children|women|individuals|subjects|survivors|studies|practices|\d\)?,?) "
    r"(?:then |also |subsequently |equally |[\w-]+ly )?randomi[sz]ed\b(?! (?:trial|control|clinical|stud))"
    r"|\brandomi[sz]ed (?:\(?\d ?: ?\d|in a \d ?: ?\d|to (?:receive|either|one|an?|the)\b|into\b"
    r"|\d+ |between\b|participants|patients)"
    r"|\brandom(?:ized|ised|ly)? (?:allocation|assignment)\b|\b(?:re|block |after |at |following |since |post-?|of |from |by )randomi[sz]ation\b"
    r"|\brandomi[sz]ation (?:was|were)\b"
    r"|\b(?:blindly|alternately blinded|double-blind\w*) (?:assigned|allocated)\b"
    # what the work calls itself or takes its data from
    rf"|\b(?:an?|this|our|the|in|of|from|phase \w+|blind(?:ed)?|controlled|pilot|feasibility|cent(?:er|re)|arms?|groups?|label"
    rf"|pragmatic|parallel|prospective|cluster|crossover|cross-over|exploratory|factorial|two|three|four|five|\d)[,;:]? "
    rf"randomi[sz]ed[, -](?:[\w/-]+[, ] ?){{0,7}}?{_TRIAL}\b"
    r"|\b(?:pilot|parallel|pragmatic|a|an|this|our|the|feasibility|cluster|[\w-]+-arm) rct\b"
    r"|\b(?:placebo|sham)-controlled\b"
)
# In a title any of these is said of the work itself.
_TITLE = re.compile(
    r"\brandomi[sz]ed\b|\brandomi[sz]ation\b|\brcts?\b|\b(?:placebo|sham)-controlled\b|\brandomly\b"
)
_PLANS_OR_WISHES = re.compile(
    r"\b(?:will|would|should|could|must|needs?|needed|warrant\w*|requir\w+|recommend\w*|future|further"
    r"|larger|lack(?:s|ing|ed)?|missing|awaited|upcoming|planned|paucity|scarce|absence|ideally"
    r"|call for|support\w* (?:the )?(?:conduct|need|design|further)|paves?|confirm\w* (?:in|by|these)"
    r"|prepar\w+|inform\w*|in preparation|before|definitive|encourag\w+|justif\w+)\b"
)
_OTHERS = re.compile(
    r"\b(?:previous(?:ly)?|prior|earlier|existing|published|several|most|many|few|no|other|recent"
    r"|numerous|various|available|some|only|included|eligible|observational|evidence from|results from|findings from"
    r"|compared (?:to|with) randomi[sz]ed|gold standard|widely regarded)\b"
)
_REVIEWS = re.compile(
    r"\b(?:this|our|the present|the current|present|current) (?:[\w-]+ ){0,4}(?:review|meta-analys[ei]s|overview|chapter)\b"
    r"|\bin this (?:[\w-]+ ){0,3}(?:review|overview|chapter)\b|\bwe (?:systematically )?(?:review|searched|summari[sz]e)"
    r"|\b(?:were|was|been) (?:systematically |comprehensively |electronically )?searched\b|\bprisma\b|\bprospero\b"
    r"|\bincluded (?:studies|trials|rcts)\b|\b(?:studies|trials|rcts|articles) (?:were|was|that were) (?:included|identified|eligible)"
    r"|\b(?:literature|database|systematic|electronic) search"
)
_REVIEW_TITLE = re.compile(r"\breview\b|\bmeta-?analys[ei]s\b|\boverview\b|\bsynthesis of\b")
_EMULATES = re.compile(r"\btarget trial|\btrial emulation|\bemulat(?:ed|ing|e|ion)\b")
_AROUND = re.compile(
    r"\bqualitative\b|\binterviews?\b|\bfocus groups?\b|\bprocess evaluation\b|\brecruit\w*|\bfidelity\b"
    r"|\blessons?\b|\breflections\b|\bexperiences? (?:of|with|from)\b|\bviews (?:of|on)\b|\bperceptions?\b"
    r"|\bdesign and (?:rationale|implementation)\b|\bdevelopment of\b|\bintervention development\b"
)
_AROUND_ITSELF = re.compile(
    r"\b(?:semi-?structured|in-?depth) interviews\b|\bthematic(?:ally)? analy|\bframework analysis\b"
    r"|\bprocess evaluation\b|\bthis (?:study|paper|article) (?:outlines|describes) (?:the |our )?(?:recruitment|experiences?)\b"
    r"|\bdecision (?:tree|analytic|model)"
)
_COMPARES = re.compile(
    r"\b(?:control|placebo|sham|usual care|comparison|intervention) (?:group|arm|condition)s?\b"
    r"|\bbetween[- ](?:groups?|arms)\b|\bcompared (?:to|with)\b|\bversus\b|\bvs\b"
)
# A baseline study inside a trial compares patients with healthy people, not the trial's arms.
_HEALTHY = re.compile(r"\bcompared (?:to|with) (?:healthy )?controls\b|\bhealthy controls\b")


def random_allocation(title: Text, abstract: Text) -> tuple[str, Span] | None:
    """(`title` or `abstract`, the place) of the words that say a work allocated at random.

    None when nothing does, or when the work is a review, an emulation or a report around a
    trial. Protocols are not looked for here: who asks has set them apart.
    """
    if _REVIEW_TITLE.search(title.lower) or _EMULATES.search(title.lower + abstract.lower):
        return None
    around = _AROUND.search(title.lower) or _AROUND_ITSELF.search(abstract.lower)
    if around and not _randomises(abstract):
        return None
    if _AROUND.search(title.lower) and _AROUND_ITSELF.search(abstract.lower):
        return None
    named = _TITLE.search(_without_others(title.lower))
    if named:
        return "title", named.span()
    if _REVIEWS.search(abstract.lower):
        return None
    place = _own(abstract)
    return ("abstract", place) if place else None


def _without_others(lower: str) -> str:
    """The text with what only sounds like allocation blanked, letter for letter."""
    return _NOT_PEOPLE.sub(lambda found: " " * len(found.group()), lower)


def _own(abstract: Text) -> Span | None:
    """The first place where a sentence says of this work that it allocated at random."""
    lower = _without_others(abstract.lower)
    for found in _SAYS.finditer(lower):
        sentence = abstract.sentence(*found.span()).lower()
        if not (_PLANS_OR_WISHES.search(sentence) or _OTHERS.search(sentence)):
            return found.span()
    return None


def _randomises(abstract: Text) -> bool:
    """Whether an abstract both allocates and compares the arms."""
    return _own(abstract) is not None and _COMPARES.search(abstract.lower) is not None
