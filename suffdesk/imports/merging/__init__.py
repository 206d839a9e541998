"""Matches a return that has been read with what a store holds, and says what would change.

Rules: DOMAIN.md, "Merging years". Nothing is written here.
"""
