from datetime import timedelta

import pytest
from sqlalchemy import insert

from litwatch.errors import WrongUse
from litwatch.records import Decision, Prediction, Tag
from litwatch.review.queue import queue
from litwatch.store import catalog, entries, opinions, screening
from litwatch.store.tables import tag as tag_table


@pytest.fixture
def stocked(store, make_record, now):
    """Five imported records and a background one."""
    with store.write() as tx:
        made = [(make_record(str(number)), b"") for number in range(1, 6)]
        catalog.save(tx, made, source="file:a.xml", now=now)
        catalog.save(tx, [(make_record("6"), b"")], source="f", role="background", now=now)
    return store


def _said(record_id, score, band, model="m1"):
    return Prediction(record_id=record_id, model=model, score=score, band=band)


def _decided(record_id, verdict, now, reviewer="A. Kurator"):
    return Decision(record_id=record_id, verdict=verdict, reviewer=reviewer, at=now)


def test_the_prediction_made_last_is_live(stocked, now):
    later = now + timedelta(hours=1)
    with stocked.write() as tx:
        assert opinions.latest_model(tx) == ""
        opinions.save_predictions(tx, [_said("1", 0.2, "unlikely", "m2")], now)
        opinions.save_predictions(tx, [_said("1", 0.9, "likely", "m1")], later)
        (entry,) = entries(tx, ids=["1"])
        assert entry.prediction == _said("1", 0.9, "likely", "m1")
        assert opinions.latest_model(tx) == "m1"
        # A rollback to the older model: it speaks again and is heard.
        again = later + timedelta(hours=1)
        opinions.save_predictions(tx, [_said("1", 0.3, "unlikely", "m2")], again)
        (entry,) = entries(tx, ids=["1"])
        assert entry.prediction == _said("1", 0.3, "unlikely", "m2")


def test_unscored_are_the_new_and_the_changed(stocked, make_record, now):
    with stocked.write() as tx:
        opinions.save_predictions(tx, [_said(id_, 0.5, "uncertain") for id_ in "123"], now)
        assert opinions.unscored(tx, "m1") == ["4", "5"]
        assert opinions.unscored(tx, "m1", roles=("background",)) == ["6"]
        assert opinions.unscored(tx, "another") == ["1", "2", "3", "4", "5"]
        changed = make_record("2", title="A new title")
        catalog.save(tx, [(changed, b"")], source="f", now=now + timedelta(days=1))
        assert opinions.unscored(tx, "m1") == ["2", "4", "5"]


def test_machine_tags_are_replaced_as_a_set_and_a_persons_tag_is_never_touched(stocked, now):
    by_hand = {
        "record_id": "1",
        "facet": "audience",
        "value": "vardcentral",
        "by": "A. Kurator",
        "state": "accepted",
        "evidence": [],
        "taxonomy_version": "1",
        "at": now,
    }
    design = Tag(facet="study_design", value="rct", evidence=("Randomized Controlled Trial",))
    with stocked.write() as tx:
        tx.execute(insert(tag_table).values(by_hand))
        opinions.save_tags(tx, {"1": [design, Tag(facet="pem", value="yes")]}, "1", now)
        opinions.save_tags(tx, {"1": [design]}, "2", now)
        (entry,) = entries(tx, ids=["1"])
        assert [(tag.facet, tag.by) for tag in entry.tags] == [
            ("audience", "A. Kurator"), ("study_design", "machine"),
        ]  # fmt: skip
        assert entry.tags[1] == design
        opinions.save_tags(tx, {"1": []}, "2", now)
        (entry,) = entries(tx, ids=["1"])
        assert [tag.by for tag in entry.tags] == ["A. Kurator"]
        with pytest.raises(WrongUse):
            opinions.save_tags(tx, {"1": [Tag(facet="f", value="v", by="A. Kurator")]}, "2", now)


def test_decisions_are_appended_and_the_last_one_is_live(stocked, now):
    with stocked.write() as tx:
        first = screening.append_decision(tx, _decided("1", "include", now))
        second = screening.append_decision(tx, _decided("1", "exclude", now, "B. Kurator"))
        assert second > first
        assert [d.verdict for d in screening.history(tx, "1")] == ["include", "exclude"]
        assert screening.live_decisions(tx) == {"1": _decided("1", "exclude", now, "B. Kurator")}
        (entry,) = entries(tx, decision="exclude")
        assert (entry.record.id, entry.decision_id) == ("1", second)
        assert list(entries(tx, decision="include")) == []
        assert [e.record.id for e in entries(tx, decision="none")] == ["2", "3", "4", "5", "6"]


def test_a_decision_on_an_unknown_record_is_refused(stocked, now):
    with stocked.write() as tx, pytest.raises(WrongUse, match="no record 77"):
        screening.append_decision(tx, _decided("77", "include", now))


def test_the_queue_goes_by_band_then_score_and_maybes_come_last(stocked, now):
    with stocked.write() as tx:
        said = [_said("1", 0.1, "unlikely"), _said("2", 0.7, "likely"), _said("3", 0.9, "likely")]
        opinions.save_predictions(tx, [*said, _said("6", 1.0, "likely")], now)
        assert [e.record.id for e in queue(tx, 10)] == ["3", "2", "1", "4", "5"]
        screening.append_decision(tx, _decided("3", "maybe", now))
        screening.append_decision(tx, _decided("2", "include", now))
        assert [e.record.id for e in queue(tx, 10)] == ["1", "4", "5", "3"]
        assert [e.record.id for e in queue(tx, 2)] == ["1", "4"]
        screening.append_decision(tx, _decided("3", "exclude", now))
        assert [e.record.id for e in queue(tx, 10)] == ["1", "4", "5"]


def test_a_changed_mind_of_the_model_moves_a_record_in_the_queue(stocked, now):
    with stocked.write() as tx:
        opinions.save_predictions(tx, [_said(id_, 0.6, "uncertain") for id_ in "12345"], now)
        later = now + timedelta(days=1)
        opinions.save_predictions(tx, [_said("4", 0.9, "likely", "m2")], later)
        assert [e.record.id for e in queue(tx, 2)] == ["4", "1"]


def test_a_decision_that_is_taken_back_gives_way_to_the_one_before(stocked, now):
    with stocked.write() as tx:
        screening.append_decision(tx, _decided("1", "maybe", now))
        slip = screening.append_decision(tx, _decided("1", "exclude", now))
        screening.take_back(tx, slip, by="A. Kurator", now=now)
        (entry,) = entries(tx, ids=["1"])
        assert entry.decision == _decided("1", "maybe", now)
        assert [said.verdict for said in screening.decisions(tx)] == ["maybe"]


def test_an_only_decision_taken_back_leaves_the_record_waiting(stocked, now):
    with stocked.write() as tx:
        slip = screening.append_decision(tx, _decided("1", "exclude", now))
        assert "1" not in [one.record_id for one in screening.waiting(tx)]
        screening.take_back(tx, slip, by="A. Kurator", now=now)
        assert "1" in [one.record_id for one in screening.waiting(tx)]
        assert [entry.record.id for entry in entries(tx, decision="none", ids=["1"])] == ["1"]


def test_only_ones_own_decision_is_taken_back_and_once(stocked, now):
    with stocked.write() as tx:
        slip = screening.append_decision(tx, _decided("1", "exclude", now))
        with pytest.raises(WrongUse, match=r"B\. Annan"):
            screening.take_back(tx, slip, by="B. Annan", now=now)
        screening.take_back(tx, slip, by="A. Kurator", now=now)
        with pytest.raises(WrongUse, match="already"):
            screening.take_back(tx, slip, by="A. Kurator", now=now)
