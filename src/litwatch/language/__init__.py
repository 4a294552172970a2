"""Swedish and English: gettext texts, dates and numbers as people write them.

Messages are written in English in the code and translated in `sv/*.po`, one file a room.
The .po files are read as they are, so there is nothing to compile and nothing to forget.
"""

from __future__ import annotations

import gettext
from datetime import date
from functools import cache, lru_cache
from importlib import resources
from io import BytesIO
from typing import Literal, get_args

Lang = Literal["sv", "en"]
LANGUAGES: tuple[Lang, ...] = get_args(Lang)
NBSP = "\N{NO-BREAK SPACE}"


class Speech:
    """One language: `_`, `ngettext`, `day`, `month` and `number` for texts that people read."""

    def __init__(self, lang: Lang, texts: gettext.NullTranslations) -> None:
        self.lang: Lang = lang
        self.texts = texts
        self.locale = {"sv": "sv_SE", "en": "en_GB"}[lang]

    def _(self, message: str, /, **values: object) -> str:
        """The message in this language, with `{name}` places filled from `values`."""
        text = self.texts.gettext(message)
        return text.format(**values) if values else text

    def n(self, one: str, many: str, count: int, /, **values: object) -> str:
        """`one` or `many` in this language; `{count}` is filled with the formatted number."""
        return self.texts.ngettext(one, many, count).format(count=self.number(count), **values)

    def day(self, day: date) -> str:
        """`3 november 2026`."""
        return _date(day, "d MMMM y", self.locale)

    def month(self, month: str) -> str:
        """`juni 2021` from `2021-06`."""
        return _date(date.fromisoformat(f"{month}-01"), "MMMM y", self.locale)

    def brief_month(self, month: str) -> str:
        """`juni 2021` from `2021-06`, and `sep. 2021` from `2021-09`."""
        return _date(date.fromisoformat(f"{month}-01"), "MMM y", self.locale)

    def number(self, value: float, decimals: int | None = None) -> str:
        """`12 345,6` with a no-break space in Swedish, `12,345.6` in English."""
        return _number(value, decimals, self.locale)


# Kept: a page of a search writes some hundred numbers and months, mostly those of the last one.
@lru_cache(maxsize=4096)
def _date(day: date, pattern: str, locale: str) -> str:
    from babel.dates import format_date

    return format_date(day, pattern, locale)


@lru_cache(maxsize=16384, typed=True)
def _number(value: float, decimals: int | None, locale: str) -> str:
    from babel.numbers import format_decimal

    pattern = None if decimals is None else "#,##0." + "0" * decimals
    return format_decimal(value, format=pattern, locale=locale)


@cache
def speech(lang: Lang) -> Speech:
    """The texts of one language. English is the code's own wording and needs no file."""
    if lang == "en":
        return Speech("en", gettext.NullTranslations())
    from babel.messages.catalog import Catalog
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    whole = Catalog(locale=lang)
    folder = resources.files(__package__).joinpath(lang)
    for path in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if path.name.endswith(".po"):
            for message in read_po(BytesIO(path.read_bytes()), locale=lang):
                if message.id:
                    whole[message.id] = message
    compiled = BytesIO()
    write_mo(compiled, whole)
    compiled.seek(0)
    return Speech(lang, gettext.GNUTranslations(compiled))
