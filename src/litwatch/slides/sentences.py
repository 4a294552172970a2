"""Where a text may be shown in part: only after a whole sentence, and only with a word that it goes on."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

# A capital, a figure's sign or an opening quotation mark begins the next sentence.
_END = re.compile(
    r"(?<=[^\W_)%][.?!])[”’\"»)]?(?=\s+[”“\"«(]?[A-ZÅÄÖÜÉ])|(?<=[)%][.?!])(?=\s+[A-ZÅÄÖÜÉ])"
)
# Full stops that end no sentence: Swedish and English, without their own full stop.
_SHORT = re.compile(
    r"al|bl\.a|ca|dr|dvs|d\.v\.s|e\.d|e\.g|etc|ex|exkl|fig|f\.n|fr\.o\.m|i\.e|inkl|jfr|jmf|kap|kl|max"
    r"|m\.fl|min|m\.m|mrs?|nr|obs|o\.d|osv|pga|p\.g\.a|prof|resp|sid|s\.k|sk|st|tab|t\.ex|tex|tom"
    r"|t\.o\.m|ung|vs"
)


def sentence_ends(text: str) -> Iterator[int]:
    """The places after a sentence that another one follows; an abbreviation's stop is none."""
    for found in _END.finditer(text):
        word = text[: found.start()].rsplit(None, 1)[-1].strip('(“”"«').rstrip(".?!").casefold()
        if len(word) > 1 and not _SHORT.fullmatch(word):
            yield found.end()


def opening(text: str, more: str, fits: Callable[[str], bool]) -> str:
    """As many whole sentences as fit, then `more`; empty when not even the first one does."""
    for end in reversed(tuple(sentence_ends(text))):
        shown = f"{text[:end]} {more}"
        if fits(shown):
            return shown
    return ""
