"""What a thing is called, in both languages."""

from __future__ import annotations

import msgspec

from litwatch.language import Lang


class Name(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An id and what people call it."""

    id: str
    sv: str
    en: str

    def text(self, lang: Lang) -> str:
        return self.sv if lang == "sv" else self.en
