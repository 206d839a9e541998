"""Renders a :class:`suffdesk.core.report.Report` or one of its tables to files and to the clipboard."""
