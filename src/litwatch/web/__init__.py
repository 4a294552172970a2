"""The curators' pages: routes, templates, static files. Thin over the rooms below."""
