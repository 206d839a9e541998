"""Qt item models: rows for views to show, and nothing of how they look."""
