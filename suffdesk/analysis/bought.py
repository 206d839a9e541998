"""What holds on one day of the placements that are bought: how their settings are judged, contracts, visits."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Judged:
    """A setting on a day. ``judgement`` is the current full judgement by Ofsted, one of FULL_JUDGEMENTS.

    ``interim`` says that an interim outcome is held, ``outcome`` is the latest of supported accommodation,
    ``elsewhere`` that another regulator than Ofsted registers it, ``published_on`` when the judgement was published.
    """

    id: str
    kind: str | None
    judgement: str | None = None
    interim: bool = False
    outcome: str | None = None
    elsewhere: bool = False
    published_on: date | None = None


@dataclass(frozen=True, slots=True)
class Bought:
    """One child's placement with a private or voluntary provider. ``setting`` is None where it is not known.

    ``contract`` and ``lot`` say what covers it, ``visited`` whether there was a visit in the year to the day.
    """

    setting: Judged | None
    contract: bool = False
    lot: bool = False
    visited: bool = False
