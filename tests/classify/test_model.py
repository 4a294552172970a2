"""A model trains the same way twice, survives its files, and refuses what does not fit."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from litwatch.classify import Model, predict
from litwatch.classify.corpus import Example, gather
from litwatch.classify.manifest import Manifest, sealed
from litwatch.classify.model import PACKAGED, READABLE, files
from litwatch.classify.train import train, train_examples
from litwatch.errors import StoreDamaged, WrongUse
from litwatch.records import Record
from litwatch.watch import Watch


@pytest.fixture(scope="module")
def model(corpus: tuple[list[Record], list[Record]]) -> Model:
    return train(*corpus, name="test")


def write_manifest(manifest: Manifest, folder: Path) -> None:
    """A manifest that fits itself, but not the weights beside it."""
    data = msgspec.json.format(msgspec.json.encode(sealed(manifest)), indent=2) + b"\n"
    (folder / "manifest.json").write_bytes(data)


def test_same_input_gives_the_same_bytes(corpus, model: Model) -> None:
    assert files(train(*corpus, name="test")) == files(model)


def test_a_model_tells_its_classes_apart(corpus, model: Model) -> None:
    positives, negatives = corpus
    assert min(model.score(positives)) > max(model.score(negatives))
    assert {model.bands.of(score) for score in model.score(positives)} == {"likely"}
    assert model.id == f"test-{model.manifest.weights_sha256[:8]}"


def test_saved_and_loaded_it_scores_alike(corpus, model: Model, tmp_path: Path) -> None:
    model.save(tmp_path / "m")
    loaded = Model.load(tmp_path / "m")
    assert loaded.score(corpus[0] + corpus[1]) == model.score(corpus[0] + corpus[1])
    assert loaded.manifest == model.manifest


@pytest.mark.parametrize("name", ["weights.npz", "vocabulary.txt", "manifest.json"])
def test_one_altered_byte_is_refused(model: Model, tmp_path: Path, name: str) -> None:
    model.save(tmp_path)
    data = bytearray((tmp_path / name).read_bytes())
    data[len(data) // 2] ^= 1
    (tmp_path / name).write_bytes(data)
    with pytest.raises(StoreDamaged, match=r"altered|not readable") as refused:
        Model.load(tmp_path)
    assert "make model" in refused.value.remedy


@pytest.mark.parametrize(
    ("key", "value", "says"),
    [
        ("format", 99, "format 99"),
        ("features", 99, "features 99"),
        ("terms", 3, "other words"),
        ("id", "test-00000000", "altered"),
    ],
)
def test_a_manifest_that_does_not_fit_is_refused(
    model: Model, tmp_path: Path, key: str, value: object, says: str
) -> None:
    model.save(tmp_path)
    write_manifest(msgspec.structs.replace(model.manifest, **{key: value}), tmp_path)
    with pytest.raises(StoreDamaged, match=says):
        Model.load(tmp_path)


def test_a_number_changed_in_the_manifest_is_refused(model: Model, tmp_path: Path) -> None:
    model.save(tmp_path)
    path = tmp_path / "manifest.json"
    path.write_text(path.read_text().replace('"positives": 60', '"positives": 61', 1))
    with pytest.raises(StoreDamaged, match=r"manifest of model .* altered"):
        Model.load(tmp_path)


def test_a_model_of_an_earlier_version_is_refused_by_its_version(tmp_path: Path) -> None:
    (tmp_path / "weights.npz").touch()
    (tmp_path / "vocabulary.txt").touch()
    (tmp_path / "manifest.json").write_text('{"id": "old-1", "format": 1, "features": 1}')
    with pytest.raises(StoreDamaged, match="old-1 is of format 1 and features 1; this litwatch"):
        Model.load(tmp_path)


def test_all_examples_of_one_topic_train_and_the_others_are_said_to_have_none(corpus) -> None:
    examples = [Example.of(record, True, topics=("me_cfs",)) for record in corpus[0]]
    examples += [Example.of(record, False) for record in corpus[1]]
    small = train_examples(examples, name="one", topics=["me_cfs", "q_fever"])
    assert small.manifest.topics == {"me_cfs": 60, "q_fever": 0}


def test_a_weight_counts_as_that_many_readings(corpus) -> None:
    positives, negatives = corpus
    twice = [Example.of(record, True) for record in positives + positives[:30]]
    weighed = [
        Example.of(record, True, weight=2.0 if place < 30 else 1.0)
        for place, record in enumerate(positives)
    ]
    others = [Example.of(record, False) for record in negatives]
    counted, heavy = (gather(some + others) for some in (twice, weighed))
    assert counted.weights.sum() == heavy.weights.sum() == 150


def test_moved_bands_are_refused(model: Model, tmp_path: Path) -> None:
    model.save(tmp_path)
    moved = msgspec.structs.replace(model.manifest.bands, unlikely_below=0.5)
    write_manifest(msgspec.structs.replace(model.manifest, bands=moved), tmp_path)
    with pytest.raises(StoreDamaged, match="bands"):
        Model.load(tmp_path)


def test_a_missing_file_is_named(model: Model, tmp_path: Path) -> None:
    model.save(tmp_path)
    (tmp_path / "vocabulary.txt").unlink()
    with pytest.raises(StoreDamaged, match=r"vocabulary\.txt"):
        Model.load(tmp_path)
    (tmp_path / "manifest.json").write_text("{}")
    (tmp_path / "vocabulary.txt").write_text("")
    with pytest.raises(StoreDamaged, match="manifest"):
        Model.load(tmp_path)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_order_and_company_change_no_score(corpus, model: Model, data: st.DataObject) -> None:
    records = corpus[0][:10] + corpus[1][:10]
    alone = {record.id: predict(model, [record])[0] for record in records}
    some = data.draw(st.lists(st.sampled_from(records), max_size=20))
    assert predict(model, some) == [alone[record.id] for record in some]


RUSSIAN = "Астения и утомляемость после перенесённой вирусной инфекции у взрослых"
SWEDISH = (
    "Trötthet efter infektion hos vuxna i primärvården. Patienterna tillfrågades om besvär och "
    "arbetsförmåga ett halvår efter insjuknandet."
)


@pytest.mark.parametrize("text", [RUSSIAN, SWEDISH, "12 345"])
def test_a_text_the_model_cannot_read_is_uncertain_and_says_so(make, text: str) -> None:
    (prediction,) = predict(Model.load(), [make(text)])
    assert prediction.known < READABLE
    assert prediction.band == "uncertain"


def test_a_record_without_any_text_is_uncertain(make) -> None:
    (prediction,) = predict(Model.load(), [make("")])
    assert (prediction.known, prediction.band) == (0.0, "uncertain")


def test_a_title_without_an_abstract_is_read(make) -> None:
    (prediction,) = predict(Model.load(), [make("Exercise for people with long COVID")])
    assert prediction.known > 0.8
    assert prediction.band == "likely"


def test_a_very_long_abstract_scores_as_any_other(make) -> None:
    short, long = predict(
        Model.load(),
        [
            make("Fatigue", "Persistent fatigue after COVID-19 at six months. " * n, pmid=str(n))
            for n in (1, 2100)
        ],
    )
    assert 0 < long.score < 1
    assert long.band == short.band


@pytest.mark.parametrize(("yes", "no"), [(0, 60), (60, 0), (1, 60)])
def test_too_few_of_a_class_cannot_train(corpus, yes: int, no: int) -> None:
    with pytest.raises(WrongUse, match=f"{yes} positives"):
        train(corpus[0][:yes], corpus[1][:no])


def test_few_positives_train_but_claim_no_band(corpus) -> None:
    small = train(corpus[0][:10], corpus[1])
    assert {prediction.band for prediction in predict(small, corpus[0] + corpus[1])} == {
        "uncertain"
    }


def test_the_packaged_model_ranks_and_says_what_it_is(make) -> None:
    packaged = Model.load()
    pacing, unnamed, corrosion = packaged.score(
        [
            make("Pacing for people with ME/CFS in primary care", "Post-exertional malaise."),
            make(
                "Fatigue and cognitive complaints one year after SARS-CoV-2 infection",
                "Patients recovering from the infection reported persistent fatigue, dyspnoea and "
                "impaired concentration at twelve months; rehabilitation needs were common.",
            ),
            make("Corrosion of steel in seawater", "Pitting was measured by impedance."),
        ]
    )
    assert pacing > 0.9
    assert unnamed > 0.5
    assert corrosion < packaged.bands.unlikely_below
    manifest = packaged.manifest
    assert packaged.id.startswith("start-2026.11-")
    assert manifest.metrics["read"].recall_at_cut >= 0.98
    assert manifest.metrics["read"].average_precision >= 0.985
    assert manifest.metrics["read, named: abstract"].average_precision >= 0.975
    assert "excludes nothing" in manifest.about
    # Both classes from each source, or a model could learn the source's period and style.
    assert all(source.positives and source.negatives for source in manifest.sources)
    # A claim of recall stands on enough positives, newer than the records it was made with.
    assert manifest.bands.positives >= 20
    assert manifest.bands.kept >= 0.99 * manifest.bands.positives
    assert sum(step.records for step in manifest.reliability) == (
        manifest.metrics["later"].positives + manifest.metrics["later"].negatives
    )


def test_the_packaged_model_says_which_conditions_it_has_no_examples_of(watch: Watch) -> None:
    topics = Model.load().manifest.topics
    assert set(topics) == {topic.id for topic in watch.topics}
    assert topics["postcovid"] > 500
    assert 0 in topics.values()


def test_the_packaged_model_holds_no_numbers_or_addresses_and_is_small() -> None:
    assert (PACKAGED / "weights.npz").stat().st_size < 1_500_000
    vocabulary = Model.load().vocabulary
    assert not [term for term in vocabulary if "@" in term or sum(map(str.isdigit, term)) > 4]
    assert list(vocabulary) == sorted(vocabulary)


def test_scoring_loads_no_training_code() -> None:
    code = (
        "import sys; from litwatch.classify import Model, predict, tag; Model.load();"
        "print([name for name in ('sklearn', 'scipy', 'requests', 'sqlmodel') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_packaged_model_saved_again_is_itself_byte_for_byte() -> None:
    written = files(Model.load())
    assert {name: (PACKAGED / name).read_bytes() for name in written} == written
