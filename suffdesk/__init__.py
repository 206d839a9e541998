"""SuffDesk: sufficiency of homes for children in care, in one offline desktop program."""

__version__ = "0.1.0"
