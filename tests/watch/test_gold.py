"""A reference set is read whole, and each row that cannot be used is named by its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from litwatch.errors import BadInput, WrongUse
from litwatch.watch import Watch
from litwatch.watch.gold import Gold, read_gold

TOPICS = ("me_cfs", "postcovid", "pics")


def read(folder: Path, text: str | bytes) -> Gold:
    file = folder / "gold.csv"
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return read_gold(TOPICS, file)


def test_the_packaged_set_is_whole(watch: Watch, shared_domain: Path) -> None:
    gold = read_gold([topic.id for topic in watch.topics])
    assert (gold.name, len(gold.works), gold.problems) == ("gold_dev.csv", 72, ())
    assert len(gold.of("me_cfs")) == 26
    assert {work.difficulty for work in gold.works} == {"easy", "medium", "hard"}
    theirs = read_gold([topic.id for topic in watch.topics], shared_domain / "gold/gold_dev.csv")
    assert theirs == gold


def test_a_work_may_be_expected_of_several_topics(tmp_path: Path) -> None:
    gold = read(tmp_path, "topics,PMID,title\nme_cfs; postcovid,1,Both\n")
    (work,) = gold.works
    assert (work.pmid, work.topics, work.title) == ("1", ("me_cfs", "postcovid"), "Both")
    assert gold.of("pics") == ()


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_what_spreadsheets_write_is_read(tmp_path: Path, delimiter: str) -> None:
    lines = ["pmid,topics", "1,me_cfs", "", "2,pics"]
    text = "\r\n".join(lines).replace(",", delimiter)
    assert [w.pmid for w in read(tmp_path, b"\xef\xbb\xbf" + text.encode()).works] == ["1", "2"]


def test_rows_that_cannot_be_used_are_named_by_line(tmp_path: Path) -> None:
    gold = read(
        tmp_path,
        'pmid,title,topics\n1,"Two\nlines",me_cfs\n0123,Zero,me_cfs\n2,,mecfs\n3,,\n'
        "1,Again,me_cfs\n4,,pics;long\n,,\n",
    )
    assert [str(work.pmid) for work in gold.works] == ["1", "4"]
    assert gold.problems == (
        "gold.csv, line 4: '0123' is no PMID",
        "gold.csv, line 5: PMID 2 names the topic 'mecfs', which is not watched; did you mean me_cfs?",
        "gold.csv, line 6: PMID 3 has no topic",
        "gold.csv, line 7: PMID 1 is there already, for the same topics",
        "gold.csv, line 8: PMID 4 names the topic 'long', which is not watched",
    )


def test_a_row_for_each_topic_is_no_duplicate(tmp_path: Path) -> None:
    gold = read(tmp_path, "pmid,topics\n1,me_cfs\n1,pics\n")
    assert gold.problems == ()
    assert gold.works[0].topics == ("me_cfs", "pics")


def test_lines_are_counted_from_the_top_of_the_file(tmp_path: Path) -> None:
    assert "line 5:" in read(tmp_path, "\n\npmid,topics\n1,pics\nx,pics\n").problems[0]


def test_equal_expectations_have_equal_keys(tmp_path: Path) -> None:
    one = read(tmp_path, "pmid,topics\n1,me_cfs;pics\n2,pics\n").key
    assert read(tmp_path, "pmid,topics,title\n2,pics,B\n1,pics;me_cfs,A\n").key == one
    assert read(tmp_path, "pmid,topics\n1,me_cfs\n2,pics\n").key != one


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "has no columns pmid and topics"),
        ("pmid,title\n1,A\n", "has no columns pmid and topics"),
        (b"pmid,topics\n\xff\xfe", "is no UTF-8 text"),
        ("pmid,topics\n1," + "m" * 200_000, "cannot be read as a table at line 2"),
        (b"x" * (9 << 20), "is over 8 MiB"),
    ],
    ids=["empty", "a column short", "not text", "a giant cell", "giant"],
)
def test_what_is_no_reference_set_is_refused(
    tmp_path: Path, content: str | bytes, says: str
) -> None:
    with pytest.raises(BadInput, match=says):
        read(tmp_path, content)


def test_a_set_without_a_usable_row_is_refused_with_reasons(tmp_path: Path) -> None:
    with pytest.raises(WrongUse, match=r"no row that can be used; .*line 2: 'x' is no PMID"):
        read(tmp_path, "pmid,topics\nx,pics\n")


def test_a_missing_file_and_a_folder_are_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"there is no file .*none\.csv"):
        read_gold(TOPICS, tmp_path / "none.csv")
    with pytest.raises(BadInput, match="cannot be read"):
        read_gold(TOPICS, tmp_path)
