"""YAML → Watch: every file checked, every reference between them followed."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import yaml

from litwatch.errors import WrongSettings
from litwatch.watch.facets import Facet
from litwatch.watch.mesh import MeshTree, read_headings
from litwatch.watch.modules import Module, ModuleEntry, Series, Source, resolve
from litwatch.watch.references import check_references
from litwatch.watch.topics import GreySource, Overlay, TopicEntry
from litwatch.watch.watch import Watch

_FILES = ("topics.yaml", "facets.yaml", "modules.yaml", "mesh_subset.tsv")

# Kept in the files for people; the program has no use for them.
_FOR_PEOPLE: dict[str, frozenset[str]] = {
    "topics.yaml": frozenset({"schema", "pubmed_syntax"}),
    "topic": frozenset({"seed_basis", "validated_source", "related_codes"}),
    "facet": frozenset({"basis", "evidence_note", "thresholds_draft"}),
    "modules.yaml": frozenset({"defaults", "coverage"}),
}
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C one is ten times faster


T = TypeVar("T")


def load_watch(folder: Path | None = None) -> Watch:
    """The watch from a folder; files that it lacks, and all without a folder, are the packaged.

    Raises WrongSettings naming the file and the key for YAML that cannot be read, a wrong
    type, an unknown key, a duplicate id or a reference to something that is not there.
    """
    if folder is not None and not folder.is_dir():
        raise WrongSettings(
            f"the watch folder {folder} is not there",
            "Set LITWATCH_WATCH to a folder with topics.yaml, facets.yaml or modules.yaml.",
        )
    files = {name: _find(name, folder) for name in _FILES}
    topics = _file(files["topics.yaml"])
    mesh_file = files["mesh_subset.tsv"]
    mesh = MeshTree(read_headings(_text(mesh_file), str(mesh_file)), str(mesh_file))
    where = str(files["topics.yaml"])
    entries = _each(topics, "topics", TopicEntry, where, _FOR_PEOPLE["topic"])
    watched = []
    for entry in entries:
        try:
            watched.append(entry.topic())
        except ValueError as problem:
            raise WrongSettings(
                f"{where}: topic {entry.id} {problem}",
                "Give it one query, or query_parts with a query each.",
            ) from problem
    overlays = tuple(
        msgspec.structs.replace(overlay, query=" ".join(overlay.query.split()))
        for overlay in _each(topics, "overlays", Overlay, where)
    )
    grey = _each(topics, "grey_watch", GreySource, where)
    animal_filter = _take(topics, "animal_filter", str, where)
    _nothing_left(topics, where, _FOR_PEOPLE["topics.yaml"])

    where = str(files["facets.yaml"])
    raw_facets = _file(files["facets.yaml"])
    _levels_as_text(raw_facets)
    facets = _each(raw_facets, "facets", Facet, where, _FOR_PEOPLE["facet"])
    _nothing_left(raw_facets, where, frozenset())
    for facet in facets:
        _unique((value.id for value in facet.values), f"{where}: facet {facet.id}")

    where = str(files["modules.yaml"])
    raw = _file(files["modules.yaml"])
    modules = _modules(raw, where)
    series = _each(raw, "series", Series, where)
    _nothing_left(raw, where, _FOR_PEOPLE["modules.yaml"])
    watch = Watch(
        topics=tuple(watched),
        overlays=overlays,
        animal_filter=" ".join(animal_filter.split()),
        grey_watch=grey,
        facets=facets,
        modules=modules,
        series=series,
        mesh=mesh,
    )
    check_references(watch, files)
    return watch


def _find(name: str, folder: Path | None) -> Traversable:
    if folder is not None and (folder / name).is_file():
        return folder / name
    return resources.files("litwatch.watch").joinpath("data", name)


def _text(file: Traversable) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        raise WrongSettings(f"{file} cannot be read: {problem}", "Save it as UTF-8 text.") from None


def _file(file: Traversable) -> dict[str, Any]:
    try:
        data = yaml.load(_text(file), _LOADER)  # noqa: S506 - _LOADER is a safe one
    except yaml.YAMLError as problem:
        place = " ".join(str(problem).split())
        raise WrongSettings(f"{file} is not YAML: {place}", "Mend the line it names.") from None
    if not isinstance(data, dict):
        raise WrongSettings(f"{file} holds no keys", "Begin from the packaged file.")
    return data


def _take(data: dict[str, Any], key: str, kind: Any, where: str) -> Any:
    if key not in data:
        raise WrongSettings(f"{where}: {key} is missing", "Begin from the packaged file.")
    return _convert(data.pop(key), kind, f"{where}: {key}")


def _convert(value: Any, kind: Any, where: str) -> Any:
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError as problem:
        remedy = "Correct the value."
        if "unknown field" in str(problem):
            remedy = "Correct the key; a text with a comma inside { } needs quotes."
        raise WrongSettings(f"{where}: {problem}", remedy) from None


def _each(
    data: dict[str, Any],
    key: str,
    kind: type[T],
    where: str,
    for_people: frozenset[str] = frozenset(),
) -> tuple[T, ...]:
    """The list under `key`, taken out of `data`; an error names the item by its id."""
    items = []
    seen: list[str] = []
    for number, row in enumerate(_take(data, key, list, where), start=1):
        place = f"{where}: {key} {number}"
        if isinstance(row, dict):
            if "id" in row:
                place = f"{where}: {key} {row['id']}"
                seen.append(str(row["id"]))
            row = {name: value for name, value in row.items() if name not in for_people}
        items.append(_convert(row, kind, place))
    _unique(seen, f"{where}: {key}")
    return tuple(items)


def _modules(raw: dict[str, Any], where: str) -> tuple[Module, ...]:
    sources = {
        name: msgspec.structs.replace(_convert(row, Source, f"{where}: sources {name}"), id=name)
        for name, row in _take(raw, "sources", dict, where).items()
    }
    modules = []
    for entry in _each(raw, "modules", ModuleEntry, where):
        try:
            modules.append(resolve(entry, sources))
        except KeyError as name:
            raise WrongSettings(
                f"{where}: modules {entry.id} names the unknown source {name}",
                "Add it under sources or correct the name.",
            ) from None
    _unique((line.id for module in modules for line in module.statements), f"{where}: statements")
    return tuple(modules)


def _levels_as_text(data: dict[str, Any]) -> None:
    """Levels are written `2`, `"2-3 (diagnosfråga)"` or null; people read them as text."""
    facets = data.get("facets")
    for facet in facets if isinstance(facets, list) else []:
        values = facet.get("values") if isinstance(facet, dict) else None
        for value in values if isinstance(values, list) else []:
            if isinstance(value, dict) and "level" in value:
                level = value["level"]
                if level is None or (isinstance(level, int) and not isinstance(level, bool)):
                    value["level"] = "" if level is None else str(level)


def _nothing_left(data: dict[str, Any], where: str, for_people: frozenset[str]) -> None:
    unknown = sorted(str(key) for key in data.keys() - for_people)
    if unknown:
        raise WrongSettings(f"{where}: unknown key {unknown[0]}", "Remove or correct the key.")


def _unique(ids: Iterable[str], where: str) -> None:
    seen: set[str] = set()
    for name in ids:
        if name in seen:
            raise WrongSettings(f"{where}: the id {name} is used twice", "Give each its own id.")
        seen.add(name)
