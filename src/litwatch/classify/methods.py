"""What a work says of its own method, in the words that abstracts use: one pattern a design.

The patterns are tried in order and the first that fits wins: reviews first, since they speak
of other works' methods; what was done to whom before how it was counted; general words last.
Random allocation has a module of its own (`trials`). Written while reading one half of the
adjudicated records and unjudged neighbours of theirs; `benchmarks/design.py` counts the other.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from litwatch.records import Confidence

_DATABASE = (
    r"(?:pubmed|medline|embase|scopus|web of science|cochrane|cinahl|psycinfo|google scholar"
    r"|cnki|wanfang|pedro|lilacs|sciencedirect|wos|central)"
)
_SEARCHED = (
    rf"(?:\b{_DATABASE}\b[^.\n]{{0,60}}\b{_DATABASE}\b"
    r"|(?<!previous )(?<!prior )(?<!recent )(?<!earlier )(?<!published )\bsystematic(?:ally)? (?:and \w+ )?(?:literature |electronic |database )?(?:search|review(?!s))"
    r"|\bprisma\b(?!-scr)|\bprospero\b|\b(?:studies|trials|articles) (?:were|was|that were) (?:eligible|included) in (?:the|this) (?:review|meta))"
)
_POOLED = (
    r"\bpooled (?:prevalence|incidence|estimate|effect|odds|risk|mean|rate|proportion|result|analys)"
    r"|\brandom[- ]effects? (?:model|meta)|\bmeta-?analys[ei]s (?:was|were)(?! not) \w+|\bmeta-?analys[ei]s (?:showed|revealed|found|indicated|demonstrated)"
    r"|\b(?:systematic review and|we (?:conducted|performed|did) an?|this|our|the present) meta-?analysis\b|\b(?:were|was) meta-?analy[sz]ed\b|\bwe meta-?analy[sz]ed\b"
)
_ITSELF = r"(?:this|our|the (?:present|current)|present|current)"
_OF_FILES = r"(?<!chart )(?<!record )(?<!records )(?<!retrospective )(?<!case )(?<!file )(?<!file-)"
_UNCONTROLLED = (
    r"\b(?:single-(?:arm|group)|one-(?:arm|group)|uncontrolled|open-label|non-?randomi[sz]ed|quasi-?(?:experiment|random)\w*|before-(?:and-)?after"
    r"|pre-?(?:/|-|to-|–| and )?post(?:-?(?:test|intervention|design|study|treatment))?|pretest|interventional) (?:[\w-]+,? ){0,4}(?:study|trial|design|evaluation|series|pilot|analysis|comparison)"
    r"|\bwere alternately (?:assigned|allocated)\b"
)
_INTERVIEWS = (
    r"\b(?:semi-?structured|in-?depth|narrative|qualitative) (?:[\w-]+ ){0,3}interviews?\b"
    r"|\bfocus groups?\b|\bthematic(?:ally)? (?:content )?analy|\binterpretative phenomenolog|\bphenomenologic"
    r"|\bgrounded theory\b|\bqualitative (?:\w+ ){0,2}(?:study|approach|design|method|analysis|descripti|content)"
    r"|\bphotovoice\b|\breflexive thematic\b|\bframework analysis\b"
)


class Said(NamedTuple):
    """A design, how surely its pattern tells it, and the pattern (of lower-cased text)."""

    design: str
    confidence: Confidence
    pattern: re.Pattern[str]


def _said(design: str, confidence: Confidence, *patterns: str) -> Said:
    return Said(design, confidence, re.compile("|".join(patterns)))


POOLED = re.compile(_POOLED)
UNCONTROLLED = re.compile(_UNCONTROLLED)

SAID: tuple[Said, ...] = (
    _said(
        "scoping",
        "medium",
        rf"\b{_ITSELF} (?:[\w-]+ ){{0,3}}(?:scoping|mapping|rapid) review\b",
        r"\ba (?:scoping|rapid) review\b|\bprisma-scr\b|\bbased on (?:a )?rapid review",
    ),
    _said("systematic_review", "medium", _SEARCHED),
    _said(
        "narrative_review",
        "high",
        rf"\b(?:in )?{_ITSELF} (?:[\w'-]+ ){{0,4}}{_OF_FILES}(?:review|chapter|overview)\b(?! of (?:records|charts|cases))",
        r"\bpurpose of (?:this )?review\b|\btopic of this review\b|\bthe (?:aim|purpose|objective|goal) of (?:this|the) (?:[\w-]+ )?review\b",
        r"\b(?:this|the present) (?:article|paper|work|manuscript|study|chapter|contribution|series paper)"
        r" (?:\([^)]*\) )?(?:[\w-]+ ){0,4}(?:reviews?|provides? (?:an? )?(?:[\w-]+ ){0,3}(?:review|overview|summary|synthesis))\b",
        r"\b(?:here(?:in)?,? )?we (?:here |also |first |then |briefly |critically |comprehensively |aim(?:ed)? to )*(?:review|summari[sz]e|synthesi[sz]e)\b",
        r"\b(?:narrative|literature|critical|comprehensive|mini-?|state-of-the-art|integrative) ?reviews?\b",
        r"\b(?:aim|purpose|objective|goal) of this (?:paper|article|work) (?:is|was) to (?:review|summari[sz]e|provide an overview)",
        r"\breview(?:s|ed)? (?:the )?(?:current |recent |existing |available |latest )(?:evidence|literature|knowledge|advances|data|research)",
    ),
    _said(
        "case_report",
        "high",
        r"\bwe (?:here )?(?:present|report|describe) (?:on )?(?:the |a |an |two |three |four |\d )(?:[\w-]+ ){0,4}(?:case|cases|patients?)\b(?! (?:series )?of \d{2,})",
        r"\b(?:this|the present|our) case (?:report|series|study)? ?(?:describes|presents|highlights|illustrates|reports|underscores|demonstrates)",
        r"\bcase (?:report|presentation|description)\b",
        r"\b\d{1,2}-year-old (?:[\w-]+ ){0,3}(?:woman|man|male|female|girl|boy|patient|athlete)\b",
    ),
    _said(
        "mixed_methods",
        "medium",
        r"\bmixed[- ]methods?\b|\bmulti-?methods?\b",
    ),
    _said("qualitative", "medium", _INTERVIEWS),
    _said(
        "economic",
        "medium",
        r"\b(?:cost-(?:effectiveness|utility|benefit) analysis|economic evaluation|incremental cost|budget impact|cost of illness)",
    ),
    _said(
        "modelling_registry",
        "medium",
        r"\bmendelian randomi[sz]ation\b",
        r"\b(?:gene expression omnibus|geo datasets?|gse\d{4,}|bioinformatics? (?:analys|approach|method)|weighted gene co-?expression)",
        r"\b(?:agent-based|simulation|compartmental|mathematical|markov) model",
        r"\bwe (?:developed|trained|built|propose[d]?|present) (?:and \w+ )?(?:an? )?(?:[\w-]+ ){0,5}(?:algorithm|classifier|prediction model|machine learning|deep learning|framework for predict|nomogram)",
        r"\b(?:nomogram|random forest|xgboost|support vector machine|gradient boosting|machine[- ]learning (?:model|algorithm|classif))",
    ),
    _said(
        "diagnostic",
        "medium",
        r"\b(?:construct|convergent|criterion|content|discriminant|face|known-groups?) validity\b",
        r"\b(?:internal consistency|test-retest|cronbach|psychometric(?:ally)? (?:properties|validat\w+|performance|evaluation of|analysis of|sound)|measurement properties|confirmatory factor analys[ie]s|rasch)\b",
        r"\b(?:diagnostic (?:accuracy|performance|value)|sensitivity (?:and|of \d+)[^.\n]{0,40}specificity)",
    ),
    _said(
        "nonrandomised_trial",
        "medium",
        _UNCONTROLLED,
        r"\b(?:before and after|pre- and post-?|prior to and (?:after|following)) (?:the |a |an )?(?:[\w-]+ ){0,3}(?:intervention|program\w*|treatment|therapy|training|rehabilitation|workshop|course|sessions?|apheresis|surgery|supplementation)",
        r"\bfeasibility (?:and \w+ )?(?:study|trial)\b|\b(?:tested|assessed?|investigated?|evaluated?|explore[ds]?) (?:the )?(?:[\w-]+ ){0,2}feasibility\b|\bpilot trial\b|\bproof-of-concept (?:study|trial)\b",
        r"\bnon-?randomi[sz]ed (?:[\w-]+ ){0,2}(?:trial|study)|\bphase (?:i|ii|1|2|2a|1b)\b[^.\n]{0,40}\btrial\b",
    ),
    _said(
        "cohort",
        "high",
        rf"\b(?:{_ITSELF}|we|was|is|in|conducted|performed|did|undertook|using|through|an?) (?:an? )?(?:[\w-]+,? ){{0,5}}?(?:cohort|longitudinal|follow-up) (?:study|analysis|investigation|design)\b",
        r"\b(?:prospective|retrospective|longitudinal|population-based|nationwide|national|matched)(?:,? [\w-]+){0,3} cohort\b",
    ),
    _said(
        "case_control",
        "medium",
        r"\bcase[- ]control\b",
        r"\b(?:healthy|matched|recovered|asymptomatic|pre-?pandemic|sedentary|uninfected|never-infected|non-?fatigued|age-(?:and )?(?:sex-)?matched|normal)(?:,? (?:and )?[\w/-]+){0,3} (?:controls?|volunteers|comparators|subjects|participants|individuals|donors)\b",
        r"\b(?:compared (?:to|with)|versus|vs\.?|and) (?:[\w-]+ ){0,3}controls?\b(?! (?:group )?rec)|\bcontrol (?:patients|participants|subjects|group;)|\(control group",
    ),
    _said(
        "cross_sectional",
        "high",
        r"\bcross-?sectional(?:,? [\w-]+){0,3} (?:study|studies|survey|design|analys[ei]s|investigation|questionnaire|data|approach|cohort|sample|research|evaluation)\b",
        r"\b(?:online|web-based|national|postal|electronic|anonymous|telephone|population|interview|health|self-administered|internet|community) (?:[\w-]+ ){0,3}(?:survey|questionnaire)",
        r"\bwe surveyed\b|\bsurvey (?:was|of|data)\b|\bsurveys? (?:were|was) (?:conducted|sent|distributed|completed)|\brespondents\b|\bdiscrete choice\b",
    ),
    _said(
        "cohort",
        "medium",
        r"\b(?:prospective|retrospective|longitudinal)(?:ly)?\b(?! (?:registered|nature|studies|trials))|\bchart review\b|\bcohorts?\b|\btarget trial\b",
        r"\b(?:were|was|we) (?:then )?(?:followed|re-?assessed|re-?evaluated|re-?examined)\b|\bfollowed[- ]up\b"
        r"|\b(?:at|during|median|mean|month|months|year|years|week|weeks|lost to|longitudinal)(?: of)? follow-?up\b|\bfollow-?up (?:visits?|assessments?|periods?|of \d|was|data|time)\b",
        r"\b(?:electronic (?:health|medical) records?|medical records|health records|registr(?:y|ies)|claims data)\b",
        r"\b(?:\d+|three|six|nine|twelve|one|two) ?-?(?:weeks?|months?|years?) (?:after|post|following|since)\b[^.\n]{0,40}(?:discharge|infection|covid|onset|diagnosis|hospitali|illness)",
        r"\b(?:at|from) (?:baseline|admission) and\b|\bbaseline and\b",
    ),
    _said(
        "cross_sectional",
        "low",
        r"\bsurvey(?:ed|s)?\b|\b(?:completed|answered|validated|self-report(?:ed)?|using|administered|by)(?: [\w-]+){0,5} questionnaires?\b"
        r"|\b(?:assess|determin|estimat|investigat|examin|evaluat)\w* the (?:\w+ ){0,3}prevalence\b",
    ),
    _said(
        "opinion",
        "medium",
        r"\bthis (?:commentary|perspective|viewpoint|opinion|editorial|letter|essay|correspondence|position paper|hypothesis)\b",
        r"\b(?:we|i) (?:here )?(?:argue|hypothesi[sz]e|propose|contend|posit|comment|suggest a hypothesis)\b|\b(?:hypothesis|perspective) (?:paper|article)\b",
    ),
    _said(
        "narrative_review",
        "low",
        r"\b(?:we|this (?:article|paper|work|study|contribution|manuscript|framework|synthesis|report|summary)|here(?:in)?,? we) (?:[\w-]+ ){0,3}?(?:discuss(?:es)?|outlines?|explores?|highlights?|summari[sz]es?|describes? the|examines? the|delves?|considers?|addresses|presents? an overview)\b",
        r"\b(?:are|is|were) (?:also |then |briefly |critically )?(?:discussed|summari[sz]ed|outlined|highlighted)\b|\b(?:emerging|growing|accumulating|mounting|current|recent) (?:body of )?(?:evidence|studies|research|findings|data)\b",
        r"\bfuture (?:directions|perspectives) are\b|\bcurrent (?:knowledge|understanding|state)\b",
    ),
)
