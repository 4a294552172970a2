"""What is watched: topics, overlays, facets, modules and MeSH, read from YAML and validated."""

from litwatch.watch.facets import Facet, FacetValue
from litwatch.watch.load import load_watch
from litwatch.watch.mesh import MeshTree
from litwatch.watch.modules import Link, Module, Series, Source, Statement
from litwatch.watch.topics import GreySource, Overlay, Part, Topic
from litwatch.watch.watch import Watch

__all__ = [
    "Facet",
    "FacetValue",
    "GreySource",
    "Link",
    "MeshTree",
    "Module",
    "Overlay",
    "Part",
    "Series",
    "Source",
    "Statement",
    "Topic",
    "Watch",
    "load_watch",
]
