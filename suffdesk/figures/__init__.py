"""Loads rows once for a store, calls analysis, and returns measures and charts with their rows."""
