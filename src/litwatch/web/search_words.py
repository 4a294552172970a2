"""What to write instead: a sentence for each way in which a search cannot be read."""

from __future__ import annotations

from litwatch.language import Speech
from litwatch.store.sought import Unclear


def told(error: Unclear, say: Speech) -> str:
    """The mistake and its remedy, in the visitor's language."""
    _ = say._
    sentences = {
        "nothing": _(
            "There is no word in “{piece}” to look for. Write a word, such as fatigue.",
            piece=error.piece,
        ),
        "only_left_out": _(
            "“{piece}” says only what is to be left out. Say also what is to be there, such as "
            "fatigue -review.",
            piece=error.piece,
        ),
        "open_quote": _(
            "The quotation mark before “{piece}” is not closed. Write a mark on either side: "
            '"long covid".',
            piece=error.piece,
        ),
        "lone_or": _(
            "OR stands between two words: fatigue OR tiredness. For the word “or”, write or."
        ),
        "field": _(
            "There is no field {piece}. Write title:, author:, journal:, year:, pmid: or doi:, or "
            "put quotation marks around the words.",
            piece=error.piece,
        ),
        "empty_field": _(
            "Nothing follows {piece}:. Write the word directly after the colon, such as author:ek.",
            piece=error.piece,
        ),
        "year": _(
            "“{piece}” is no year. Write year:2021, year:2019-2021 or year:2019-.",
            piece=error.piece,
        ),
        "short": _(
            "“{piece}” is too short a beginning. Write at least two letters before the asterisk.",
            piece=error.piece,
        ),
        "brackets": _(
            "Brackets are not read here: {piece}. Write OR between single words or phrases; all "
            "else must be there.",
            piece=error.piece,
        ),
        "long": _("The search is too long. Write at most 60 words."),
    }
    return sentences[error.mistake]
