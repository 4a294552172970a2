"""The packaged watch is whole, and a broken one is named to the key."""

from __future__ import annotations

from pathlib import Path

import pytest

from litwatch.errors import WrongSettings, WrongUse
from litwatch.watch import MeshTree, Watch, load_watch
from litwatch.watch.mesh import read_headings


@pytest.fixture(scope="module")
def watch() -> Watch:
    return load_watch()


def test_the_packaged_files_are_whole(watch: Watch) -> None:
    assert len(watch.topics) == 18
    assert len(watch.overlays) == 8
    assert len(watch.facets) == 14
    assert sum(len(facet.values) for facet in watch.facets) == 145
    assert len(watch.modules) == 14
    assert sum(len(module.statements) for module in watch.modules) == 71
    assert [series.audience for series in watch.series] == ["vardcentral", "primarvardsrehab"]
    assert len(watch.grey_watch) == 12
    assert watch.animal_filter == 'NOT ("Animals"[Mesh] NOT "Humans"[Mesh])'


def test_a_topic_has_one_part_or_several(watch: Watch) -> None:
    me_cfs = watch.topic("me_cfs")
    assert [part.id for part in me_cfs.parts] == [""]
    assert me_cfs.version == "1.1.0"
    assert me_cfs.tier == "core"
    assert me_cfs.query.startswith('"Fatigue Syndrome, Chronic"[Mesh] OR "chronic fatigue')
    assert "\n" not in me_cfs.query
    assert "  " not in me_cfs.query
    postcovid = watch.topic("postcovid")
    assert [part.id for part in postcovid.parts] == ["named", "persistent", "symptom_after_covid"]
    assert postcovid.query.count(") OR (") >= 2
    assert [topic.id for topic in watch.topics if topic.nordic_priority] == ["tbe", "giardia"]
    assert watch.topic("mcas").digest_rule.startswith("show only if SR/RCT")


def test_an_unknown_topic_names_near_ones(watch: Watch) -> None:
    with pytest.raises(WrongUse) as caught:
        watch.topic("post_covid")
    assert "postcovid" in caught.value.remedy
    with pytest.raises(WrongUse, match="no facet 'colour'"):
        watch.facet("colour")


def test_levels_are_text_and_labels_whole(watch: Watch) -> None:
    design = watch.facet("design")
    rct = design.value("rct")
    other = design.value("other")
    diagnostic = design.value("diagnostic")
    assert rct is not None
    assert other is not None
    assert diagnostic is not None
    assert (rct.level, other.level, diagnostic.level) == ("2", "", "2-3 (diagnosfråga)")
    opinion = design.value("opinion")
    assert opinion is not None
    assert opinion.sv == "Ledare, debatt, brev, kommentar"


def test_a_statement_knows_its_source(watch: Watch) -> None:
    statements = {line.id: line for module in watch.modules for line in module.statements}
    who = statements["m02s1"].source
    assert who is not None
    assert (who.id, who.pmid) == ("WHO", 34951953)
    in_place = statements["m13s4"].source
    assert in_place is not None
    assert in_place.pmids == (11450676, 27028911)
    assert statements["m02s5"].source is None


def test_a_module_is_named_by_the_beginning_of_its_id(watch: Watch) -> None:
    assert watch.module("m11").id == watch.module("m11_efter_svar_sjukdom").id
    with pytest.raises(WrongUse, match="modules begin with 'm1'") as caught:
        watch.module("m1")
    assert "m10_barn_unga" in caught.value.remedy
    assert "m11_efter_svar_sjukdom" in caught.value.remedy
    with pytest.raises(WrongUse, match="there is no module 'm99'"):
        watch.module("m99")
    with pytest.raises(WrongUse, match="there is no module ''"):
        watch.module("")


def test_every_heading_of_topics_and_facets_is_in_the_mesh_table(watch: Watch) -> None:
    names = {heading.name for topic in watch.topics for heading in topic.mesh}
    names |= {name for f in watch.facets for value in f.values for name in value.mesh + value.pt}
    assert len(names) > 100
    assert [name for name in sorted(names) if name not in watch.mesh] == []


