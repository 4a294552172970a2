"""Hand-written entries beside what must come of them. An input without an expectation fails."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from litwatch.records import encode
from litwatch.sources.pubmed_xml import Deleted, Parsed, ParseProblem, read_articles

GOLDEN = Path(__file__).parent / "golden"
NAMES = sorted(path.stem for path in GOLDEN.glob("*.xml"))


def told(data: bytes) -> list[dict[str, Any]]:
    """What the reader yields, as plain JSON. Digests of bytes are shortened to their name."""
    shown: list[dict[str, Any]] = []
    for outcome in read_articles(data, "golden"):
        match outcome:
            case Parsed(record):
                shown.append({"record": json.loads(encode(record))})
            case ParseProblem(where, pmid, reason, severity):
                reason = reason.partition("; sha256")[0]
                shown.append({"problem": reason, "where": where, "pmid": pmid, "is": severity})
            case Deleted(pmids):
                shown.append({"deleted": list(pmids)})
    return shown


@pytest.mark.parametrize("name", NAMES)
def test_golden(name: str) -> None:
    expected = json.loads((GOLDEN / f"{name}.expected.json").read_text(encoding="utf-8"))
    assert told((GOLDEN / f"{name}.xml").read_bytes()) == expected


def test_every_expectation_has_its_input() -> None:
    expectations = {path.name.removesuffix(".expected.json") for path in GOLDEN.glob("*.json")}
    assert expectations == set(NAMES)
    assert NAMES


def test_sanitised_markup_holds_the_five_elements_only() -> None:
    (record,) = (
        outcome.record
        for outcome in read_articles((GOLDEN / "inline_markup.xml").read_bytes())
        if isinstance(outcome, Parsed)
    )
    assert "<i>Salix <b>alba</b></i>" in record.title_html
    markup = record.title_html + "".join(section.html for section in record.abstract)
    assert set(re.findall(r"<(\w+)", markup)) == {"i", "b", "u", "sub", "sup"}
