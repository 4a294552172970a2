"""The only machine opinion: relevance, tags and study design. All of it is a proposal.

Training (`train`, `silver`, `starting_model`) is imported by who trains: it needs
scikit-learn, which scoring and tagging do not.
"""

from litwatch.classify.bands import Bands
from litwatch.classify.design import DesignFound, study_design
from litwatch.classify.manifest import Manifest
from litwatch.classify.model import Model
from litwatch.classify.relevance import predict
from litwatch.classify.tags import tag

__all__ = [
    "Bands",
    "DesignFound",
    "Manifest",
    "Model",
    "predict",
    "study_design",
    "tag",
]
