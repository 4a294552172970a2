"""The only place where people's screening is written."""
