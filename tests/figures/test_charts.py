"""Charts of a store at a date."""

from datetime import date

from suffdesk.figures.charts import stability
from suffdesk.operations.overview import overview
from tests.figures.test_cases import CASES, bring_in


def test_stability_is_drawn_once_the_returns_reach_back_far_enough(tmp_path):
    """A first return holds only what was open in its year, so whoever moved before would look settled."""
    case = CASES / "ni63-short-break-inside-placement"
    with bring_in(tmp_path / "a.suffdesk", [[case / "2018", case / "2019"]]) as store:
        early, late = date(2019, 9, 30), date(2019, 10, 1)  # 30 months from 1 April 2017
        assert stability(store, early).series[0].values == (None, None, None)
        assert "not known yet" in stability(store, early).alternative_text
        assert stability(store, late).series[0].values == (None, None, 100.0)
        assert stability(store, late).notes
        cards = {day: {card.label: card.basis for card in overview(store, day).figures} for day in (early, late)}
        words = "Same home 2 years or more"
        assert cards[early][words].endswith("returns held are too few to tell")
        assert cards[late][words] == "1 of 1 under 16, in care 2½ years"
