"""Every kind of answer that Crossref is known to give, and what it says of preprints."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from litwatch.records import Doi
from litwatch.sources.crossref_answers import Kind, classify, error_text, gap, listed, single
from litwatch.sources.transport import IncompleteAnswer

TEXT, JSON = {"Content-Type": "text/plain"}, {"content-type": "application/json;charset=UTF-8"}
ARTICLE, PREPRINT = Doi("10.1000/article"), Doi("10.1101/2026.01.02")


def body(message: Any, status: str = "ok") -> bytes:
    return json.dumps({"status": status, "message": message}).encode()


def item(doi: str, **relation: list[dict[str, str]]) -> dict[str, Any]:
    return {"DOI": doi, "relation": {key.replace("_", "-"): said for key, said in relation.items()}}


def said(doi: str, by: str = "subject", kind: str = "doi") -> dict[str, str]:
    return {"id-type": kind, "id": doi, "asserted-by": by}


@pytest.mark.parametrize(
    ("status", "headers", "content", "kind"),
    [
        (200, JSON, body({"items": []}), Kind.OK),
        (200, JSON, body({"items": []}, "failed"), Kind.TRANSIENT),
        (200, TEXT, b"<html>Sorry</html>", Kind.TRANSIENT),
        (200, JSON, b'{"status":"ok","mess', Kind.TRANSIENT),
        (200, JSON, b"[]", Kind.TRANSIENT),
        (404, TEXT, b"Resource not found.", Kind.UNKNOWN),
        (404, JSON, body([{"type": "cursor-invalid"}], "failed"), Kind.REFUSED),
        (404, {}, b"", Kind.REFUSED),
        (400, JSON, body([{"message": "no such filter"}], "failed"), Kind.REFUSED),
        (403, TEXT, b"Forbidden", Kind.REFUSED),
        (429, JSON, b"", Kind.RATE),
        (302, {}, b"", Kind.TRANSIENT),
        (503, TEXT, b"busy", Kind.TRANSIENT),
    ],
)
def test_the_kind_of_an_answer(
    status: int, headers: dict[str, str], content: bytes, kind: Kind
) -> None:
    assert classify(status, headers, content) is kind


@given(st.integers(100, 599), st.binary(max_size=60))
def test_no_answer_makes_it_stumble(status: int, content: bytes) -> None:
    assert isinstance(classify(status, JSON, content), Kind)
    assert 0 < len(error_text(content)) <= 200


@pytest.mark.parametrize(
    ("limit", "interval", "seconds"),
    [("10", "1s", 1.0), ("1", "1s", 1.0), ("1", "5s", 5.0), ("0", "1s", 1.0), ("x", "", 1.0)],
)
def test_the_pace_follows_the_headers_and_is_never_quicker_than_ours(
    limit: str, interval: str, seconds: float
) -> None:
    assert gap({"X-Rate-Limit-Limit": limit, "x-rate-limit-interval": interval}, 1.0) == seconds
    assert gap({}, 1.0) == 1.0


def test_both_directions_and_who_states_them() -> None:
    rows = [
        item(str(PREPRINT).upper(), is_preprint_of=[said("https://doi.org/10.1000/ARTICLE")]),
        item(
            str(ARTICLE), has_preprint=[said(PREPRINT, by="object")], has_review=[said("10.1000/r")]
        ),
        item("10.1000/none"),
    ]
    found = listed(
        body({"items": rows, "total-results": 3}), (PREPRINT, ARTICLE, Doi("10.1000/none"))
    )
    links = [
        (one.doi, link.ref_type, link.direction, link.doi, link.note)
        for one in found
        for link in one.links
    ]
    assert links == [
        (PREPRINT, "is-preprint-of", "in", ARTICLE, "stated by this record"),
        (ARTICLE, "has-preprint", "of", PREPRINT, "stated by the other record"),
    ]


@pytest.mark.parametrize(
    "other",
    [said("https://example.org/x", kind="uri"), said("not a doi"), said(ARTICLE), {}],
)
def test_what_cannot_be_used_is_named(other: dict[str, str]) -> None:
    found = single(body(item(ARTICLE, has_preprint=[other])), ARTICLE)
    assert found.links == ()
    (problem,) = found.problems
    assert problem.startswith("10.1000/article: has-preprint cannot be used")


@pytest.mark.parametrize(
    "message",
    [
        {"items": [item(ARTICLE)], "total-results": 2},
        {"items": [item("10.1000/other")], "total-results": 1},
        {"items": [{"title": ["x"]}], "total-results": 1},
        {"items": ["x"], "total-results": 1},
        {"items": None, "total-results": 0},
        {"items": [], "total-results": True},
        {"total-results": 0},
        "text",
    ],
)
def test_a_list_that_is_not_whole_is_no_answer(message: Any) -> None:
    with pytest.raises(IncompleteAnswer):
        listed(body(message), (ARTICLE,))


@pytest.mark.parametrize("relation", [None, [], "x", {"has-preprint": "x"}])
def test_a_relation_in_an_odd_form_is_none(relation: Any) -> None:
    assert single(body({"DOI": ARTICLE, "relation": relation}), ARTICLE).links == ()


def test_recorded_answers(shared_contracts: Path) -> None:
    """Real articles with a preprint, stated by the preprint's server; a real 404."""
    folder = shared_contracts / "fixtures" / "crossref"
    raw = (folder / "habanero_item_relation.json").read_bytes()
    doi = Doi(json.loads(raw)["message"]["DOI"])
    (link,) = single(raw, doi).links
    assert (link.doi, link.direction, link.note) == (
        "10.1101/014852",
        "of",
        "stated by the other record",
    )
    missing = json.loads((folder / "habanero_404_plain_text.json").read_bytes())
    headers = {key: value[0] for key, value in missing["headers"].items()}
    assert classify(404, headers, missing["body"].encode()) is Kind.UNKNOWN
    assert gap(headers, 0.1) == pytest.approx(0.2)
    page = json.loads((folder / "habanero_cursor_page.json").read_bytes())["body"]
    with pytest.raises(IncompleteAnswer, match="promises 454"):
        listed(json.dumps(page).encode(), (ARTICLE,))
    preprints = {}
    for name in ("update-to", "updated-by"):
        raw = (folder / f"habanero_item_{name}.json").read_bytes()
        links = single(raw, Doi(json.loads(raw)["message"]["DOI"])).links
        preprints[name] = [link.doi for link in links]
    assert preprints == {"update-to": ["10.1101/2024.07.14.24310389"], "updated-by": []}
