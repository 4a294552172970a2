"""`litwatch slides audit`: what it prints and writes, and how it ends."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pptx import Presentation
from pptx.util import Inches

from .conftest import Cli

NBIB = """PMID- 90000001
TI  - Fatigue after an invented fever among foresters
AU  - Ekdahl HE
TA  - J Invent Med
DP  - 2023
{types}
"""


@pytest.fixture
def deck(tmp_path: Path) -> Path:
    made = Presentation()
    for text in ("Utan källa", "Källa: PMID 90000001", "Fors m.fl. 2022"):
        slide = made.slides.add_slide(made.slide_layouts[6])
        box = slide.shapes.add_textbox(Inches(1), Inches(1), Inches(8), Inches(4))
        box.text_frame.text = text
    path = tmp_path / "decks" / "pem.pptx"
    path.parent.mkdir()
    made.save(str(path))
    return path


def keep(cli: Cli, tmp_path: Path, types: str = "PT  - Journal Article") -> None:
    file = tmp_path / "set.nbib"
    file.write_text(NBIB.format(types=types), encoding="utf-8")
    assert cli("import", str(file)).code == 0


def test_nothing_to_do_ends_with_0_and_names_what_was_not_matched(
    cli: Cli, tmp_path: Path, deck: Path
) -> None:
    keep(cli, tmp_path)
    before = deck.read_bytes()
    done = cli("slides", "audit", str(deck), "--offline")
    assert done.code == 0
    assert "slide 2\tok\tcertain\t90000001" in done.out
    assert "slide 3: not matched: Fors m.fl. 2022" in done.err
    assert deck.read_bytes() == before


def test_a_retracted_work_ends_with_1_and_the_reports_are_written(
    cli: Cli, tmp_path: Path, deck: Path
) -> None:
    keep(cli, tmp_path, "PT  - Retracted Publication")
    html, table = tmp_path / "r.html", tmp_path / "r.csv"
    done = cli("slides", "audit", str(deck), "--html", str(html), "--csv", str(table), "--offline")
    assert done.code == 1
    assert "1 cited work(s) are retracted" in done.err
    assert "Tillbakadragen" in html.read_text(encoding="utf-8")
    assert "bild 2,ja,Tillbakadragen" in table.read_text(encoding="utf-8-sig")


def test_json_is_all_that_stands_on_stdout(cli: Cli, tmp_path: Path, deck: Path) -> None:
    keep(cli, tmp_path)
    said = json.loads(cli("slides", "audit", str(deck), "--json").out)
    (file,) = said["files"]
    assert [one["id"] for one in file["cited"]] == ["90000001"]
    assert [one["words"] for one in file["unmatched"]] == ["Fors m.fl. 2022"]
    assert "LITWATCH_NCBI_EMAIL" in said["not_asked"]  # nobody is asked by nobody


def test_a_bad_file_in_a_folder_hides_no_other_and_ends_with_1(
    cli: Cli, tmp_path: Path, deck: Path
) -> None:
    keep(cli, tmp_path)
    (deck.parent / "old.ppt").write_bytes(b"\xd0\xcf\x11\xe0")
    done = cli("slides", "audit", str(deck.parent), "--offline")
    assert done.code == 1
    assert "90000001" in done.out
    assert "old.ppt is a .ppt file" in done.err
    assert "save it as .pptx" in done.err


def test_the_only_file_that_cannot_be_read_is_wrong_use(cli: Cli, tmp_path: Path) -> None:
    lone = tmp_path / "bad.pptx"
    lone.write_bytes(b"PK")
    done = cli("slides", "audit", str(lone), "--offline")
    assert done.code == 2
    assert "bad.pptx" in done.err
    assert cli("slides", "audit", str(tmp_path / "gone.pptx")).code == 2


def test_pubmed_that_is_down_ends_with_3_when_there_is_nothing_else_to_look_at(
    cli: Cli, tmp_path: Path, deck: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from litwatch import doors
    from litwatch.sources.eutils import Eutils
    from litwatch.sources.limiter import Limiter

    nobody = Eutils(
        "http://127.0.0.1:9/",
        email=None,
        api_key=None,
        limiter=Limiter(tmp_path / "limits.db"),
        tries=1,
        sleep=lambda _: None,
    )
    monkeypatch.setattr(doors, "eutils", lambda chosen, tries: nobody)
    done = cli("slides", "audit", str(deck))
    assert done.code == 3
    assert "slide 2: not matched: Källa: PMID 90000001" in done.err
    assert "no connection" in done.err
