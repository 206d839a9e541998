"""Small parts that screens and dialogs share."""
