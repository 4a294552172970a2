import json
from io import StringIO

from msgspec.structs import replace

from litwatch.exchange import write
from litwatch.exchange.jsonl import as_dict
from litwatch.store.others import Member

# The keys of interface.md, in its order.
_CONTRACT = [
    "pmid",
    "doi",
    "pmcid",
    "title",
    "title_html",
    "abstract",
    "journal",
    "published",
    "created",
    "languages",
    "vernacular_title",
    "authors",
    "mesh",
    "publication_types",
    "keywords",
    "notices",
    "state",
    "topics",
    "tags",
    "score",
    "band",
    "usefulness",
    "model",
    "decision",
    "sources",
]


def _lines(*entries) -> list[dict]:
    out = StringIO()
    assert write("jsonl", entries, out) == len(entries)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_the_keys_are_the_contract_and_always_the_same(full, bare):
    one, other = _lines(full, bare)
    assert list(one)[: len(_CONTRACT)] == _CONTRACT
    assert list(one) == list(other)
    assert len(set(one)) == len(one)


def test_a_work_is_named_and_what_was_said_of_its_other_records(full, bare):
    said = full.decision
    members = (
        Member(record=full.record, state="ok", role="watched", decision=said),
        Member(record=bare.record, state="ok", role="imported", decision=said),
    )
    article, preprint = _lines(replace(full, work=members), replace(bare, work=members[:1]))
    assert article["same_work"] == ["doi:10.1000/bare"]
    assert [(one["id"], one["verdict"]) for one in article["same_work_decisions"]] == [
        ("doi:10.1000/bare", "include")
    ]
    assert (preprint["same_work"], preprint["decision"]) == (["34107557"], None)
    (alone,) = _lines(full)
    assert (alone["same_work"], alone["same_work_decisions"]) == ([], [])


def test_a_full_record(full):
    (line,) = _lines(full)
    assert line["title"] == "Effects of CO2 & rest on fatigue: 50% {better}"
    assert line["title_html"].startswith("Effects of CO<sub>2</sub>")
    assert line["abstract"][0] == {"label": "AIM", "category": "OBJECTIVE", "text": "To rest."}
    assert line["journal"] == {
        "title": "Journal of Tests",
        "iso": "J Tests",
        "issn": "1234-5678",
        "volume": "3",
        "issue": "2",
        "pages": "123-8",
    }
    assert line["published"] == {"year": 2021, "month": 6, "raw": "2021 Jun"}
    assert line["created"] == "2021-06-03"
    assert line["authors"][0]["affiliations"] == ["Dept, Town."]
    assert list(line["authors"][3])[:6] == [
        "last", "fore", "initials", "collective", "orcid", "affiliations",
    ]  # fmt: skip
    assert line["authors"][3]["last"] is None
    assert line["mesh"][0]["qualifiers"] == [{"ui": "Q000628", "name": "therapy", "major": True}]
    assert line["keywords"] == ["post-exertional malaise"]
    assert line["notices"][0]["first_seen"] == "2026-11-03"
    assert line["tags"] == [
        {
            "facet": "study_design",
            "value": "rct",
            "by": "machine",
            "evidence": ["randomised"],
            "confidence": None,
        }
    ]
    assert (line["score"], line["band"], line["model"]) == (0.91, "likely", "m1")
    assert line["decision"]["at"] == "2026-11-03T08:00:00Z"
    assert (line["id"], line["role"], line["usefulness"]) == ("34107557", "watched", None)
    assert line["databanks"] == [{"name": "ClinicalTrials.gov", "accessions": ["NCT00000001"]}]


def test_missing_is_null_and_many_is_a_list(bare):
    (line,) = _lines(bare)
    assert line["id"] == "doi:10.1000/bare"
    for key in (
        "pmid",
        "pmcid",
        "title",
        "title_html",
        "published",
        "created",
        "decision",
        "model",
    ):
        assert line[key] is None, key
    for key in ("abstract", "authors", "mesh", "notices", "topics", "tags", "sources", "keywords"):
        assert line[key] == [], key
    assert set(line["journal"].values()) == {None}


def test_any_json_encoder_takes_the_values(full):
    assert json.loads(json.dumps(as_dict(full))) == _lines(full)[0]
