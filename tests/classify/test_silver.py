"""Silver labels come from the strategies; every source gives both classes."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from litwatch.classify.adjudicated import Judgement, judgement_of, read_judgements
from litwatch.classify.model import Model, files
from litwatch.classify.silver import Silver, once, read_jsonl, strategies
from litwatch.classify.starting_model import build, main
from litwatch.errors import BadInput
from litwatch.records import Doi, Record
from litwatch.watch import Watch


def test_a_hit_is_a_positive_and_names_its_topics(make, watch: Watch) -> None:
    silver = Silver(watch)
    assert silver.topics(make("Pacing in chronic fatigue syndrome")) == ("me_cfs",)
    assert silver.topics(make("Fatigue", mesh=("Fatigue Syndrome, Chronic",))) == ("me_cfs",)
    assert silver.topics(make("Corrosion of steel")) == ()
    labels = [
        (example.source, example.positive)
        for example in silver.examples([make("Long COVID"), make("Steel"), make("")], "here")
    ]
    assert labels == [("here", True), ("here", False)]


def test_a_judgement_outweighs_a_hit(make, watch: Watch) -> None:
    hit = make("Games", "They may help in long COVID.", pmid="7")
    judged = {"7": Judgement(id="7", stratum="abstract", relevant="n")}
    silver = Silver(watch)
    (silver_says,) = silver.examples([hit], "here")
    (reader_says,) = silver.examples([hit], "here", judged)
    assert (silver_says.positive, reader_says.positive) == (True, False)
    assert silver_says.weight < 1 < reader_says.weight
    unknown = {"7": Judgement(id="7", stratum="abstract", relevant="u")}
    assert list(silver.examples([hit], "here", unknown)) == []


def test_adjudications_are_read_and_looked_up_by_pmid_or_doi(make, tmp_path: Path) -> None:
    (tmp_path / "first.csv").write_text(
        "id,stratum,relevant,topics,design,rct,sure,note\n12,title,y,me_cfs;pics,rct,y,h,x\n"
    )
    (tmp_path / "excerpts.csv").write_text(
        "id,stratum,relevant,sure\n12,title,n,h\ndoi:10.1000/ABC,nowhere,n,l\n"
    )
    judged = read_judgements(tmp_path)
    first = judgement_of(make("x", pmid="12"), judged)
    assert first is not None
    assert (first.relevant, first.topics, first.whole) == ("y", ("me_cfs", "pics"), True)
    second = judgement_of(Record(doi=Doi("10.1000/abc"), title="x"), judged)
    assert second is not None
    assert not second.whole
    assert judgement_of(make("x", pmid="13"), judged) is None
    (tmp_path / "excerpts.csv").write_text("id,stratum,relevant,sure\n5,title,maybe,h\n")
    with pytest.raises(BadInput, match=r"line 2 of excerpts\.csv"):
        read_judgements(tmp_path)


def test_every_part_of_a_strategy_has_its_fingerprint(watch: Watch) -> None:
    prints = strategies(watch)
    assert {"me_cfs", "postcovid/named"} <= set(prints)
    assert all(len(value) == 12 for value in prints.values())


def test_jsonl_is_read_without_its_markup(tmp_path: Path) -> None:
    row = {
        "title": "Long COVID",
        "abstract": "<h4>Background</h4>Tired.",
        "pmid": "12",
        "doi": "none",
        "year": 2024,
        "pub_date": "2024-03-01",
    }
    path = tmp_path / "r.jsonl.gz"
    path.write_bytes(gzip.compress(json.dumps(row).encode()))
    (record,) = read_jsonl(path)
    assert (record.id, record.title, record.abstract_text) == ("12", "long covid", "tired.")
    assert record.published is not None
    assert record.published.iso() == "2024-03"


def test_a_broken_line_is_named(tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl"
    path.write_text('{"title": "a"}\n[1]\n')
    with pytest.raises(BadInput, match=r"line 2 of r\.jsonl"):
        list(read_jsonl(path))


def test_a_work_met_twice_counts_once(make) -> None:
    seen: set[str] = set()
    title = "A long enough title to tell two works from one another"
    first = [make(title, pmid="1"), make("Short", pmid="2")]
    again = [make(f"{title.upper()}.", pmid="3"), make("Short", pmid="4"), make("x", pmid="2")]
    assert [r.id for r in once(first, seen)] == ["1", "2"]
    assert [r.id for r in once(again, seen)] == ["4"]


@pytest.mark.slow
def test_a_starting_model_is_built_twice_alike(shared_data: Path, tmp_path: Path) -> None:
    sample = shared_data / "xml" / "near_topic.xml.gz"
    records = [shared_data / "records" / "topical_and_hard_negatives.jsonl.gz"]
    model = build(sample, records)
    assert files(build(sample, records)) == files(model)
    assert (
        main(["--sample", str(sample), "--records", str(records[0]), "--out", str(tmp_path)]) == 0
    )
    assert Model.load(tmp_path).id == model.id
    assert model.manifest.metrics["later"].auc >= 0.9
