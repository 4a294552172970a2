"""Words that a text may not hold: unearned certainty, and in "In short" advice and praise.

SBU’s four levels are the only words of certainty, and only for a body of evidence
(SBU, "Så graderas tillförlitligheten"; digest.md §3 and §4).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from litwatch.digest.edition import Written

NOT_ASSESSED = ("", "ej bedömd", "not assessed")

_GRADE_SIGNS = re.compile(
    r"[⊕⊖⨁⨀](?:\s*[⊕⊖⨁⨀◯○●O0-])*|[◯○●]{2,}|(?:\(\s*[+−–oO0-]?\s*\)\s*){2,}|(?<!\w)\+{2,}[−–○o0-]*"
)
_SBU_WORDING = re.compile(
    r"(?:(?:hög|måttlig|låg|mycket låg) tillförlitlighet"
    r"|bedömningen är att resultatet stämmer"
    r"|(?:det är )?(?:troligt|möjligt) att resultatet stämmer"
    r"|det går inte att bedöma(?: om resultatet stämmer)?"
    r"|(?:high|moderate|low|very low) certainty)\.?",
    re.IGNORECASE,
)
_SBU_IN_TEXT = re.compile(
    r"\b(?:(?:mycket låg|hög|måttlig|låg)\s+tillförlitlighet"
    r"|bedömningen är att resultatet stämmer|(?:troligt|möjligt) att resultatet stämmer"
    r"|går inte att bedöma|(?:very low|high|moderate|low)[- ]certainty)\b",
    re.IGNORECASE,
)
_SUBJECT = (
    r"(?:tillförlitlighet\w*|evidens\w*|bevisläget|vetenskapligt? (?:stöd\w*|underlag\w*)|grade\w*"
    r"|certainty|evidence|confidence in the)"
)
_LEVEL = (
    r"(?:hög\w*|måttlig\w*|låg\w*|stark\w*|svag\w*|god|gott|goda|säker|säkert|begränsa[dt]\w*|otillräcklig\w*"
    r"|high|moderate|low|strong|weak|limited|insufficient|robust)"
)
_BETWEEN = r"[\s:=,()–-]+(?:[^\s.!?;]+[\s:=,()–-]+){0,4}?"
_CERTAIN = re.compile(
    rf"\b(?:{_LEVEL}{_BETWEEN}{_SUBJECT}|{_SUBJECT}{_BETWEEN}{_LEVEL}|evidens(?:grad|styrka)\w*)\b",
    re.IGNORECASE,
)
_PROVEN = re.compile(
    r"\b(?:bevisar|bevisa[dt]e?|fastställt|säkerställt|otvetydigt|klart visat|visar klart"
    r"|visat klart|utom allt tvivel|bota(?:r|s|t|de)?|ofarlig\w*|riskfri\w*|garantera\w*"
    r"|proves?|proven|cures?|cured|harmless|conclusive(?:ly)?|definitive(?:ly)?"
    r"|clearly (?:shows?|shown|demonstrate[sd]?))\b",
    re.IGNORECASE,
)
_ADVICE = re.compile(
    r"\b(?:bör|borde|skall?|ska|måste|rekommendera\w*|rekommendation\w*|should|must|ought"
    r"|recommend\w*|att föredra|lämpligt att|is advis\w+|are advis\w+|preferable)\b",
    re.IGNORECASE,
)
# A line that opens with an order is advice too. Capitals only: "ge" elsewhere is a verb of fact.
_ORDER = re.compile(
    r"^\W*(?:Erbjud|Ge|Undvik|Använd|Följ|Remittera|Fråga|Överväg|Avråd|Pröva|Prova|Sätt in|Låt|Be"
    r"|Lova|Råd|Informera|Börja|Sluta|Ordinera|Hänvisa|Screena|Kontrollera|Var försiktig|Inför|Satsa|Håll|Gör|Ställ|Tänk|Boka|Mät|Testa|Behandla|Vaccinera|Träna|Vila\b"
    r"|Offer|Avoid|Use|Give|Refer|Consider|Ask|Do not|Don['’]t|Start|Stop|Prescribe|Advise|Encourage"
    r"|Screen|Try|Introduce|Provide|Treat|Test|Measure)\b"
)
_PRAISE = re.compile(
    r"\b(?:banbrytande|unikt?|unika|revolutioner\w*|mirak\w*|sensation\w*|genombrott\w*|fantastisk\w*"
    r"|(?:mest|minst)\s+(?:effektiv\w*|verksam\w*|lovande|säkra?)|effektivaste?|verksammaste?|säkraste?"
    r"|most\s+(?:effective|promising|powerful)|safest|strongest"
    r"|utmärkt\w*|ypperlig\w*|strålande|imponerande|perfekt\w*|excellent|impressive|outstanding|perfect"
    r"|enastående|häpnadsväckande|världsunik\w*|världsledande|bäst|bästa|överlägs\w*"
    r"|groundbreaking|ground-breaking|breakthrough\w*|unique\w*|revolutionary|miracle\w*"
    r"|miraculous|best|superior|remarkabl[ey]|game[- ]chang\w*)\b",
    re.IGNORECASE,
)
_SHORT_FORMS = re.compile(
    r"\b(?:t\.?\s?ex|bl\.?\s?a|m\.?\s?fl|m\.?\s?m|d\.?\s?v\.?\s?s|ca|c:a|resp|jfr|s\.?\s?k|etc|vs|e\.g"
    r"|i\.e)\.",
    re.IGNORECASE,
)
_NEXT_SENTENCE = re.compile(r"[.!?…][\"”’)»]*\s+\S|\n\s*\S")


def unearned_certainty(written: Written, *, body: bool) -> Iterator[str]:
    """The words of certainty in a text that may not stand. `body`: of a body of evidence."""
    text = " ".join(written.text.split())
    if written.field == "certainty":
        in_sbus_words = body and _SBU_WORDING.fullmatch(text)
        if text.casefold().rstrip(".") not in NOT_ASSESSED and not in_sbus_words:
            yield text
        return
    if signs := _GRADE_SIGNS.search(text):
        yield signs.group().strip()
    if proven := _PROVEN.search(text):
        yield proven.group()
    for pattern in (_CERTAIN, _SBU_IN_TEXT):
        hit = pattern.search(text)
        if hit and not (body and _SBU_IN_TEXT.search(hit.group())):
            yield hit.group()
            return


def advice_or_praise(text: str) -> str:
    """The first word of recommendation or praise, or an empty string."""
    hit = _ORDER.search(text) or _ADVICE.search(text) or _PRAISE.search(text)
    return hit.group().strip() if hit else ""


def is_one_sentence(text: str) -> bool:
    return not _NEXT_SENTENCE.search(_SHORT_FORMS.sub("x", text.strip()))
