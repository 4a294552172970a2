"""A region's own templates and style sheets: tried before anything is made, and broken ones named."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from importlib import resources
from pathlib import Path

import pytest

from litwatch.digest import render_html
from litwatch.digest.fetching import fetched_by_page, fetched_by_style
from litwatch.digest.look import PACKAGED, Look, replaceable
from litwatch.digest.mail import render_mail
from litwatch.digest.trying import read_look
from litwatch.errors import WrongSettings

from .month import edition

Folder = Callable[..., Path]


def packaged(name: str) -> str:
    """One of our own files, which a region begins with."""
    place = "templates" if name.endswith(".j2") else "assets"
    return resources.files("litwatch.digest").joinpath(place, name).read_text(encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """A folder of templates with these files."""

    def make(files: dict[str, str | bytes]) -> Path:
        for name, content in files.items():
            path = tmp_path / "look" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return tmp_path / "look"

    return make


def refused(folder: Path) -> str:
    """The sentence that refuses a folder, with its remedy."""
    with pytest.raises(WrongSettings) as error:
        read_look(folder)
    assert error.value.remedy
    return f"{error.value} {error.value.remedy}"


def test_without_a_folder_the_packaged_look_stands() -> None:
    assert read_look(None) == PACKAGED == Look()


def test_a_file_of_theirs_wins_and_the_others_stay(folder: Folder) -> None:
    name = "mail.html.j2"
    text = packaged(name).replace("</body>", "<p>Region Exempel</p></body>")
    assert "Region Exempel" in text
    look = read_look(folder({name: text}))
    assert "Region Exempel" in render_mail(edition(), "sv", look).html
    assert "Region Exempel" not in render_mail(edition(), "sv").html
    assert render_html(edition(), "sv", look) == render_html(edition(), "sv")
    assert look.sums() == {name: sha256(text.encode()).hexdigest()}


def test_a_style_sheet_and_a_font_of_theirs_are_in_the_page(folder: Folder) -> None:
    sheet = packaged("tokens.css") + ":root{--act:#7a1f3d}"
    look = read_look(folder({"tokens.css": sheet, "fonts/litwatch-sans.woff2": b"wOF2invented"}))
    page = render_html(edition(), "sv", look)
    assert "--act:#7a1f3d" in page
    assert "d09GMmludmVudGVk" in page  # wOF2invented in base64


def test_every_file_of_ours_copied_unchanged_gives_our_own_pages(folder: Folder) -> None:
    names = [name for name in replaceable() if not name.startswith("fonts/")]
    look = read_look(folder({name: packaged(name) for name in names}))
    assert look.sums().keys() == set(names)
    for lang in ("sv", "en"):
        assert render_html(edition(), lang, look) == render_html(edition(), lang)
        assert render_mail(edition(), lang, look) == render_mail(edition(), lang)


def test_hidden_files_are_passed_over(folder: Folder) -> None:
    assert read_look(folder({".DS_Store": b"\0", ".git/config": "x"})).files == ()


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    said = refused(tmp_path / "nowhere")
    assert "nowhere is not there" in said
    assert "LITWATCH_TEMPLATES" in said


@pytest.mark.parametrize(
    ("name", "close"), [("edition.htm.j2", "edition.html.j2"), ("digest.css", "edition.css")]
)
def test_a_name_that_is_none_of_ours_gets_the_closest(
    folder: Folder, name: str, close: str
) -> None:
    said = refused(folder({name: "x"}))
    assert f"{name} replaces none of our files" in said
    assert f"Did you mean {close}?" in said


@pytest.mark.parametrize(
    ("added", "said"),
    [
        ("{% if %}", "Expected an expression"),
        ("{{ monht }}", "monht is undefined"),
        ("{{ edition.monht }}", "no attribute 'monht'"),
        ("{{ edition.month|shout }}", "No filter named 'shout'"),
        ('{% include "../../../etc/passwd" %}', "../../../etc/passwd is none of the edition's"),
        ("{% include edition.month %}", "whose name is worked out"),
        ('{% extends "/etc/passwd" %}', "/etc/passwd is none of the edition's"),
        ("{{ edition.__class__.__subclasses__() }}", "unsafe"),
        ('<img src="https://example.org/x.png" alt="">', "https://example.org/x.png"),
        ("<script>fetch('x')</script>", "would fetch or run <script>"),
        ('<link rel="stylesheet" href="region.css">', "region.css"),
        ('<p style="background:url(//example.org/x)">', "//example.org/x"),
        ('<p onclick="x()">', "onclick="),
    ],
)
def test_what_is_wrong_in_a_template_is_named_with_file_and_line(
    folder: Folder, added: str, said: str
) -> None:
    ours = packaged("edition.html.j2").rstrip("\n")
    line = ours.count("\n") + 2
    place = folder({"edition.html.j2": f"{ours}\n{added}\n"})
    message = refused(place)
    assert said in message
    assert f"{place / 'edition.html.j2'}, line {line}: " in message


def test_a_template_that_lacks_what_ours_need_is_named(folder: Folder) -> None:
    said = refused(folder({"parts.html.j2": "{% macro mine() %}{% endmacro %}"}))
    assert said.startswith("parts.html.j2 in ")
    assert "of our edition.html.j2" in said


def test_a_fault_that_only_one_month_shows_has_its_line_too(folder: Folder) -> None:
    """What the invented edition does not reach is met when the files are made."""
    odd = '{% if edition.month == "2026-10" %}{{ edition.monht }}{% endif %}\n'
    look = read_look(folder({"feed.html.j2": "", "edition.md.j2": odd, "methods.html.j2": odd}))
    with pytest.raises(WrongSettings, match=r"methods\.html\.j2, line 1: .* no attribute 'monht'"):
        render_html(edition(), "sv", look)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("edition.css", "p{}\nb{background:url(https://example.org)}", "line 2: the style sheet"),
        ("edition.css", "p{}</style><b>", "line 1: </ may not stand"),
        ("edition.css", b"\n\xff", "line 2: is not UTF-8"),
        ("edition.html.j2", b"\xff", "line 1: is not UTF-8"),
        ("word-styles.xml", "<a>", "line 1: is no XML"),
        ("word-styles.xml", "<a/>", "no list of Word styles"),
        ("fonts/litwatch-sans.woff2", b"OTTO", "no WOFF2 font"),
        ("tokens.css", b" " * 1_000_001, "1,000,001 bytes"),
    ],
)
def test_what_is_wrong_in_another_file_is_named(
    folder: Folder, name: str, content: str | bytes, said: str
) -> None:
    message = refused(folder({name: content}))
    assert said in message
    assert name in message


def test_a_link_out_of_the_folder_is_refused(folder: Folder, tmp_path: Path) -> None:
    outside = tmp_path / "secret.css"
    outside.write_text("p{}", encoding="utf-8")
    place = folder({"tokens.css": packaged("tokens.css")})
    (place / "edition.css").symlink_to(outside)
    assert "leads out of the folder" in refused(place)


@pytest.mark.parametrize(
    ("css", "found"),
    [
        ('@import "region.css";', ["@import"]),
        ("a{background:URL( //example.org/x )}", ["//example.org/x"]),
        (r"a{background:u\72l('x.png')}", ["x.png"]),
        ('a{background:image-set("x.png" 1x)}', ["x.png"]),
        ("@font-face{src:url(region.woff2)}", ["region.woff2"]),
        ("@media print{a{background:url(x)}}", ["x"]),
        ("a{background:url(data:image/png;base64,AAAA)}", []),
        ('/* url(x) */ a::before{content:"url(x)"}', []),
    ],
)
def test_what_a_style_sheet_would_fetch(css: str, found: list[str]) -> None:
    assert [what for _, what in fetched_by_style(css)] == found


def test_our_own_pages_fetch_nothing() -> None:
    assert fetched_by_page(render_html(edition(), "sv")) == ()
    assert fetched_by_page(render_mail(edition(), "sv", archive="https://example.org/a").html) == ()
