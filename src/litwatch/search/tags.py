"""PubMed's field tags: the names people write, and the short one that litwatch keeps.

Source: PubMed User Guide, "Search field tags", and einfo's names (TITL, PTYP, LANG …).
"""

from __future__ import annotations

_ALIASES: dict[str, tuple[str, ...]] = {
    "tiab": ("title/abstract",),
    "ti": ("title", "titl"),
    "tt": ("transliterated title",),
    "ab": ("abstract", "abst"),
    "tw": ("text word", "text words", "word"),
    "ot": ("kw", "other term", "other terms", "othr", "keyword"),
    "all": ("all fields", "all field"),
    "ad": ("affiliation", "affl"),
    "au": ("author", "auth"),
    "jour": ("ta", "journal"),
    "mesh": ("mh", "mesh terms", "mesh term"),
    "majr": ("mesh major topic", "major topic"),
    "sh": ("subheading", "mesh subheading", "mesh subheadings", "subh"),
    "nm": ("supplementary concept", "substance name", "substance", "subs"),
    "pt": ("publication type", "ptyp"),
    "la": ("language", "lang"),
    "uid": ("pmid",),
    "filter": ("filt", "sb", "subset"),
    "dp": ("pdat", "publication date", "date - publication"),
    "edat": ("entry date", "date - entry", "date - entrez"),
    "crdt": ("create date", "date - create"),
    "mhda": ("mesh date", "date - mesh"),
    "lr": ("mdat", "modification date", "date - modification", "date - last revision"),
}
# PubMed has these fields too, but a record alone does not answer them: the matcher looks in all
# fields instead. PubMed User Guide, "Search field tags"; einfo's names where they are known.
_ELSEWHERE: dict[str, tuple[str, ...]] = {
    "1au": ("first author name", "first author", "faut"),
    "lastau": ("last author name", "last author", "laut"),
    "fau": ("full author name", "full"),
    "auid": ("author identifier", "author - identifier", "aucl"),
    "cn": ("corporate author", "author - corporate", "coln"),
    "ir": ("investigator", "invr"),
    "fir": ("full investigator name", "investigator - full", "finv"),
    "ps": ("personal name as subject", "subject - personal name"),
    "ed": ("editor",),
    "aid": ("article identifier",),
    "lid": ("location id",),
    "doi": (),
    "pmcid": ("pmc", "mid"),
    "gr": ("grants and funding", "grant number", "grnt"),
    "rn": ("ec/rn number", "ecno"),
    "pa": ("pharmacological action", "papx"),
    "si": ("secondary source id",),
    "cois": ("conflict of interest statement", "conflict of interest statements"),
    "jid": ("nlm unique id",),
    "is": ("issn",),
    "ip": ("issue", "iss"),
    "vi": ("volume", "vol"),
    "pg": ("pagination", "page"),
    "pl": ("place of publication", "cnty"),
    "pubn": ("publisher",),
    "book": (),
    "isbn": (),
    "own": ("owner",),
    "dcom": ("completion date", "date - completion", "cdat"),
    "ppdt": ("print publication date",),
    "epdt": ("dep", "electronic publication date"),
}
KNOWN = frozenset(_ALIASES)
PUBMED = KNOWN | frozenset(_ELSEWHERE)
DATES = frozenset({"dp", "edat", "crdt", "mhda", "lr"})
EXPLODED = frozenset({"mesh", "majr", "sh", "pt"})
_CANONICAL = {
    alias: tag for tag, aliases in (_ALIASES | _ELSEWHERE).items() for alias in (tag, *aliases)
}
NAMES = frozenset(_CANONICAL)
_SHOWN = {"mesh": "Mesh", "mesh:noexp": "Mesh:NoExp"}


def canonical(tag: str) -> str:
    """`tiab` for `Title/Abstract`, `mesh:noexp` for `mh:noexp`; an unknown tag in lower case."""
    tag = " ".join(tag.lower().split())
    name, colon, modifier = (part.strip() for part in tag.partition(":"))
    known = _CANONICAL.get(name, name)
    return f"{known}:{modifier}" if colon else known


def shown(tag: str) -> str:
    """A tag as the strategies write it."""
    return _SHOWN.get(tag, tag)
