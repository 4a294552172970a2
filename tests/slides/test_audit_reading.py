"""The text of files that litwatch never saw, and the sentence for those that cannot be read."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from pptx import Presentation
from pptx.oxml.ns import qn
from pptx.util import Inches
from pypdf import PdfReader, PdfWriter
from weasyprint import HTML

from litwatch.errors import BadInput, WrongUse
from litwatch.records.cited import Passage, Place
from litwatch.slides.audit.opening import files_in, read_file, read_files
from litwatch.slides.audit.pdf_text import closed_up

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def deck() -> bytes:
    """Two slides: a grouped box, a table, notes, a link behind words, an alternative text."""
    made = Presentation()
    first = made.slides.add_slide(made.slide_layouts[6])
    group = first.shapes.add_group_shape()
    box = group.shapes.add_textbox(Inches(1), Inches(1), Inches(4), Inches(1))
    run = box.text_frame.paragraphs[0].add_run()
    run.text = "Källa"
    run.hyperlink.address = "https://doi.org/10.1234/abc"
    box.text_frame.add_paragraph().text = "Ekdahl et al.\vJ Invent Med 2023"
    first.notes_slide.notes_text_frame.text = "PMID 90000001"
    second = made.slides.add_slide(made.slide_layouts[6])
    table = second.shapes.add_table(2, 2, Inches(1), Inches(1), Inches(4), Inches(1)).table
    for row, column, text in (
        (0, 0, "Ek m.fl."),
        (0, 1, "2021"),
        (1, 0, "Fors m.fl."),
        (1, 1, "2022"),
    ):
        table.cell(row, column).text = text
    return saved(made)


def saved(made: object) -> bytes:
    out = BytesIO()
    made.save(out)  # type: ignore[attr-defined]
    return out.getvalue()


def document(body: str, **parts: str) -> bytes:
    """A Word document with this body."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", f'<Types><Override ContentType="{WORD}"/></Types>')
        package.writestr(
            "word/document.xml", f"<w:document {W}><w:body>{body}</w:body></w:document>"
        )
        for name, text in parts.items():
            package.writestr(name.replace("__", "/").replace("_xml", ".xml"), text)
    return out.getvalue()


def paragraph(*runs: str) -> str:
    return f"<w:p>{''.join(f'<w:r><w:t>{run}</w:t></w:r>' for run in runs)}</w:p>"


@pytest.fixture
def passages(tmp_path: Path) -> Callable[[str, bytes], list[Passage]]:
    def read(name: str, data: bytes) -> list[Passage]:
        path = tmp_path / name
        path.write_bytes(data)
        return read_file(path)[0]

    return read


def test_a_deck_is_read_in_its_groups_tables_notes_and_links(
    passages: Callable[[str, bytes], list[Passage]],
) -> None:
    first, notes, link, second = passages("deck.pptx", deck())
    assert first.text == "Källa\nEkdahl et al.\nJ Invent Med 2023"
    assert (notes.text.strip(), notes.place(0)) == ("PMID 90000001", Place("notes", 1))
    assert (link.text, link.link, link.place(0)) == (
        "https://doi.org/10.1234/abc",
        True,
        Place("slide", 1),
    )
    assert second.text == "Ek m.fl.\n2021\n\nFors m.fl.\n2022"
    assert second.place(0) == Place("slide", 2)


def test_numbers_that_powerpoint_sets_and_raised_ones_are_read(
    passages: Callable[[str, bytes], list[Passage]],
) -> None:
    made = Presentation()
    box = made.slides.add_slide(made.slide_layouts[6]).shapes.add_textbox(0, 0, 1, 1)
    said = box.text_frame.paragraphs[0]
    said.add_run().text = "Trötthet"
    for words, shift in (("1,4–6", "30000"), (" vid CO", "0"), ("2", "-25000"), ("®", "30000")):
        run = said.add_run()
        run.text = words
        run.font._element.set("baseline", shift)
    for text in ("Ekdahl HE.", "Brink L."):
        listed = box.text_frame.add_paragraph()
        listed.text = text
        properties = listed._p.get_or_add_pPr()
        auto = {"type": "arabicPeriod", "startAt": "4"}
        properties.append(properties.makeelement(qn("a:buAutoNum"), auto))
    (slide,) = passages("deck.pptx", saved(made))
    assert slide.text == "Trötthet¹,⁴⁻⁶ vid CO2®\n4. Ekdahl HE.\n5. Brink L."


