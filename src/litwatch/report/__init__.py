"""Counts for people who must account for a search: the PRISMA flow and the PRISMA-S appendix.

Pure: from what the ledgers and the reviewers say to numbers, pictures and text.
"""
