"""Rules for single terms: fields (S02), proximity (S04), truncation (S05), closed forms (S06)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches

from litwatch.search.lint_finding import Edit, Note, Severity
from litwatch.search.lint_parts import Group, Words
from litwatch.search.match import PROXIMITY_TAGS
from litwatch.search.tags import EXPLODED, NAMES, PUBMED
from litwatch.search.words import words

TEXT_FIELDS = frozenset({"ti", "tt", "ab", "tiab", "tw", "ot"})
_SHORTEST = 4  # letters before a *; PubMed User Guide, "Truncating search terms"
_STARS = re.compile(r"\*+")
_WORD_BEFORE = re.compile(r"[^\W_]+$")
_FOREIGN_WILDCARD = re.compile(r"(?<=[^\W_])(?:[?#](?=[^\W_])|\$)")
_LONE_DISTANCE = re.compile(r"~[0-9]+")


def terms(found: list[Words]) -> Iterator[Note]:
    """All that is wrong with terms one by one, and with phrases that lack their closed form."""
    for term in found:
        if term.tag is None:
            yield from _untagged(term)
        else:
            yield from _field(term)
        if term.modifier.startswith("~"):
            yield from _proximity(term)
        elif not term.is_range:
            yield from _truncation(term)
    yield from _closed_forms(found)


def _on(
    term: Words, rule: str, reason: str, mend: str, *edits: Edit, severity: Severity = "error"
) -> Note:
    return Note(rule, severity, term.start, term.end, reason, mend, edits)


def _on_tag(term: Words, rule: str, reason: str, mend: str, *edits: Edit) -> Note:
    tag = term.tag
    assert tag is not None  # noqa: S101 - asked for by the callers
    return Note(rule, "error", tag.start, tag.end, reason, mend, edits)


def _untagged(term: Words) -> Iterator[Note]:
    group: Group | None = term.group
    while group is not None:
        if group.tag is not None:
            return  # told once, of the group
        group = group.parent
    if _LONE_DISTANCE.fullmatch(term.text):
        yield _on(
            term, "S04", "the distance stands outside the tag", 'Write "first second"[tiab:~2]'
        )
        return
    needs_quotes = not term.quoted and " " in term.text
    shown = f'"{term.text}"' if term.quoted or needs_quotes else term.text
    edits = [Edit(term.words_end, term.words_end, ('"' if needs_quotes else "") + "[tiab]")]
    if needs_quotes:
        edits.append(Edit(term.start, term.start, '"'))
    yield _on(
        term,
        "S02",
        f"{shown} has no field: PubMed would search words and headings that you did not write",
        f"Write {shown}[tiab]",
        *edits,
    )


def _field(term: Words) -> Iterator[Note]:
    tag = term.tag
    assert tag is not None  # noqa: S101 - asked for by the caller
    name, modifier = term.field, term.modifier
    if not name:
        edit = Edit(tag.start, tag.end, "[tiab]")
        yield _on_tag(term, "S02", "the field tag is empty", "Write [tiab]", edit)
    elif name not in PUBMED:
        near = get_close_matches(name, sorted(NAMES), n=1, cutoff=0.6)
        reason = f"PubMed has no field [{tag.text}] and would search all fields without a word"
        if near:
            ending = f":{modifier}" if modifier else ""
            edit = Edit(tag.start, tag.end, f"[{near[0]}{ending}]")
            yield _on_tag(term, "S02", reason, f"Write {edit.text}", edit)
        else:
            yield _on_tag(term, "S02", reason, "Write [tiab], [ti], [Mesh], [nm] or [pt]")
    elif modifier == "noexp":
        if name not in EXPLODED:
            edit = Edit(tag.start, tag.end, f"[{tag.text.partition(':')[0]}]")
            reason = f"[{tag.text}]: only headings have narrower ones to leave out"
            yield _on_tag(term, "S02", reason, f"Write {edit.text}", edit)
    elif ":" in tag.text and not modifier.startswith("~"):
        edit = Edit(tag.start, tag.end, f"[{tag.text.partition(':')[0]}]")
        reason = f"PubMed has no :{modifier} and would ignore the tag"
        yield _on_tag(term, "S02", reason, f"Write {edit.text}", edit)


def _proximity(term: Words) -> Iterator[Note]:
    tag = term.tag
    assert tag is not None  # noqa: S101 - only a tag has a modifier
    name = tag.text.partition(":")[0]
    distance = term.modifier.removeprefix("~").strip()
    plain_tag = Edit(tag.start, tag.end, f"[{name}]")
    if not (distance.isascii() and distance.isdigit()):
        reason = f"~{distance} is no number of words"
        yield _on_tag(term, "S04", reason, f"Write [{name}:~2] for at most two words between")
    is_one_word = len(words(term.text)) < 2
    if not is_one_word and term.field in PUBMED and term.field not in PROXIMITY_TAGS:
        edit = Edit(tag.start, tag.end, f"[tiab:~{distance}]")
        reason = f"PubMed ignores proximity in [{name}]: it has it in [ti], [tiab] and [ad] only"
        yield _on_tag(term, "S04", reason, f"Write {edit.text}", edit)
    if is_one_word:
        reason = "one word is never near another: PubMed ignores the distance"
        yield _on(term, "S04", reason, f"Write [{name}] or a second word", plain_tag)
    elif not term.quoted:
        quotes = (Edit(term.start, term.start, '"'), Edit(term.words_end, term.words_end, '"'))
        reason = "PubMed ignores proximity without quotation marks"
        yield _on(term, "S04", reason, f'Write "{term.text}"[{tag.text}]', *quotes)
    if "*" in term.text:
        reason = "PubMed ignores proximity where a word is truncated"
        yield _on(term, "S04", reason, "Write the forms out, each in its own term, joined by OR")
    if operators := {"AND", "OR", "NOT"}.intersection(term.text.split()):
        reason = f"{operators.pop()} cannot stand inside a proximity search"
        yield _on(term, "S04", reason, "Write one proximity search for each pair, joined by OR")


def _truncation(term: Words) -> Iterator[Note]:
    text = term.text
    for found in _FOREIGN_WILDCARD.finditer(text):
        place = term.text_start + found.start()
        yield Note(
            *("S05", "error", place, place + 1, f"PubMed has no wildcard {found.group()}"),
            "Write the forms out, joined by OR, or end the word with *",
        )
    for found in _STARS.finditer(text):
        place = term.text_start + found.start()
        reason, mend, edits = _star(term, found.start(), found.end())
        if reason:
            yield Note("S05", "error", place, place + len(found.group()), reason, mend, edits)
    if text.endswith("*") and term.field in EXPLODED:
        reason = "a truncated heading is not exploded to its narrower ones"
        yield _on(term, "S05", reason, "Write the whole heading", severity="warning")


def _star(term: Words, first: int, last: int) -> tuple[str, str, tuple[Edit, ...]]:
    """What is wrong with the * at these characters of the term; nothing when all is well."""
    text = term.text
    word = _WORD_BEFORE.search(text[:first])
    behind = text[last:]
    forms = "Write the forms out, joined by OR"
    if last - first > 1:
        edit = Edit(term.text_start + first, term.text_start + last, "*")
        return "one * is enough", "Write one *", (edit,)
    if word is None:
        return "nothing stands before the *: PubMed cuts only ends of words", forms, ()
    if behind[:1].isalnum():
        return "the * stands inside a word: PubMed cuts only ends of words", forms, ()
    if behind.strip():
        return "only the last word of a phrase can be cut", f"{forms}, or use [tiab:~N]", ()
    if len(word.group()) < _SHORTEST:
        reason = f"{word.group()}* has fewer than {_SHORTEST} letters: PubMed does not cut it"
        return reason, forms, ()
    if not term.quoted and " " in text:
        quotes = (Edit(term.start, term.start, '"'), Edit(term.words_end, term.words_end, '"'))
        return "a cut phrase needs quotation marks", f'Write "{text}"', quotes
    return "", "", ()


def _closed_forms(found: list[Words]) -> Iterator[Note]:
    """`post-viral` is indexed as two words; `postviral` is another word and has to be listed."""
    texts = [term for term in found if term.field in TEXT_FIELDS and not term.modifier]
    listed = [(words(term.text), term.text.endswith("*")) for term in texts]
    told: set[str] = set()
    for term, (spelt, truncated) in zip(texts, listed, strict=True):
        if len(spelt) < 2 or spelt[0] != "post" or not spelt[1].isalpha() or len(spelt[1]) < 3:
            continue
        closed = [f"post{spelt[1]}", *spelt[2:]]
        shown = " ".join(closed) + "*" * truncated
        if shown in told or any(_covers(*each, closed, truncated) for each in listed):
            continue
        told.add(shown)
        tag = f"[{term.tag.text}]" if term.tag else ""
        written = (f'"{shown}"' if " " in shown else shown) + tag
        if term.group.kinds <= {"OR"}:
            edits = [Edit(term.end, term.end, f" OR {written}")]
        else:
            edits = [Edit(term.start, term.start, "("), Edit(term.end, term.end, f" OR {written})")]
        yield _on(
            term,
            "S06",
            f"the closed form {shown} is another word and is not listed",
            f"Add OR {written}",
            *edits,
            severity="warning",
        )


def _covers(spelt: list[str], truncated: bool, wanted: list[str], open_end: bool) -> bool:
    """Whether a listed phrase finds all that the wanted one would."""
    size = len(spelt)
    if not spelt or size > len(wanted) or spelt[:-1] != wanted[: size - 1]:
        return False
    if truncated:
        return wanted[size - 1].startswith(spelt[-1])
    return wanted[size - 1] == spelt[-1] and not (open_end and size == len(wanted))
