"""litwatch: a literature watch for post-infectious conditions, from PubMed to slides."""

__version__ = "0.1.0"
