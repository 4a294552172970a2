"""`litwatch slides build`: of a month or of a module, and what is asked for wrongly."""

from __future__ import annotations

from pathlib import Path

import pytest

from ..slides import foreign
from ..slides.deck_texts import deck_texts
from .conftest import Cli

MODULE = "m03_pem_aktivitet"
BUILD = ("slides", "build", "--module", MODULE)


def test_the_deck_of_a_module_is_written_on_a_region_s_template(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "region.pptx").write_bytes(foreign.template())
    layouts = [
        part for role, name in foreign.LAYOUTS.items() for part in ("--layout", f"{role}={name}")
    ]
    done = cli(*BUILD, "--since", "2026-09-03", "--template", "region.pptx", *layouts)
    assert (done.code, done.out.strip()) == (0, f"litwatch-{MODULE}.pptx")
    slides = deck_texts((tmp_path / f"litwatch-{MODULE}.pptx").read_bytes())
    assert "sedan 3 september 2026" in slides[-1].body
    again = cli(*BUILD)
    assert again.code == 2
    assert "exists and may hold a trainer's work" in again.err


@pytest.mark.parametrize(
    ("arguments", "said", "remedy"),
    [
        ((), "a deck is of a month or of a module", "--module ID"),
        (("2026-10", "--module", MODULE), "a deck is of a month or of a module", "--module ID"),
        (("--module", "m03_pen"), "there is no module 'm03_pen'", MODULE),
        (("--module", "m0"), "9 modules begin with 'm0'", MODULE),
        (("--module", MODULE, "--since", "yesterday"), "--since 'yesterday' is no date", "2026"),
        (("2026-10", "--since", "2026-10-01"), "--since goes with --module", "Leave it out"),
        (("--module", MODULE, "--template", "none.pptx"), "no template none.pptx", "path"),
        (("--module", MODULE, "--template", "text.pptx"), "not a .pptx file", ".pptx"),
        (
            ("--module", MODULE, "--template", "locked.pptx"),
            "protected by a password",
            "save a copy",
        ),
        (("--module", MODULE, "--template", "region.pptx"), "no layout named", "Region Text"),
        (
            ("--module", MODULE, "--template", "region.pptx", "--layout", "message"),
            "--layout 'message' names no layout",
            "message=NAME",
        ),
        (
            ("--module", MODULE, "--template", "region.pptx", "--layout", "picture=Region Text"),
            "picture is no role of a layout",
            "opening, message, chart",
        ),
    ],
)
def test_what_is_asked_for_wrongly_is_told_with_the_way_out(
    cli: Cli, tmp_path: Path, arguments: tuple[str, ...], said: str, remedy: str
) -> None:
    (tmp_path / "region.pptx").write_bytes(foreign.template())
    (tmp_path / "text.pptx").write_text("no presentation")
    office = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    (tmp_path / "locked.pptx").write_bytes(office + "EncryptedPackage".encode("utf-16-le"))
    done = cli("slides", "build", *arguments)
    assert done.code == 2
    assert said in done.err
    assert remedy in done.err
    assert not list(tmp_path.glob("litwatch-*.pptx"))
