"""Citations by number, `[3]`, `[1,4–6]` or superscript, with the file's own list at the end.

Called by benchmarks/audit.py: what is measured is whether each sentence is told with its works.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Any, NamedTuple

import pypandoc
from pptx import Presentation
from pptx.oxml.ns import qn
from pptx.util import Inches, Pt
from weasyprint import HTML

FORMS = {"[3] and a list": (".pptx", ".docx", ".pdf"), "superscript and a list": (".pptx", ".docx")}
INTERVALS = ("(95 % KI [1, 4])", "median 5 [3–7]", "27 kg/m2", "n=12 [2]", "10 av 40")
_SAID = re.compile(r"Påstående (\d+)")


class Sentence(NamedTuple):
    """Words with the numbers of the works that they cite, and other numbers after them."""

    words: str
    numbers: tuple[int, ...]
    after: str


def sentences(works: int, rng: random.Random) -> list[Sentence]:
    """One for each two works: of one to four works, some with an interval beside them."""
    made = []
    for number in range(1, works // 2 + 1):
        chosen = rng.sample(range(1, works + 1), rng.choice([1, 1, 2, 4]))
        if rng.random() < 0.2:
            first = rng.randrange(1, max(2, works - 3))
            chosen = list(range(first, min(first + 3, works) + 1))
        after = rng.choice(INTERVALS) if rng.random() < 0.3 else ""
        words = f"Påstående {number} om trötthet och sömn"
        made.append(Sentence(words, tuple(sorted(set(chosen))), after))
    return made


def marked(numbers: Sequence[int], rng: random.Random) -> str:
    """`1,4–6`, with or without spaces, with either dash."""
    dash, comma = rng.choice("-–"), rng.choice([",", ", "])
    if len(numbers) > 2 and numbers[-1] - numbers[0] == len(numbers) - 1:
        return f"{numbers[0]}{dash}{numbers[-1]}"
    return comma.join(map(str, numbers))


def told(words: str) -> int | None:
    """Which sentence the audit shows."""
    found = _SAID.search(words)
    return int(found[1]) if found else None


def write(
    path: Path, said: list[Sentence], references: list[str], rng: random.Random, *, raised: bool
) -> None:
    """The sentences, then the numbered list, as a file of the kind that `path` says."""
    if path.suffix == ".pptx":
        _pptx(path, said, references, rng, raised=raised)
        return
    rows = []
    for one in said:
        mark = marked(one.numbers, rng)
        mark = f"<sup>{mark}</sup>" if raised else f" [{mark}]"
        rows.append(f"<p>{escape(one.words)}{mark}. {escape(one.after)}</p>")
    rows.append("<h1>Referenser</h1>")
    rows += [f"<p>{number}. {escape(text)}</p>" for number, text in enumerate(references, 1)]
    page = "".join(rows)
    if path.suffix == ".docx":
        pypandoc.convert_text(page, "docx", format="html", outputfile=str(path))
    else:
        HTML(string=f"<html>{page}</html>").write_pdf(str(path))


def _pptx(
    path: Path, said: list[Sentence], references: list[str], rng: random.Random, *, raised: bool
) -> None:
    deck = Presentation()
    for start in range(0, len(said), 3):
        frame = _frame(deck)
        for place, one in enumerate(said[start : start + 3]):
            paragraph = frame.paragraphs[0] if not place else frame.add_paragraph()
            paragraph.add_run().text = one.words + ("" if raised else " ")
            run, mark = paragraph.add_run(), marked(one.numbers, rng)
            run.text = mark if raised else f"[{mark}]"
            if raised:
                run.font._element.set("baseline", "30000")
            paragraph.add_run().text = f". {one.after}"
    auto = rng.random() < 0.5
    for start in range(0, len(references), 8):
        frame = _frame(deck)
        frame.paragraphs[0].text = "Referenser"
        for number, text in enumerate(references[start : start + 8], start + 1):
            paragraph = frame.add_paragraph()
            paragraph.text = text if auto else f"{number}. {text}"
            if auto:
                properties = paragraph._p.get_or_add_pPr()
                listed = properties.makeelement(
                    qn("a:buAutoNum"), {"type": "arabicPeriod", "startAt": str(start + 1)}
                )
                properties.append(listed)
    deck.save(str(path))


def _frame(deck: Any) -> Any:
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    frame = slide.shapes.add_textbox(Inches(0.5), Inches(0.5), Inches(9), Inches(6)).text_frame
    frame.paragraphs[0].font.size = Pt(12)
    return frame
