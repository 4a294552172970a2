"""Every text that an update writes has a Swedish wording, and banners have room for it."""

from __future__ import annotations

from datetime import date
from importlib import resources
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from babel.messages.extract import extract
from babel.messages.pofile import read_po

from litwatch.language import LANGUAGES, Lang, speech
from litwatch.slides import limits
from litwatch.slides.canvas import WIDE
from litwatch.slides.inplace import notices, words
from litwatch.slides.limits import Box


def test_messages_and_translations_agree() -> None:
    said: set[Any] = set()
    files: list[Any] = [
        *resources.files("litwatch.slides.inplace").iterdir(),
        *(
            resources.files("litwatch.pipeline").joinpath(name)
            for name in ("deck_use.py", "owner_mail.py")
        ),
    ]
    for path in files:
        if Path(str(path)).suffix == ".py":
            found = extract("python", BytesIO(path.read_bytes()), {"_": None, "n": (1, 2)})
            said |= {message for _, message, _, _ in found}
    data = resources.files("litwatch.language").joinpath("sv/inplace.po").read_bytes()
    catalog = {message.id: message.string for message in read_po(BytesIO(data)) if message.id}
    assert catalog.keys() == said
    assert all(catalog.values())
    assert not any("!" in str(text) for text in catalog.values())


@pytest.mark.parametrize("lang", LANGUAGES)
def test_banners_and_notices_have_room(lang: Lang) -> None:
    say, day = speech(lang), date(2026, 9, 30)
    longest = [notices.withdrawn_notice("PMID 90000001", s, lang) for s in notices.WITHDRAWN]
    longest.append(notices.dropped_notice("Månadens läsning, september 2026", lang))
    banner = Box(60, 4, WIDE.width * 14 / 16 - 16, limits.SMALL * limits.LINE)
    told = [one.banner for one in longest]
    told += [words.copy_words(say), words.new_text_words(day, say)]
    told += [notices.reworded(day, lang), notices.retired(day, lang), notices.under_review(lang)]
    for text in told:
        assert limits.fits((text,), limits.SMALL, banner), text
    for one in longest:
        assert WIDE.is_heading(one.title.text)
        assert limits.fits([text.text for text in one.body], 24, WIDE.long_body)
        assert WIDE.is_source_line(one.source.text)
