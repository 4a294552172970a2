"""Reading a labelled set: what is wrong with it is told by line."""

from __future__ import annotations

import csv
import gzip
from pathlib import Path

import pytest

from litwatch.classify.labelled import read_labelled
from litwatch.errors import BadInput

HEAD = "title,abstract,label_included\n"
GOOD = "".join(f"Pacing {at},Rest and energy.,{int(at < 4)}\n" for at in range(10))


def write(folder: Path, text: str) -> Path:
    path = folder / "review.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_reads_texts_and_labels(tmp_path: Path) -> None:
    found = read_labelled(write(tmp_path, HEAD + GOOD))
    assert found.texts[0] == "Pacing 0 Rest and energy."
    assert found.included == (True,) * 4 + (False,) * 6
    assert (found.when, found.dated_by) == ((), "")


def test_reads_gzip_with_a_byte_order_mark_and_other_columns(tmp_path: Path) -> None:
    path = tmp_path / "review.csv.gz"
    table = "﻿Title,keywords,Abstract,Label_Included\n" + "".join(
        f'"Pacing, part {at}",x,,{int(at % 2)}\n' for at in range(10)
    )
    path.write_bytes(gzip.compress(table.encode()))
    found = read_labelled(path)
    assert found.texts[3] == "Pacing, part 3"
    assert sum(found.included) == 5


def test_other_readers_keep_their_limit(tmp_path: Path) -> None:
    usual = csv.field_size_limit()
    read_labelled(write(tmp_path, HEAD + GOOD))
    with pytest.raises(BadInput):
        read_labelled(write(tmp_path, "title\nonly\n"))
    assert csv.field_size_limit() == usual


@pytest.mark.parametrize(
    ("column", "values", "dated_by"),
    [
        ("date", [f"2020-01-{at + 1:02}" for at in range(10)], "date"),
        ("date", ["2020-01-01"] * 9 + [""], ""),
        ("date", ["1/2/2020"] * 10, ""),
        ("pmid", [str(90 + at) for at in range(10)], "pmid"),
        ("pubmedID", [str(90 + at) for at in range(10)], "pmid"),
        ("pmid", ["", *map(str, range(9))], ""),
    ],
)
def test_what_orders_records_in_time(
    tmp_path: Path, column: str, values: list[str], dated_by: str
) -> None:
    rows = (f"{line},{value}\n" for line, value in zip(GOOD.splitlines(), values, strict=True))
    found = read_labelled(write(tmp_path, HEAD.strip() + f",{column}\n" + "".join(rows)))
    assert found.dated_by == dated_by
    assert list(found.when) == sorted(found.when)
    assert bool(found.when) == bool(dated_by)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "no column title, abstract, label_included"),
        ("title,abstract\nA,B\n", "no column label_included"),
        (HEAD, "holds no records"),
        (HEAD + GOOD + "Late,Text,2\n", "not 1 or 0 on line 12 (first: '2')"),
        (HEAD + GOOD + "Late,Text,\nLater,Text,yes\n", "on lines 12, 13"),
        (HEAD + GOOD + " ,,0\n", "neither title nor abstract on line 12"),
        (HEAD + "\n".join("A,B,0" for _ in range(9)), "no included records"),
        (HEAD + "A,B,1\n" + "\n".join("A,B,0" for _ in range(9)), "holds 1 included record"),
        (HEAD + "\n".join("A,B,1" for _ in range(9)), "no excluded records"),
        (HEAD + GOOD + "Late,0\n", "not as many fields as columns on line 12"),
        (HEAD + GOOD + "Late,a, b,0\n", "not as many fields as columns on line 12"),
        (HEAD + GOOD + 'Late,"open,0\n', "on line 12"),
    ],
)
def test_what_is_wrong_is_named_with_a_remedy(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(BadInput) as raised:
        read_labelled(write(tmp_path, text))
    assert says in str(raised.value)
    assert "review.csv" in str(raised.value)
    assert raised.value.remedy


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (gzip.compress((HEAD + GOOD).encode(), mtime=0)[:40], "damaged gzip"),
        ("title,abstract,label_included\nTrötthet,a,1\n".encode("latin-1"), "no UTF-8"),
    ],
)
def test_what_is_no_table_is_said(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "review.csv"
    path.write_bytes(content)
    with pytest.raises(BadInput, match=says):
        read_labelled(path)


def test_many_bad_lines_are_counted(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"lines 2, 3, 4, 5, 6 and 3 more"):
        read_labelled(write(tmp_path, HEAD + "A,B,?\n" * 8))
