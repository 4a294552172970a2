"""The edition as a Word file: its own Markdown through pandoc, in the house style.

Markdown | pandoc, with pandoc's own reference document restyled | title, rules | fixed times

pandoc gives real headings, table headers and the language; what it cannot be told (a core
title that names the month, a rule without a picture) is set in the file afterwards.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache, partial
from html import escape
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from lxml import etree

from litwatch.digest.edition import Edition
from litwatch.digest.look import PACKAGED, Look
from litwatch.digest.render import render_markdown, running_foot
from litwatch.errors import WrongSettings
from litwatch.language import Lang, speech

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_FOOTER_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"
_SECONDS = 120
# In twentieths of a point: A4 less its margins, a column of numbers, the least for words.
_TEXT_WIDTH, _NUMBER_WIDTH, _LEAST_FIRST = 9638, 1150, 2400
_ROOMY_FIRST = 3400  # what the first column keeps before the others may grow
_ZIP_DAY = (1980, 1, 1, 0, 0, 0)  # the first day that zip knows; pandoc's own is a clock's

Edit = Callable[[bytes], bytes]


def docx_is_possible() -> str | None:
    """None where a Word file can be made here, else the reason why not, in one clause."""
    try:
        _pandoc()
    except ImportError:
        return "the Python library pypandoc-binary is missing (make install)"
    except OSError:
        return "the program pandoc is missing (make install brings it with pypandoc-binary)"
    return None


def docx_of(edition: Edition, lang: Lang, look: Look = PACKAGED) -> bytes:
    """The Word file of an edition: title, language, headings in order, tables with headers.

    The same edition gives the same bytes. Raises WrongSettings where pandoc is missing or
    fails, or a template of the look does not work.
    """
    foot = running_foot(edition, speech(lang))
    return word_file(render_markdown(edition, lang, look), lang, foot, edition.made_at, look)


def word_file(
    markdown: str,
    lang: Lang,
    foot: str,
    made_at: datetime,
    look: Look = PACKAGED,
    *,
    widest: int = _NUMBER_WIDTH,
) -> bytes:
    """Markdown as a Word file in the house style; its first heading becomes the title.

    `foot` stands on every page and is the title that programs list the file by. A table's
    columns after the first may grow to `widest` twentieths of a point where there is room.
    Raises WrongSettings where pandoc is missing or fails.
    """
    if reason := docx_is_possible():
        raise WrongSettings(f"the Word file cannot be made: {reason}", "Install, then run again.")
    with TemporaryDirectory(prefix="litwatch-") as folder:
        reference = Path(folder) / "reference.docx"
        reference.write_bytes(_reference(foot, look))
        made = _run(
            "--from=commonmark+pipe_tables+strikeout",
            "--to=docx",
            "--shift-heading-level-by=-1",  # the first heading becomes the title
            f"--metadata=lang:{speech(lang).locale.replace('_', '-')}",
            f"--reference-doc={reference}",
            "--output=-",
            text=markdown,
            epoch=int(made_at.timestamp()),
        )
    return edited(
        made, {"docProps/core.xml": _core_title(foot), "word/document.xml": partial(_body, widest)}
    )


def _pandoc() -> str:
    import pypandoc

    return str(pypandoc.get_pandoc_path())


def _run(*options: str, text: str = "", epoch: int = 0) -> bytes:
    """What pandoc writes. Its sandbox lets a document read nothing from disk or network."""
    done = subprocess.run(  # noqa: S603  (the carried program, options of our own)
        [_pandoc(), "--sandbox", *options],
        input=text.encode(),
        capture_output=True,
        timeout=_SECONDS,
        env={"SOURCE_DATE_EPOCH": str(epoch), "LC_ALL": "C.UTF-8"},
        check=False,
    )
    if done.returncode:
        why = (done.stderr.decode(errors="replace").strip() or "no reason given").splitlines()[0]
        raise WrongSettings(f"pandoc could not make the Word file: {why}", "Run make install.")
    return done.stdout


@cache
def _pandocs_own() -> bytes:
    return _run("--print-default-data-file=reference.docx")


def _reference(foot: str, look: Look) -> bytes:
    """pandoc's reference document in the house style: A4, a foot with the page's number."""
    return edited(
        _pandocs_own(),
        {
            "word/styles.xml": partial(_house_style, look.asset("word-styles.xml")),
            "word/document.xml": _a4,
            "word/_rels/document.xml.rels": lambda part: part.replace(
                b"</Relationships>",
                f'<Relationship Id="rIdFoot" Type="{_OFFICE}/footer" Target="footer1.xml"/>'
                "</Relationships>".encode(),
            ),
            "[Content_Types].xml": lambda part: part.replace(
                b"</Types>",
                f'<Override PartName="/word/footer1.xml" ContentType="{_FOOTER_TYPE}"/>'
                "</Types>".encode(),
            ),
        },
        added={"word/footer1.xml": _footer(foot)},
    )


def edited(
    archive: bytes, edits: Mapping[str, Edit], *, added: Mapping[str, bytes] | None = None
) -> bytes:
    """The zip with some parts edited and some added, every part dated alike."""
    out = BytesIO()
    with ZipFile(BytesIO(archive)) as old, ZipFile(out, "w") as new:
        parts = {name: edits.get(name, bytes)(old.read(name)) for name in old.namelist()}
        for name, content in {**parts, **(added or {})}.items():
            entry = ZipInfo(name, date_time=_ZIP_DAY)
            entry.compress_type = ZIP_DEFLATED
            new.writestr(entry, content)
    return out.getvalue()


def _house_style(house_style: bytes, styles: bytes) -> bytes:
    """The house's defaults, and its styles in the place of those with the same id."""
    house = etree.fromstring(house_style)
    tree = etree.fromstring(styles)
    ours = {style.get(f"{_W}styleId") for style in house.iterfind(f"{_W}style")}
    for old in tree.findall(f"{_W}style"):
        if old.get(f"{_W}styleId") in ours:
            tree.remove(old)
    for defaults in tree.findall(f"{_W}docDefaults"):
        tree.remove(defaults)
    tree[:0] = house.findall(f"{_W}docDefaults")
    tree.extend(house.findall(f"{_W}style"))
    return etree.tostring(tree, encoding="UTF-8", xml_declaration=True)