def test_a_document_is_read_without_what_was_deleted_and_with_its_fields(
    passages: Callable[[str, bytes], list[Passage]],
) -> None:
    body = (
        paragraph("Ekdahl et", " al. 2023")
        + "<w:p><w:del><w:r><w:delText>PMID 90000009</w:delText></w:r></w:del></w:p>"
        + '<w:p><w:r><w:instrText>ADDIN ZOTERO_ITEM {"PMID":"90000001"}</w:instrText></w:r></w:p>'
    )
    note = f"<w:footnotes {W}>{paragraph('Fors m.fl. 2022')}</w:footnotes>"
    main, foot, field = passages("hand.docx", document(body, word__footnotes_xml=note))
    assert main.text.startswith("Ekdahl et al. 2023\n")
    assert "90000009" not in main.text
    assert (foot.text, foot.place(0).kind) == ("Fors m.fl. 2022", "footnote")
    assert field.link
    assert "90000001" in field.text


def test_a_document_counts_pages_where_word_noted_them_else_paragraphs(
    passages: Callable[[str, bytes], list[Passage]],
) -> None:
    plain = passages("a.docx", document(paragraph("Ett") + paragraph("Två")))[0]
    assert plain.place(plain.text.index("Två")) == Place("paragraph", 2)
    broken = paragraph("Ett") + "<w:p><w:r><w:lastRenderedPageBreak/><w:t>Två</w:t></w:r></w:p>"
    paged = passages("b.docx", document(broken))[0]
    assert paged.place(0) == Place("page", 1)
    assert paged.place(paged.text.index("Två")) == Place("page", 2)


def pdf() -> bytes:
    page = (
        "<p>Ekdahl et al. 2023</p><p style='break-before:page'>Fors "
        "<a href='https://pubmed.ncbi.nlm.nih.gov/90000001/'>här</a></p>"
    )
    return HTML(string=page).write_pdf()


def test_a_pdf_is_read_page_by_page_with_its_links(
    passages: Callable[[str, bytes], list[Passage]],
) -> None:
    main, link = passages("a.pdf", pdf())
    assert main.place(main.text.index("Ekdahl")) == Place("page", 1)
    assert main.place(main.text.index("Fors")) == Place("page", 2)
    assert (link.text, link.place(0)) == (
        "https://pubmed.ncbi.nlm.nih.gov/90000001/",
        Place("page", 2),
    )


def test_a_page_whose_letters_stand_apart_is_closed_up() -> None:
    assert (
        closed_up("E k   A .   P M I D :   9 0 0 0\n[ 2 ]   F o r s")
        == "Ek A. PMID: 9000\n[2] Fors"
    )
    assert closed_up("a b in 5 of 10") == "a b in 5 of 10"


def locked(password: str) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(BytesIO(pdf())))
    writer.encrypt(user_password=password, owner_password="owner", algorithm="AES-256")
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def test_a_pdf_that_anybody_may_open_is_read_though_it_is_encrypted(
    passages: Callable[[str, bytes], list[Passage]],
) -> None:
    assert "Ekdahl" in passages("a.pdf", locked(""))[0].text


def with_part(data: bytes, name: str, content: bytes) -> bytes:
    """The package with one part replaced or added."""
    out = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(data)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.namelist():
            if part != name:
                new.writestr(part, old.read(part))
        new.writestr(name, content)
    return out.getvalue()


def zipped(**parts: bytes) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return out.getvalue()


def macros() -> bytes:
    with zipfile.ZipFile(BytesIO(deck())) as package:
        types = package.read("[Content_Types].xml")
    types = types.replace(b"presentationml.presentation.main", b"presentation.macroEnabled.main")
    return with_part(deck(), "[Content_Types].xml", types)


