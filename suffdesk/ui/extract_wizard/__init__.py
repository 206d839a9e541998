"""Bringing in a monthly extract of a case system, step by step."""
