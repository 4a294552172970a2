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
_REACH = 40  # letters before: `patients will, after consent, be randomised`

# Mendelian randomisation, random forests and random samples are allocations of nobody.
_NOT_PEOPLE = re.compile(r"mendelian[\s-]+randomi[sz]\w+|non-?\s?randomi[sz]ed|un-?randomi[sz]ed")
# What was done to people: only a plan (`will be randomised`) takes it back.
_DONE = re.compile(
    r"\brandom(?:ly|i[sz]ed) (?:\w+ )?(?:assigned|allocated|divided|distributed|grouped|split|separated)\b"
    r"|\b(?:assigned|allocated|divided|split|distributed) (?:at random\b|randomly\b|by randomi[sz])"
    r"|\b(?:were|was|been|being|and|then|block|cluster|computer|who|which|we|had|participants|patients"
    r"|people|adults|children|women|individuals|subjects|survivors|practices|\d\)?,?) "
    r"(?:then |also |subsequently |equally |[\w-]+ly )?randomi[sz]ed\b(?!,? (?:\w+[, -]+){0,3}(?:trials?|control|clinical|stud))"
    r"|\brandomi[sz]ed (?:\(?\d ?: ?\d|in a \d ?: ?\d|to (?:receive|either|one|an?|the)\b|into\b"
    r"|\d+ |between\b|participants\b|patients\b|control group)"
    r"|\brandom(?:ized|ised|ly)? (?:allocation|assignment)\b"
    r"|\b(?:re|block |after |at |following |since |post-?|of |from |by )randomi[sz]ation\b"
    r"|\brandomi[sz]ation (?:was|were)\b"
    r"|\b(?:blindly|double-blind\w*) (?:assigned|allocated)\b"
    r"|\b(?:this|our) (?:[\w-]+,? ){0,7}?randomi[sz]ed,?[ -](?:[\w/-]+,? ){0,7}?(?:trial|study|rct|experiment)\b"
)
# What a work calls itself or takes its data from; wishes and other works are called so too.
_NAMED = re.compile(
    r"\b(?:an?|the|in|of|from|phase \w+|\w*blind(?:ed)?|controlled|pilot|feasibility|cent(?:er|re)|arms?|groups?|label"
    r"|pragmatic|parallel|prospective|cluster|crossover|cross-over|exploratory|factorial|multicent(?:er|re)|two|three|four|five|\d)[,;:]? "
    r"randomi[sz]ed,?[ -](?:[\w/-]+,? ){0,7}?(?:trials?|studies|study|rcts?|experiment|comparison)\b"
    r"|\b(?:pilot|parallel|pragmatic|a|an|this|our|the|feasibility|cluster|[\w-]+-arm) rct\b"
    r"|\b(?:placebo|sham)-controlled (?:\w+ ){0,3}(?:trial|study|design|crossover)\b"
)
# In a title any of these is said of the work itself.
_TITLE = re.compile(
    r"\brandomi[sz]ed\b|\brandomi[sz]ation\b|\brcts?\b|\b(?:placebo|sham)-controlled\b|\brandomly\b"
)
_PLANNED = re.compile(r"\b(?:will|would|should|could|to be|shall)\b")
_WISHED = re.compile(
    r"\b(?:will|should|must|needs?|needed|warrant\w*|requir\w+|recommend\w*|future|further"
    r"|larger|lack(?:s|ing|ed)?|missing|awaited|upcoming|planned|paucity|scarce|ideally"
    r"|support\w* the (?:conduct|need|design|approval)|paves?|prepar\w+|definitive|justif\w+|ready to be)\b"
)
_OTHERS = re.compile(
    r"\b(?:previous|prior|earlier|existing|published|several|many|few|no|other|numerous|various|available"
    r"|observational|compare our results|gold standard|widely regarded|found in)\b"
)
_REVIEWS = re.compile(
    r"\b(?:this|our|the present|the current|present|current) (?:[\w-]+ ){0,4}(?:review|meta-analys[ei]s|overview|chapter)\b"
    r"|\bin this (?:[\w-]+ ){0,3}(?:review|overview|chapter)\b|\bwe (?:systematically )?(?:review|searched)"
    r"|\b(?:were|was|been) (?:systematically |comprehensively |electronically )?searched\b|\bprisma\b|\bprospero\b"
    r"|\bincluded (?:studies|trials|rcts)\b|\b(?:studies|trials|rcts|articles) (?:were|was|that were) (?:included|identified|eligible)"
    r"|\b(?:literature|database|systematic|electronic) search"
)
_REVIEW_TITLE = re.compile(r"\breview\b|\bmeta-?analys[ei]s\b|\boverview\b|\bsynthesis of\b")
# One paper with a new trial and a review brought up to date by it: the trial is what is new.
_BESIDE = re.compile(
    r"\brandomi[sz]ed (?:[\w-]+ ){0,3}trial,? and (?:an? |the |updated |living |systematic )*"
    r"(?:review|meta-?analysis)\b"
)
# Several trials' people analysed together: by design the trials', by what is done a synthesis.
_TRIALS = r"(?:[\w,/-]+ ){0,6}?(?:trials|rcts)\b"
_POOLS = re.compile(
    rf"\b(?:pooled|integrated|combined|mega-?) ?(?:[\w-]+ ){{0,3}}(?:analys[ei]s|data)"
    rf" (?:[\w-]+ ){{0,4}}?(?:of|from|across|using) {_TRIALS}"
    rf"|\bindividual[- ](?:patient|participant)[- ](?:level[- ])?(?:data|meta-?analys[ei]s)"
    rf" (?:[\w-]+ ){{0,6}}?(?:of|from|across|in) {_TRIALS}"
    rf"|\bpooled (?:(?:individual|data|participants?|patients?|results?|level|the) ){{1,4}}(?:of|from|across|in) {_TRIALS}"
)
_META_ANALYSED = re.compile(
    r"\bwe (?:undertook|conducted|performed|did|carried out|report) (?:[\w,-]+ ){0,5}?meta-?analys[ei]s\b"
)
_SEVERAL = re.compile(r"\b(?:trials|rcts)\b")
_OURS = re.compile(r"\b(?:we|our|this|here|the present|were|was)\b")
_EMULATES = re.compile(r"\btarget trial|\btrial emulation|\bemulat(?:ed|ing|e|ion)\b")
# A report around a trial: its title says so, or its abstract does and gives no arms.
_AROUND = re.compile(
    r"\bqualitative\b|\binterviews?\b|\bfocus groups?\b|\bprocess evaluation\b|\brecruit\w*|\bfidelity\b"
    r"|\blessons?\b|\breflections\b|\binsights from\b|\bexperiences? (?:of|with)\b|\b(?:views|perceptions) (?:of|on)\b"
    r"|\bdevelopment of\b|\bco-?production\b|\bco-?design\b|\bsearch filters?\b"
)
_AROUND_ITSELF = re.compile(
    r"\b(?:semi-?structured|in-?depth) interviews\b|\bthematic(?:ally)? analy|\bframework analysis\b"
    r"|\bprocess evaluation\b|\b(?:outlines|describes) (?:the |our )?(?:recruitment|experiences?)\b"
    r"|\bdecision (?:tree|analytic|model)"
)
_COMPARES = re.compile(
    r"\b(?:control|placebo|sham|usual care|comparison|intervention) (?:group|arm|condition)s?\b"
    r"|\bbetween[- ](?:groups?|arms)\b|\bcompared (?:to|with)\b|\bversus\b|\bvs\b"
)
_HEALTHY = re.compile(r"\b(?:in|with|from|to|and) (?:healthy )?controls\b")


