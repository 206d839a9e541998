"""Parts of the command line that are not of one command: what they share, and groups of commands."""
