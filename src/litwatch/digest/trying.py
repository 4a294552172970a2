"""A region's own templates and style sheets, tried before anything is made with them.

names | syntax, names of variables and of templates | style sheets that fetch nothing | a whole
invented edition, as people have read it and as a draft
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from jinja2 import TemplateError, meta, nodes
from lxml import etree

from litwatch.digest.archive import ArchiveLine, render_archive
from litwatch.digest.edition import AUDIENCES, Edition
from litwatch.digest.feed import Told, render_feed
from litwatch.digest.fetching import fetched_by_style
from litwatch.digest.filling import MEND, broken, environment
from litwatch.digest.look import PACKAGED, Look, read_files, template_names
from litwatch.digest.mail import render_mail
from litwatch.digest.render import FILES, render_html, render_item, render_markdown
from litwatch.digest.specimen import specimen
from litwatch.errors import WrongSettings
from litwatch.language import Lang

_STYLES = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}styles"


def read_look(folder: Path | None) -> Look:
    """The look of a folder of templates, tried on an invented edition; None: the packaged one.

    Raises WrongSettings with the file, where it has lines the line, and the remedy: when the
    folder is not there, a file replaces none of ours or cannot be read, a template does not
    work or leads out of the folder, or a page would fetch something.
    """
    if folder is None:
        return PACKAGED
    look = read_files(folder)
    for name, content in look.files:
        _check(look, name, content)
    _try(look, "sv", specimen(reviewed=True))
    _try(look, "en", specimen(reviewed=False))
    return look


def _try(look: Look, lang: Lang, edition: Edition) -> None:
    line = ArchiveLine(edition=edition, folder=edition.month, files=frozenset(FILES))
    render_html(edition, lang, look)
    for item in edition.shown():
        render_item(edition, item, lang, look)
    render_markdown(edition, lang, look)
    for audience in (None, *AUDIENCES):
        render_mail(
            edition,
            lang,
            look,
            audience=audience,
            archive="https://example.org",
            leave="mailto:leave@example.org",
        )
    render_feed([Told(edition, "digest.html")], lang, look)
    render_archive([line], lang, look)


def _check(look: Look, name: str, content: bytes) -> None:
    if name.endswith(".woff2"):
        if not content.startswith(b"wOF2"):
            raise WrongSettings(f"{look.place(name)} is no WOFF2 font", MEND)
        return
    if name.endswith(".xml"):
        _check_word_styles(look, name, content)
        return
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise _wrong(look, name, line, "is not UTF-8", "Save it as UTF-8.") from error
    if name.endswith(".css"):
        _check_style(look, name, text)
    else:
        _check_template(look, name, text)


def _wrong(look: Look, name: str, line: int, what: str, remedy: str = MEND) -> WrongSettings:
    return WrongSettings(f"{look.place(name)}, line {line}: {what}", remedy)


def _check_style(look: Look, name: str, text: str) -> None:
    for line, what in fetched_by_style(text):
        raise _wrong(
            look,
            name,
            line,
            f"the style sheet would fetch {what[:80]}, but a page must hold all it shows",
            "Put it in as a data: address, or take it out.",
        )
    if "</" in text:
        # It stands inside the page's style element, which this could end.
        line = text[: text.index("</")].count("\n") + 1
        raise _wrong(look, name, line, "</ may not stand in a style sheet", "Take it out.")


def _check_word_styles(look: Look, name: str, content: bytes) -> None:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise _wrong(look, name, error.lineno or 1, f"is no XML: {error.msg}") from error
    if root.tag != _STYLES or root.getroottree().docinfo.doctype:
        raise _wrong(look, name, 1, "is no list of Word styles (w:styles, without a DOCTYPE)")


def _check_template(look: Look, name: str, text: str) -> None:
    room = environment(look, markdown=not name.endswith(".html.j2"))
    try:
        tree = room.parse(text, name, look.place(name))
        room.compile(text, name, look.place(name))  # filters and tests are looked up only here
    except TemplateError as error:
        raise broken(error, look) from error
    for line, other in _others(tree):
        if other not in template_names():
            raise _wrong(
                look,
                name,
                line,
                f"{other or 'a template whose name is worked out'} is none of the edition's",
                f"A template may name only these, in plain letters: {', '.join(template_names())}.",
            )
    if unknown := meta.find_undeclared_variables(tree) - _given():
        line, variable = min(
            (node.lineno, node.name) for node in tree.find_all(nodes.Name) if node.name in unknown
        )
        raise _wrong(
            look,
            name,
            line,
            f"{variable} is undefined",
            f"Templates are given {', '.join(sorted(_given()))}.",
        )


def _others(tree: nodes.Template) -> Iterator[tuple[int, str]]:
    """The other templates that one uses, each with its line; empty where the name is no constant."""
    for node in tree.find_all((nodes.Include, nodes.Import, nodes.FromImport, nodes.Extends)):
        named = node.template  # type: ignore[attr-defined]
        yield node.lineno, str(named.value) if isinstance(named, nodes.Const) else ""


@cache
def _given() -> frozenset[str]:
    """The variables that any template of ours is given: those that ours use."""
    room = environment(PACKAGED, markdown=False)
    assert room.loader is not None  # noqa: S101  (environment gives one)
    sources = (room.loader.get_source(room, name)[0] for name in template_names())
    return frozenset().union(*(meta.find_undeclared_variables(room.parse(one)) for one in sources))