def trial_beside_review(title: Text) -> bool:
    """Whether a title names one randomised trial of its own beside a review of others."""
    found = _BESIDE.search(title.lower)
    return found is not None and not _REVIEW_TITLE.search(title.lower, 0, found.start())


def pooled_trials(title: Text, abstract: Text) -> tuple[str, Span] | None:
    """(`title` or `abstract`, the place) of the words that say a work analyses several trials as one.

    A secondary analysis of one trial is none; nor is a trial that only names what others pooled,
    or the emulation of a sequence of trials.
    """
    found = _POOLS.search(title.lower)
    if found:
        return "title", found.span()
    if _EMULATES.search(title.lower + abstract.lower):
        return None
    allocates = _done(abstract) is not None
    for pattern in (_POOLS, _META_ANALYSED):
        for found in pattern.finditer(abstract.lower):
            sentence = abstract.sentence(*found.span()).lower()
            of_others = _OTHERS.search(sentence, 0, max(0, sentence.find(found.group())))
            own = pattern is _META_ANALYSED or _OURS.search(sentence)
            if of_others or _WISHED.search(sentence) or not own:
                continue
            # Who also allocates people brings a trial of their own beside it.
            if pattern is _META_ANALYSED and (allocates or not _SEVERAL.search(abstract.lower)):
                continue
            return "abstract", found.span()
    return None


def random_allocation(title: Text, abstract: Text) -> tuple[str, Span] | None:
    """(`title` or `abstract`, the place) of the words that say a work allocated at random.

    None when nothing does, or when the work is a review, an emulation or a report around a
    trial. Protocols are not looked for here: who asks has set them apart.
    """
    reviews = _REVIEW_TITLE.search(title.lower) and not trial_beside_review(title)
    if reviews or _EMULATES.search(title.lower + abstract.lower):
        return None
    arms = _done(abstract)
    compared = arms is not None and _COMPARES.search(abstract.lower) is not None
    around = _AROUND.search(title.lower) or _AROUND_ITSELF.search(abstract.lower)
    if around and not compared:
        return None
    named = _TITLE.search(_without_others(title.lower))
    if named:
        return "title", named.span()
    if _REVIEWS.search(abstract.lower):
        return None
    # Patients of a trial set beside healthy people: not the trial's arms.
    if arms is None and _HEALTHY.search(title.lower):
        return None
    place = arms or _named(abstract)
    return ("abstract", place) if place else None


def _without_others(lower: str) -> str:
    """The text with what only sounds like allocation blanked, letter for letter."""
    return _NOT_PEOPLE.sub(lambda found: " " * len(found.group()), lower)


def _done(abstract: Text) -> Span | None:
    """The first place that tells of people allocated at random, not of a plan to do so."""
    lower = _without_others(abstract.lower)
    for found in _DONE.finditer(lower):
        if not _PLANNED.search(lower, max(0, found.start() - _REACH), found.end()):
            return found.span()
    return None


def _named(abstract: Text) -> Span | None:
    """The first place where a work names its own randomised trial, not a wish or another's."""
    for found in _NAMED.finditer(_without_others(abstract.lower)):
        sentence = abstract.sentence(*found.span()).lower()
        if not (_WISHED.search(sentence) or _OTHERS.search(sentence)):
            return found.span()
    return None
