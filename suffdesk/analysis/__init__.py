"""Figures as pure functions: rows in, frozen dataclasses out. Definitions: DOMAIN.md."""
