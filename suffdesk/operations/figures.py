"""Indicators as the command line prints them."""

from collections.abc import Sequence
from datetime import date

from suffdesk.analysis.indicators.catalogue import CATALOGUE, codes, variant_names
from suffdesk.analysis.indicators.definition import ALL, DEFAULT
from suffdesk.core.dates import show_date
from suffdesk.core.errors import UserError
from suffdesk.core.measure import Measure
from suffdesk.core.text import listed
from suffdesk.figures.cohort import load_cohort, note_on_cover
from suffdesk.figures.indicators import indicators
from suffdesk.store.opening import Store

_OUR_OWN = frozenset({"cla_by_home"})
"""Indicators beyond DOMAIN.md's list: worked out where they are named, and not where everything is asked for."""


def _measures(store: Store, as_at: date, named: Sequence[str], variant: str) -> list[Measure]:
    if variant not in variant_names():
        raise UserError(f"There is no variant “{variant}”; there are: {', '.join(sorted(variant_names()))}")
    wanted = list(dict.fromkeys(named)) or [code for code in codes() if code not in _OUR_OWN]
    found = indicators(store, as_at, wanted, variant)  # before the next, which takes every code to be known
    _refuse_where_none_has(variant, named)
    return found


def _refuse_where_none_has(variant: str, named: Sequence[str]) -> None:
    """An empty answer to a question about named indicators would look like one about no children."""
    if not named or variant in (DEFAULT, ALL) or any(variant in CATALOGUE[code].variants for code in named):
        return
    held = [f"{code} has {listed([DEFAULT, *CATALOGUE[code].variants])}" for code in dict.fromkeys(named)]
    raise UserError(f"There is no variant “{variant}” of {listed(list(dict.fromkeys(named)))}: {'; '.join(held)}")


def _definition(found: Measure, note_on_cover: str) -> str:
    """The definition, and in sentences after it whatever the value does not rest on."""
    return " ".join(text for text in (found.definition, found.note, note_on_cover) if text)


def _identifiers(store: Store) -> dict[str, str]:
    return {str(row_id): str(identifier) for row_id, identifier in store.rows("SELECT id, identifier FROM child")}


def indicators_document(
    store: Store, as_at: date, codes: Sequence[str] = (), variant: str = "default", *, with_rows: bool = False
) -> dict[str, object]:
    """The document of DESIGN.md and no key more: one element for each breakdown value.

    With rows, ``rows`` lists the 903 identifiers of the children counted and ``base_rows`` those of the
    denominator. Notes on a value are the last sentences of its ``definition``. Raises UserError for an unknown
    code or variant, and for a variant that none of the codes named has.
    """
    found = _measures(store, as_at, codes, variant)
    names = _identifiers(store) if with_rows else {}
    cover = note_on_cover(store, as_at)
    elements: list[dict[str, object]] = []
    for item in found:
        element: dict[str, object] = {
            "code": item.code,
            "breakdown": item.breakdown,
            "value": item.value,
            "numerator": item.numerator,
            "denominator": item.denominator,
            "unit": item.unit,
            "definition": _definition(item, cover),
            "variant": item.variant,
        }
        if with_rows:
            element["rows"] = [names[row] for row in item.rows]
            element["base_rows"] = [names[row] for row in item.base_rows]
        elements.append(element)
    return {
        "as_at": as_at.isoformat(),
        "authority": load_cohort(store).authority_name or None,
        "indicators": elements,
    }


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
