"""Read models: what a screen with joins and computed columns shows, read by SQL alone."""
