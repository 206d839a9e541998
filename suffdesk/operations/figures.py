"""Indicators as the command line prints them."""

from collections.abc import Sequence
from datetime import date

from suffdesk.analysis.indicators.catalogue import variant_names
from suffdesk.core.dates import show_date
from suffdesk.core.errors import UserError
from suffdesk.core.measure import Measure
from suffdesk.figures.cohort import load_cohort, note_on_cover
from suffdesk.figures.indicators import indicators
from suffdesk.store.opening import Store


def _measures(store: Store, as_at: date, codes: Sequence[str], variant: str) -> list[Measure]:
    if variant not in variant_names():
        raise UserError(f"There is no variant “{variant}”; there are: {', '.join(sorted(variant_names()))}")
    return indicators(store, as_at, list(codes) or None, variant)


def _identifiers(store: Store) -> dict[str, str]:
    return {str(row_id): str(identifier) for row_id, identifier in store.rows("SELECT id, identifier FROM child")}


def indicators_document(
    store: Store, as_at: date, codes: Sequence[str] = (), variant: str = "default", *, with_rows: bool = False
) -> dict[str, object]:
    """The document of DESIGN.md: one element for each breakdown value.

    With rows, ``rows`` lists the 903 identifiers of the children counted and ``base_rows`` those of the
    denominator. Raises UserError for an unknown code or variant.
    """
    found = _measures(store, as_at, codes, variant)
    names = _identifiers(store) if with_rows else {}
    elements: list[dict[str, object]] = []
    for item in found:
        element: dict[str, object] = {
            "code": item.code,
            "breakdown": item.breakdown,
            "value": item.value,
            "numerator": item.numerator,
            "denominator": item.denominator,
            "unit": item.unit,
            "definition": item.definition,
            "variant": item.variant,
        }
        if item.breakdown is not None:
            element["breakdown_label"] = item.group
        if item.note:
            element["note"] = item.note
        if with_rows:
            element["rows"] = [names[row] for row in item.rows]
            element["base_rows"] = [names[row] for row in item.base_rows]
        elements.append(element)
    document: dict[str, object] = {
        "as_at": as_at.isoformat(),
        "authority": load_cohort(store).authority_name or None,
        "indicators": elements,
    }
    note = note_on_cover(store, as_at)
    if note:
        document["note"] = note
    return document


def indicators_lines(
    store: Store, as_at: date, codes: Sequence[str] = (), variant: str = "default", *, with_rows: bool = False
) -> list[str]:
    """The same as lines for a person."""
    found = _measures(store, as_at, codes, variant)
    names = _identifiers(store) if with_rows else {}
    lines = [f"{load_cohort(store).authority_name or 'Authority not stated'}, {show_date(as_at)}"]
    note = note_on_cover(store, as_at)
    lines += [note] if note else []
    for item in found:
        variant_words = "" if item.variant == "default" else f" ({item.variant})"
        group = f": {item.group}" if item.breakdown is not None else ""
        basis = f"  {item.basis}" if item.basis else ""
        lines.append(f"{item.label}{group}{variant_words}  {item.text}{basis}")
        if with_rows:
            lines += [f"    {names[row]}" for row in item.rows]
    return lines
