"""Every indicator: its definition in words and the function that works it out. Codes: DOMAIN.md, "Indicators"."""

from suffdesk.analysis.indicators.catalogue import CATALOGUE, codes, measure
from suffdesk.analysis.indicators.definition import ALL, DEFAULT, Indicator

__all__ = ["ALL", "CATALOGUE", "DEFAULT", "Indicator", "codes", "measure"]
