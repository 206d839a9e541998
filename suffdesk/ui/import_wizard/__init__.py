"""Bringing in an SSDA903 return, step by step."""