def test_mesh_explodes_by_tree_number_and_knows_entry_terms(watch: Watch) -> None:
    mesh = watch.mesh
    assert mesh.ui("Fatigue Syndrome, Chronic") == "D015673"
    assert mesh.name("D000094024") == "Post-Acute COVID-19 Syndrome"
    assert mesh.heading("long covid") == "Post-Acute COVID-19 Syndrome"
    assert mesh.descendants("Fatigue") == {"Fatigue", "Mental Fatigue"}
    assert "Guillain-Barre Syndrome" not in mesh.descendants("Fatigue Syndrome, Chronic")
    assert "Randomized Controlled Trial" in mesh.descendants("Clinical Trial")
    assert mesh.descendants("Unheard Of") == {"Unheard Of"}
    assert mesh.ui("Unheard Of") is None


def test_a_tree_number_is_no_mere_prefix() -> None:
    table = "ui\tname\tentry_terms\ttree_numbers\nD1\tPain\t\tC1.2\nD2\tAche\tSore|Ache\tC1.25\n"
    mesh = MeshTree(read_headings(table, "here.tsv"))
    assert mesh.descendants("Pain") == {"Pain"}
    assert mesh.heading("SORE") == "Ache"


TOPICS = """
topics:
- id: flu
  tier: sentinel
  name_sv: Influensa
  name_en: Influenza
  query: >-
    influenza[tiab]
    AND fatigue[tiab]
overlays: []
grey_watch: []
animal_filter: none
"""


def test_a_folder_replaces_only_the_files_it_holds(tmp_path: Path) -> None:
    modules = "sources: {}\nmodules: []\nseries: []\n"
    (tmp_path / "topics.yaml").write_text(TOPICS)
    (tmp_path / "modules.yaml").write_text(modules)
    watch = load_watch(tmp_path)
    assert [topic.id for topic in watch.topics] == ["flu"]
    assert watch.topic("flu").query == "influenza[tiab] AND fatigue[tiab]"
    assert len(watch.facets) == 14
    (tmp_path / "modules.yaml").unlink()
    with pytest.raises(WrongSettings, match=r"modules\.yaml: modules m01_oversikt names .*topic"):
        load_watch(tmp_path)


@pytest.mark.parametrize(
    ("file", "text", "says"),
    [
        ("topics.yaml", "topics: [", "topics.yaml is not YAML"),
        ("topics.yaml", "- a\n", "holds no keys"),
        ("topics.yaml", "animal_filter: none\n", "topics is missing"),
        ("topics.yaml", TOPICS + "extra: 1\n", "unknown key extra"),
        ("topics.yaml", TOPICS.replace("sentinel", "odd"), "topics flu: Invalid enum value 'odd'"),
        ("topics.yaml", TOPICS.replace("name_en: Influenza", "name_en: 3"), "topics flu: Expected"),
        ("topics.yaml", TOPICS.replace("name_en", "nmae_en"), "topics flu: .*nmae_en"),
        ("topics.yaml", TOPICS.replace("query:", "safety_note:"), "topic flu has no query"),
        (
            "topics.yaml",
            TOPICS.replace(
                "overlays: []",
                "overlays: [{id: a, use: b, query: c}, {id: a, use: b, query: c}]",
            ),
            "the id a is used twice",
        ),
        (
            "facets.yaml",
            "facets: [{id: f, label_sv: a, label_en: b, multi: true, "
            "values: [{id: v, sv: Ljud, ljus, en: c}]}]",
            "facets f: .*unknown field `ljus`",
        ),
        (
            "facets.yaml",
            "facets: [{id: f, label_sv: a, label_en: b, multi: true, "
            "values: [{id: v, sv: a, en: b, mesh: [Fatigeu]}]}]",
            "f.v names 'Fatigeu', which is no heading",
        ),
        ("modules.yaml", "sources: {}\nmodules: []\n", "series is missing"),
        (
            "modules.yaml",
            "sources: {}\nseries: []\nmodules: [{id: m, title_sv: a, audiences: [], statements: "
            "[{id: s, sv: b, status: found, source: KS}]}]",
            "modules m names the unknown source 'KS'",
        ),
        ("mesh_subset.tsv", "name\tui\n", "does not begin with the columns"),
        ("mesh_subset.tsv", "ui\tname\tentry_terms\ttree_numbers\nD1\n", "line 2"),
    ],
)
def test_a_broken_file_is_named_with_the_key(
    tmp_path: Path, file: str, text: str, says: str
) -> None:
    (tmp_path / file).write_text(text, encoding="utf-8")
    with pytest.raises(WrongSettings, match=says) as caught:
        load_watch(tmp_path)
    assert file in str(caught.value)
    assert caught.value.remedy


def test_a_missing_folder_is_said(tmp_path: Path) -> None:
    with pytest.raises(WrongSettings, match="is not there"):
        load_watch(tmp_path / "none")