BOMB = b'<!DOCTYPE a [<!ENTITY b "boom">]><a>&b;</a>'
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(64)


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.pptx", lambda: b"", "is empty"),
        ("a.pptx", lambda: b"PK not a zip", r"not a \.pptx file, or is damaged"),
        ("a.pptx", lambda: deck()[:-900], "is damaged"),
        ("a.pptx", lambda: OLE, "format of Office before 2007"),
        ("a.pptx", lambda: OLE + "EncryptedPackage".encode("utf-16-le"), "password"),
        ("a.pptx", lambda: zipped(ppt__presentation_xml=bytes(80 << 20)), "no presentation needs"),
        ("a.pptx", macros, "holds macros"),
        (
            "a.pptx",
            lambda: zipped(mimetype=b"application/vnd.oasis.opendocument.presentation"),
            "OpenDocument",
        ),
        ("a.pptx", lambda: document(paragraph("Ett")), "is no presentation"),
        ("a.pptx", lambda: with_part(deck(), "ppt/slides/slide1.xml", b"<p:sld"), "is damaged"),
        ("a.docx", lambda: with_part(document(""), "word/document.xml", b"<a"), "broken XML"),
        ("a.docx", lambda: with_part(document(""), "word/document.xml", BOMB), "declares entities"),
        ("a.pdf", lambda: b"hello", "is no PDF"),
        ("a.pdf", lambda: b"%PDF-1.7\n" + bytes(100), "is damaged"),
        ("a.pdf", lambda: locked("secret"), "password"),
        ("a.pdf", lambda: HTML(string="<svg/>").write_pdf(), "only pictures"),
        ("a.ppt", lambda: OLE, "a .ppt file, which litwatch does not read"),
        ("a.pptm", macros, "a .pptm file"),
        ("a.odp", lambda: b"PK", "a .odp file"),
        ("a.txt", lambda: b"x", "no deck or handout"),
    ],
)
def test_what_cannot_be_read_is_told_in_one_sentence_with_the_remedy(
    tmp_path: Path, name: str, data: Callable[[], bytes], said: str
) -> None:
    path = tmp_path / name
    path.write_bytes(data())
    with pytest.raises(BadInput, match=said) as refused:
        read_file(path)
    assert name in str(refused.value)
    assert refused.value.remedy


def test_a_folder_is_read_at_any_depth_and_a_bad_file_hides_no_other(tmp_path: Path) -> None:
    inner = tmp_path / "2026" / "höst"
    inner.mkdir(parents=True)
    (tmp_path / "bad.pptx").write_bytes(b"PK")
    (tmp_path / "old.ppt").write_bytes(OLE)
    (tmp_path / "~$good.pptx").write_bytes(b"lock")
    (tmp_path / ".hidden.pptx").write_bytes(b"x")
    (tmp_path / "notes.txt").write_text("x")
    (inner / "Good.PPTX").write_bytes(deck())
    read = list(read_files(files_in([tmp_path, inner])))
    assert [(one.path.name, bool(one.problem)) for one in read] == [
        ("Good.PPTX", False),
        ("bad.pptx", True),
        ("old.ppt", True),
    ]


def test_a_path_that_is_not_there_or_an_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WrongUse, match="no file"):
        files_in([tmp_path / "gone.pptx"])
    with pytest.raises(WrongUse, match="holds no deck"):
        files_in([tmp_path])


@pytest.mark.slow
def test_what_libreoffice_writes_is_read_too(
    tmp_path: Path, passages: Callable[[str, bytes], list[Passage]]
) -> None:
    import subprocess

    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not installed")
    source = tmp_path / "deck.pptx"
    source.write_bytes(deck())
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [office, profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path)]
    subprocess.run([*command, str(source)], check=True, capture_output=True, timeout=120)
    assert "Ekdahl et al." in passages("again.pdf", (tmp_path / "deck.pdf").read_bytes())[0].text
