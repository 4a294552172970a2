"""Audit of decks and handouts that litwatch never saw: their text, and a report on what they cite."""
