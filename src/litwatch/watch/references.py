"""Every id and heading that one watch file takes from another must be there."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping

from litwatch.errors import WrongSettings
from litwatch.watch.watch import Watch


def check_references(watch: Watch, files: Mapping[str, object]) -> None:
    """Raises WrongSettings for the first name that leads nowhere.

    `files` gives, for each file name, the path that an error shall show.
    """
    mesh_file = files["mesh_subset.tsv"]
    facet_values = {facet.id: {value.id for value in facet.values} for facet in watch.facets}
    flags = facet_values.get("flags", set())
    for topic in watch.topics:
        where = f"{files['topics.yaml']}: topics {topic.id}"
        _known((h.name for h in topic.mesh), watch.mesh, where, f"heading in {mesh_file}")
        for heading in topic.mesh:
            if watch.mesh.ui(heading.name) != heading.ui:
                raise WrongSettings(
                    f"{where}: {heading.name} is not {heading.ui}",
                    f"Take the pair from {mesh_file}.",
                )
    for facet in watch.facets:
        for value in facet.values:
            where = f"{files['facets.yaml']}: {facet.id}.{value.id}"
            _known(value.mesh + value.pt, watch.mesh, where, f"heading in {mesh_file}")
            _known([value.sets_flag] if value.sets_flag else [], flags, where, "flag")
    topics = {topic.id for topic in watch.topics}
    overlays = {overlay.id for overlay in watch.overlays}
    for module in watch.modules:
        where = f"{files['modules.yaml']}: modules {module.id}"
        _known(module.link.topics, topics, where, "topic")
        _known(module.link.overlays, overlays, where, "overlay")
        _known(module.link.facets, facet_values, where, "facet")
        for facet_id, values in module.link.facets.items():
            _known(values, facet_values[facet_id], where, f"value of {facet_id}")
    modules = {module.id for module in watch.modules}
    for line in watch.series:
        where = f"{files['modules.yaml']}: series {line.id}"
        _known(line.order, modules, where, "module")


def _known(names: Iterable[str], known: Container[str], where: str, kind: str) -> None:
    for name in names:
        if name not in known:
            raise WrongSettings(
                f"{where} names {name!r}, which is no {kind}", "Correct the name or add it."
            )
