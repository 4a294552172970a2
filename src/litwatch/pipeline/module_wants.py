"""What litwatch wants today of the slides on a module's key messages."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from litwatch.curriculum.wordings import Wording, wordings
from litwatch.language import Lang
from litwatch.pipeline.module_material import module_material
from litwatch.slides import Material, plan_module_deck
from litwatch.slides.canvas import Canvas
from litwatch.slides.inplace import Wanted
from litwatch.slides.inplace.notices import (
    dropped_notice,
    retired,
    reworded,
    under_review,
    withdrawn_basis,
)
from litwatch.slides.source import identifier
from litwatch.store import Store
from litwatch.watch import Watch


def of_modules(
    store: Store,
    watch: Watch,
    keys: Collection[str],
    series: Collection[str],
    lang: Lang,
    now: datetime,
    canvas: Canvas,
) -> dict[str, Wanted]:
    """The wanted slides of every module that the deck has slides of, in its deck's order.

    A key message or module that does not exist any more is left out.
    """
    with store.read() as tx:
        known = wordings(tx, watch)
    named = {_part(key) for key in (*keys, *series) if key.startswith("module:")}
    named |= {
        known[_part(key)].module
        for key in keys
        if key.startswith("statement:") and _part(key) in known
    }
    wanted: dict[str, Wanted] = {}
    for module in watch.modules:
        if module.id in named:
            material = module_material(store, watch, module.id, now=now)
            wanted |= _of_module(material, known, keys, lang, canvas)
    return wanted


def _of_module(
    material: Material,
    known: dict[str, Wording],
    keys: Collection[str],
    lang: Lang,
    canvas: Canvas,
) -> dict[str, Wanted]:
    module = material.module
    series = f"module:{module.id}"
    wanted = {}
    for plan in plan_module_deck(material, lang, canvas=canvas):
        if plan.key.startswith("statement:"):
            one = known[_part(plan.key)]
            changed, invalid = _banner(one, material, lang)
            wanted[plan.key] = Wanted(
                plan.key,
                plan,
                series=series,
                changed=changed,
                invalid=invalid,
                works=one.now.pmids,
                statements=(one.id,),
            )
        else:
            wanted[plan.key] = Wanted(plan.key, plan, series=series)
    for key in sorted(set(keys) - wanted.keys()):
        mine = key.startswith("statement:") and _module_of(known, key) == module.id
        if mine or key.startswith(f"{series}:"):
            statements = (_part(key),) if mine else ()
            notice = dropped_notice(module.title_sv, lang)
            wanted[key] = Wanted(key, None, series=series, notice=notice, statements=statements)
    return wanted


def _banner(one: Wording, material: Material, lang: Lang) -> tuple[str, bool]:
    """What stands over a trainer's own words, and whether they hold no longer."""
    day = one.since.date() if one.since else None
    if material.standing(one) == "retired":
        return (retired(day, lang) if day else under_review(lang)), True
    if lost := material.lost(one):
        return withdrawn_basis(identifier(lost[0]), lost[0].state, lang), True
    if material.standing(one) == "under_review":
        return under_review(lang), True
    return (reworded(day, lang) if day else ""), False


def _part(key: str) -> str:
    """The id in `statement:m11s3:2` and `module:m11:opening`."""
    return key.split(":")[1]


def _module_of(known: dict[str, Wording], key: str) -> str:
    one = known.get(_part(key))
    return one.module if one is not None else ""