def _a4(document: bytes) -> bytes:
    """A4 with margins of 20 mm, in twentieths of a point, and the foot."""
    tree = etree.fromstring(document)
    body = tree.find(f"{_W}body")
    assert body is not None  # noqa: S101  (pandoc's own document)
    for old in body.findall(f"{_W}sectPr"):
        body.remove(old)
    section = etree.SubElement(body, f"{_W}sectPr")
    foot = etree.SubElement(section, f"{_W}footerReference")
    foot.set(f"{_W}type", "default")
    foot.set(f"{{{_OFFICE}}}id", "rIdFoot")
    size = {"w": 11906, "h": 16838}
    margin = {"top": 1134, "right": 1134, "bottom": 1134, "left": 1134}
    for tag, values in (("pgSz", size), ("pgMar", {**margin, "header": 567, "footer": 567})):
        part = etree.SubElement(section, f"{_W}{tag}")
        for name, value in values.items():
            part.set(f"{_W}{name}", str(value))
    return etree.tostring(tree, encoding="UTF-8", xml_declaration=True)


def _footer(foot: str) -> bytes:
    def field(code: str) -> str:
        return (
            '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
            f'<w:r><w:instrText xml:space="preserve"> {code} </w:instrText></w:r>'
            '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
            '<w:r><w:t>1</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
        )

    def text(words: str) -> str:
        return f'<w:r><w:t xml:space="preserve">{escape(words)}</w:t></w:r>'

    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        f'<w:ftr xmlns:w="{_W[1:-1]}"><w:p><w:pPr><w:pStyle w:val="Footer"/></w:pPr>'
        f"{text(foot)}<w:r><w:tab/></w:r>"
        f"{field('PAGE')}{text(' (')}{field('NUMPAGES')}{text(')')}</w:p></w:ftr>"
    ).encode()


def _core_title(title: str) -> Edit:
    """The title that programs list the file by names the month too."""
    words = f"<dc:title>{escape(title)}</dc:title>"
    return lambda core: re.sub(r"<dc:title>.*?</dc:title>", lambda _: words, core.decode()).encode()


def _body(widest: int, document: bytes) -> bytes:
    return _plain_rules(_wide_tables(document.decode(), widest)).encode()


def _plain_rules(document: str) -> str:
    """pandoc draws a rule as a picture, and a screen reader would ask it for a text."""
    border = '<w:bottom w:val="single" w:sz="6" w:space="1" w:color="16211F"/>'
    rule = f"<w:p><w:pPr><w:pBdr>{border}</w:pBdr></w:pPr></w:p>"
    return re.sub(r"<w:p><w:r><w:pict><v:rect [^>]*/></w:pict></w:r></w:p>", rule, document)


def _wide_tables(document: str, widest: int) -> str:
    """Tables as wide as the page; the first column, which has words, gets what numbers leave."""

    def grid(hit: re.Match[str]) -> str:
        others = hit[2].count("<w:gridCol ") - 1
        number = max(_NUMBER_WIDTH, min(widest, (_TEXT_WIDTH - _ROOMY_FIRST) // max(others, 1)))
        first = max(_TEXT_WIDTH - others * number, _LEAST_FIRST)
        widths = [first, *[(_TEXT_WIDTH - first) // max(others, 1)] * others]
        columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
        return f'<w:tblW w:type="dxa" w:w="{sum(widths)}"/>{hit[1]}<w:tblGrid>{columns}</w:tblGrid>'

    document = document.replace(
        "<w:tr><w:tc>", "<w:tr><w:trPr><w:cantSplit/></w:trPr><w:tc>"
    )  # a row stays on one page
    return re.sub(
        r"<w:tblW [^>]*/>((?:(?!<w:tblGrid>).)*)<w:tblGrid>(.*?)</w:tblGrid>",
        grid,
        document,
        flags=re.DOTALL,
    )
