"""The countries where a study was done, as ISO 3166 codes, each with its sentence or heading.

Names come from Unicode's CLDR (Babel); beside them the adjectives and parts of countries
that abstracts use. A country counts where the words place the study or its people there
(`in Norway`, `Swedish adults`), not where it names a scale, a drug or a virus's origin.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from babel import Locale

from litwatch.classify.people import Quoted
from litwatch.records import Record

_ADJECTIVES = {
    "AR": "Argentinian|Argentine", "AT": "Austrian", "AU": "Australian", "BD": "Bangladeshi",
    "BE": "Belgian", "BR": "Brazilian", "CA": "Canadian", "CH": "Swiss", "CL": "Chilean",
    "CN": "Chinese", "CO": "Colombian", "CZ": "Czech", "DE": "German", "DK": "Danish",
    "EE": "Estonian", "EG": "Egyptian", "ES": "Spanish", "ET": "Ethiopian", "HR": "Croatian", "ID": "Indonesian", "FI": "Finnish", "FR": "French", "GB": "British|English|Scottish|Welsh|UK|NHS",
    "GR": "Greek", "HU": "Hungarian", "IE": "Irish", "IL": "Israeli", "IN": "(?<!American )Indian(?! (?:Health|[Tt]rib|[Rr]eserv))", "IR": "Iranian",
    "IS": "Icelandic", "IT": "Italian", "JP": "Japanese", "KR": "Korean", "MX": "Mexican",
    "MY": "Malaysian", "NG": "Nigerian", "NL": "Dutch", "NO": "Norwegian", "PK": "Pakistani",
    "PL": "Polish", "PT": "Portuguese", "RO": "Romanian", "RS": "Serbian", "SI": "Slovenian", "PH": "Filipino", "RU": "Russian", "SA": "Saudi",
    "SE": "Swedish", "TH": "Thai", "TR": "Turkish", "TW": "Taiwanese", "UA": "Ukrainian",
    "US": "American|US|U\\.S\\.", "VN": "Vietnamese", "ZA": "South African",
}  # fmt: skip
_ALSO = {
    "GB": "UK|U\\.K\\.|England|Scotland|Wales|Northern Ireland|Great Britain|NHS|London",
    "US": "USA|U\\.S\\.A?\\.?|US|United States of America|California|New York|Massachusetts|Texas|Boston",
    "CZ": "Czech Republic", "KR": "South Korea|Republic of Korea|Korea", "TR": "Turkey|Türkiye",
    "NL": "the Netherlands|Netherlands", "HK": "Hong Kong", "RU": "Russia", "VN": "Vietnam",
    "BA": "Bosnia and Herzegovina", "MM": "Myanmar", "PS": "Palestine", "MO": "Macao|Macau",
    "CD": "Democratic Republic of (?:the )?Congo", "CI": "Côte d'Ivoire|Ivory Coast",
    "SE": "Stockholm|Gothenburg", "CN": "Wuhan|Beijing|Shanghai", "ES": "Madrid|Barcelona",
    "DE": "Berlin|Munich", "CA": "Ontario|Quebec|British Columbia|Alberta", "IT": "Lombardy",
}  # fmt: skip
# Names that are other things oftener: a state of the union, a given name, an old word.
_NEVER = frozenset({"GE", "JE", "IM", "TD", "ML", "GG", "IO", "UM", "QO", "EU", "EZ", "UN", "AQ"})
_PEOPLE = (
    r"(?i:adults?|patients?|participants?|children|adolescents?|wom[ae]n|m[ae]n|people|populations?|cohorts?"
    r"|health|hospitals?|national|nationwide|primary|general|university|veterans|students|individuals|survey"
    r"|regist\w+|clinics?|workers|nurses|healthcare|public|military|sample|residents|outpatients|long|post|study"
    r"|multicent\w+|cent(?:er|re)s?|veteran\w*|citizens|municipalit\w+|regions?|cities|city|biobank|data)"
)


_CAPITALISED = re.compile(r"[^\W\d_a-zß-ÿ]\w*")


class _Country(NamedTuple):
    """A country's code and the pattern of what places a study there."""

    code: str
    pattern: re.Pattern[str]


@lru_cache(maxsize=1)
def _by_word() -> dict[str, frozenset[_Country]]:
    """Countries by the capitalised words of which one stands in all that fits their pattern.

    To ask 250 patterns of every sentence would take ten times as long.
    """
    names = Locale("en").territories
    found: dict[str, set[_Country]] = {}
    for code, name in names.items():
        if len(code) != 2 or code in _NEVER:
            continue
        called = "|".join([re.escape(name), *([_ALSO[code]] if code in _ALSO else [])])
        placed = (
            rf"(?:\b(?:in|across|throughout|from|within|of|around|at|between|and|mainland)\s+(?:the\s+)?"
            rf"(?:(?i:(?:north|south)?(?:east|west|north|south)(?:ern)?|central|rural|urban|mainland|greater)\s+)?"
            rf"|,\s+(?:the\s+)?|\(\s*|:\s+(?:an?\s+)?)(?:{called})\b(?!-Dwass)"
        )
        adjective = _ADJECTIVES.get(code)
        if adjective:
            placed += rf"|\b(?:{adjective})\s+(?:[\w-]+\s+){{0,2}}?{_PEOPLE}\b"
        placed += rf"|\b(?:{called})(?:-based|-wide)\b"
        country = _Country(code, re.compile(placed))
        for word in _CAPITALISED.findall(f"{called}|{adjective or ''}"):
            found.setdefault(word, set()).add(country)
    return {word: frozenset(named) for word, named in found.items()}


@lru_cache(maxsize=1)
def _codes() -> dict[str, str]:
    """Country code by English name, as MeSH writes most of them."""
    return {name: code for code, name in Locale("en").territories.items() if len(code) == 2}


_ABOUT_A_SCALE = re.compile(
    r"(?:version|translation|questionnaire|language|consensus criteria|criteria|medicine|guideline|herbal|herb)",
)
_ELSEWHERE = re.compile(
    r"\b(?:software|inc\.|gmbh|corp|armonk|diagnosti[ck]s?, |manufactur\w+|version \d|statistical package|spss|stata"
    r"|prismaticos|first (?:reported|identified|detected)|originat\w+|approved by the (?:us|u\.s\.)"
    r"|fda\b|food and drug administration)",
    re.IGNORECASE,
)


def countries(record: Record, sentences: Iterable[str]) -> tuple[Quoted[str], ...]:
    """ISO 3166 alpha-2 codes of where a study was done, in the order they are told.

    `sentences` are the study's own. Country headings of MeSH count beside the words.
    """
    by_word = _by_word()
    found: dict[str, Quoted[str]] = {}
    for sentence in sentences:
        hits = []
        words = by_word.keys() & set(_CAPITALISED.findall(sentence))
        for code, pattern in set[_Country]().union(*(by_word[word] for word in words)):
            hit = pattern.search(sentence)
            if hit and not _ABOUT_A_SCALE.match(sentence, hit.end() + 1):
                hits.append((hit.start(), code))
        if hits and _ELSEWHERE.search(sentence):
            continue
        for at, code in sorted(hits):
            found.setdefault(code, Quoted(code, sentence, at))
    for heading in record.mesh:
        named = _codes().get(heading.name)
        if named and named not in _NEVER:
            found.setdefault(named, Quoted(named, f"MeSH: {heading.name}"))
    return tuple(found.values())
