"""The one file that everything is kept in: opening, locking, migrations, journal, backup, read models."""
