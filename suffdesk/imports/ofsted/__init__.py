"""Ofsted's published lists of settings: read, matched with the store, and what they would change."""

from suffdesk.imports.ofsted.matching import Decisions, Option, Question
from suffdesk.imports.ofsted.plan import OfstedPlan, plan_list
from suffdesk.imports.ofsted.reading import looks_like_list, read_list

__all__ = ["Decisions", "OfstedPlan", "Option", "Question", "looks_like_list", "plan_list", "read_list"]
