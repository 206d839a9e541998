"""The homes of the market: those that children lived in, and the rest of the supply printed for the borough."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from people import Child
from postcodes import Postcodes
from records import Records

AS_AT = date(2024, 3, 31)
CHILDRENS_HOME, AGENCY, SUPPORTED, SCHOOL = (
    "Children's home", "Fostering agency", "Supported accommodation", "Residential school",
)  # fmt: skip
_FAMILY_CENTRE = "Residential family centre"
_KINDS = {
    "ifa_private": (AGENCY, "PR4"), "ifa_voluntary": (AGENCY, "PR5"), "home_private": (CHILDRENS_HOME, "PR4"),
    "home_voluntary": (CHILDRENS_HOME, "PR5"), "school": (SCHOOL, "PR4"), "supported_private": (SUPPORTED, "PR4"),
    "supported_voluntary": (SUPPORTED, "PR5"), "family_unit": (_FAMILY_CENTRE, "PR4"),
}  # fmt: skip
_PRINTED = {"Mainstream": (25, 104), "Therapeutic": (8, 26), "Disability": (3, 13)}
"""Homes and beds in the borough. One of the therapeutic homes is a family assessment unit."""
_GROUP_LIVING = (11, 53)
_SOLO, _LODGINGS = (2, 2, 2, 2), (3, 3)
"""Places of the providers with solo flats and with supported lodgings: with the 53, the printed 67."""
_SCHOOL_BEDS = (20, 8)
_SOLO_NOW, _LODGINGS_NOW = 5, 6
"""Children placed in solo flats and in supported lodgings."""
_NOUNS = (
    "Accordion", "Anchor", "Bagpipe", "Banjo", "Basket", "Bassoon", "Bellows", "Biscuit", "Bobbin", "Bonnet",
    "Button", "Candle", "Cello", "Clarinet", "Compass", "Crayon", "Cupcake", "Cushion", "Custard", "Domino",
    "Doughnut", "Drum", "Dumpling", "Easel", "Feather", "Fiddle", "Flapjack", "Flute", "Funnel", "Gingham",
    "Glockenspiel", "Goblet", "Guitar", "Gumdrop", "Hammock", "Harmonica", "Hatbox", "Inkwell", "Jigsaw", "Kazoo",
    "Kettle", "Ladle", "Lantern", "Locket", "Lute", "Magnet", "Mandolin", "Marble", "Marmalade", "Mitten", "Muffin",
    "Needle", "Nutmeg", "Oboe", "Pancake", "Paperclip", "Parasol", "Pebble", "Pencil", "Pepperpot", "Piccolo",
    "Pillow", "Pinwheel", "Porridge", "Pretzel", "Pudding", "Quill", "Raisin", "Recorder", "Ribbon", "Satchel",
    "Saucer", "Saxophone", "Scone", "Spatula", "Spindle", "Sundial", "Tambourine", "Tassel", "Teacup", "Teapot",
    "Thimble", "Tinsel", "Toffee", "Trinket", "Trombone", "Tuba", "Ukulele", "Umbrella", "Violin", "Waffle",
    "Whistle", "Xylophone", "Zither",
)  # fmt: skip
_ENDINGS = ("House", "Lodge", "Cottage", "Court", "View")


@dataclass(eq=False)
class Home:
    """A setting that is commissioned, or could be. ``stays``: number of the child, and the days from and until."""

    key: str
    kind: str
    sector: str
    area: str
    postcode: str
    places: int
    urn: str = ""
    category: str = ""
    provider: str = ""
    name: str = ""
    registered: date = date(2015, 4, 1)
    stays: list[tuple[int, date, date | None]] = field(default_factory=list)

    @property
    def now(self) -> list[int]:
        """Children who live there on the last day."""
        return self.on(AS_AT)

    def on(self, day: date) -> list[int]:
        """Children who lived there on a day."""
        return [number for number, start, end in self.stays if start <= day and (end is None or end > day)]


class Supply:
    """Makes the homes, then writes providers, settings, registrations and places."""

    def __init__(self, children: Iterable[Child], postcodes: Postcodes, records: Records) -> None:
        self._rng, self._postcodes, self._records = Random("supply"), postcodes, records
        self._numbers = iter(range(1, 900))
        self.homes = _used(children)
        self._supported_categories()
        self._borough_homes()
        self._borough_supported()
        self._schools()
        self._wales()
        self.providers: dict[str, list[Home]] = {}
        self._providers()
        self._write()

    def of(self, *kinds: str) -> list[Home]:
        """Homes of some kinds."""
        return [home for home in self.homes if home.kind in kinds]

    def _new(self, kind: str, places: int, category: str, area: str = "borough", urn: str = "") -> Home:
        number = next(self._numbers)
        urn = urn or (f"997{number:04d}" if kind == SUPPORTED else f"SC97{number:04d}")
        registered = date(2012, 5, 1) + timedelta(days=self._rng.randrange(4200))
        if kind == SUPPORTED:
            registered = date(2023, 10, 2) + timedelta(days=self._rng.randrange(26))
        self.homes.append(
            Home(urn, kind, "PR4", area, self._postcodes.draw(area), places, urn, category, registered=registered)
        )
        return self.homes[-1]

    def _supported_categories(self) -> None:
        outside = [home for home in self.of(SUPPORTED) if home.area != "borough"]
        solo = _adding_up([home for home in outside if home.now], _SOLO_NOW)
        lodgings = _adding_up([home for home in outside if home.now and home not in solo], _LODGINGS_NOW)
        for home in self.of(SUPPORTED):
            home.category = (
                "Self-contained" if home in solo else "Supported lodgings" if home in lodgings else "Group living"
            )

    def _borough_homes(self) -> None:
        for home in self.of(CHILDRENS_HOME):
            home.category = self._rng.choices(("Mainstream", "Therapeutic", "Disability"), (70, 22, 8))[0]
        here = [home for home in self.of(CHILDRENS_HOME) if home.area == "borough"]
        for home in here:
            home.category = "Mainstream"
        for home in [home for home in here if home.places == 3][:2]:
            home.category = "Therapeutic"
        for category, (number, beds) in _PRINTED.items():
            mine = [home for home in here if home.category == category]
            for places in _shares(beds - sum(home.places for home in mine), number - len(mine), self._rng):
                self._new(CHILDRENS_HOME, places, category)
        next(
            home for home in self.homes if home.urn.startswith("SC97") and home.category == "Therapeutic"
        ).category = "Family assessment"

    def _borough_supported(self) -> None:
        mine = [home for home in self.of(SUPPORTED) if home.area == "borough"]
        number, beds = _GROUP_LIVING
        new = _shares(beds - sum(home.places for home in mine), number - len(mine), self._rng)
        for index, places in enumerate(new):
            self._new(SUPPORTED, places, "Group living", urn="1-9000000001" if index == 0 else "")
        for places in _SOLO:
            self._new(SUPPORTED, places, "Self-contained")
        for places in _LODGINGS:
            self._new(SUPPORTED, places, "Supported lodgings")

    def _schools(self) -> None:
        here = [home for home in self.of(SCHOOL) if home.area == "borough"]
        for home, places, category in zip(
            [*here, *(self._new(SCHOOL, 8, "Short breaks") for _ in range(2 - len(here)))],
            _SCHOOL_BEDS, ("Disability", "Short breaks"), strict=True,
        ):  # fmt: skip
            home.places, home.category = places, category

    def _wales(self) -> None:
        for number, places in enumerate((4, 3), 1):
            self.homes.append(
                Home(f"wales-{number}", CHILDRENS_HOME, "PR4", "wales", self._postcodes.draw("wales"), places,
                     category="Therapeutic" if number == 1 else "Mainstream")
            )  # fmt: skip

    # Providers

    def _providers(self) -> None:
        names, rng = [*_NOUNS], self._rng
        rng.shuffle(names)
        groups: list[list[Home]] = [[home] for home in self.of(AGENCY, _FAMILY_CENTRE)]
        schools = self.of(SCHOOL)
        groups += [[home for home in schools if home.area == "borough"]]
        groups += [[home] for home in schools if home.area != "borough"]
        supported = self.of(SUPPORTED)
        groups += [[home] for home in supported if home.area == "borough"]
        for sector, kind in (("PR4", CHILDRENS_HOME), ("PR5", CHILDRENS_HOME), ("PR4", SUPPORTED), ("PR5", SUPPORTED)):
            left = [
                home for home in self.of(kind)
                if home.sector == sector and not (kind == SUPPORTED and home.area == "borough")
            ]  # fmt: skip
            rng.shuffle(left)
            while left:
                size = rng.choice((1, 1, 2, 2, 3, 4))
                groups.append(left[:size])
                left = left[size:]
        for number, group in enumerate(groups, 1):
            kind = group[0].kind
            ending = {AGENCY: "Demo Fostering", SUPPORTED: "Demo Housing", SCHOOL: "Demo School Trust"}.get(
                kind, "Demo Care"
            )
            noun = names.pop()
            key = self._records.add(
                "provider", f"p{number}", name=f"{noun} {ending}", sector=group[0].sector,
                website=f"https://{noun.lower()}.example.org",
                notes="Invented for the demo." if number == 1 else "",
            )  # fmt: skip
            self.providers[key] = group
            for home in group:
                home.provider = key
                home.name = f"{noun} {ending}" if kind == AGENCY else ""

    # What is written

    def _write(self) -> None:
        names = [f"{noun} {ending}" for noun in _NOUNS for ending in _ENDINGS]
        self._rng.shuffle(names)
        for home in self.homes:
            home.name = home.name or names.pop()
            first = min((start for _, start, _ in home.stays), default=date.max)
            if home.kind != SUPPORTED:
                home.registered = min(home.registered, first - timedelta(days=200) if first != date.max else date.max)
            elif home.stays:
                home.registered = date(2023, 10, 2) + timedelta(days=self._rng.randrange(26))
            ages = {AGENCY: (0, 17), SUPPORTED: (16, 17), SCHOOL: (7, 18), _FAMILY_CENTRE: (0, 17)}.get(
                home.kind, self._rng.choice(((8, 17), (10, 17), (7, 16), (11, 17)))
            )
            self._records.add(
                "setting", home.key, provider_id=home.provider, name=home.name, kind=home.kind, category=home.category,
                urn=home.urn, sector=home.sector, postcode=home.postcode,
                registered_on=home.registered, ages_from=ages[0], ages_to=ages[1],
                gender=self._rng.choices(("Any", "Girls", "Boys"), (80, 10, 10))[0],
                short_breaks_only="yes" if home.category == "Short breaks" else "",
            )  # fmt: skip
            self._registration(home)
            if home.kind != AGENCY:
                self._records.add("capacity", setting_id=home.key, started=home.registered, places=home.places)

    def _registration(self, home: Home) -> None:
        regulator = (
            "Care Inspectorate Wales" if home.area == "wales"
            else "Care Quality Commission" if home.urn.startswith("1-") else "Ofsted"
        )  # fmt: skip
        unregistered = [one for one in self.of(SUPPORTED) if len(one.now) == 1 and one.area == "other"]
        if home in unregistered[:1]:
            home.registered = date(2023, 10, 20)
            self._records.add(
                "registration", setting_id=home.key, regulator=regulator, status="Applied for", started=home.registered
            )
            self._records.add(
                "registration", setting_id=home.key, regulator=regulator, status="Not registered",
                started=date(2024, 2, 5), notified_on=date(2024, 2, 6), end_by=date(2024, 5, 31),
                end_plan="The application was turned down. Another home is being looked for; weekly visits until then.",
            )  # fmt: skip
            return
        self._records.add(
            "registration", setting_id=home.key, regulator=regulator, status="Registered", started=home.registered
        )


def _used(children: Iterable[Child]) -> list[Home]:
    """Homes in which children of the returns lived, by number. An agency is one, however many its households."""
    homes: dict[str, Home] = {}
    for child in children:
        for period in child.periods:
            for placement in period.placements:
                setting = placement.setting
                if placement.slot not in _KINDS or not setting or not setting.urn.strip("X"):
                    continue
                kind, sector = _KINDS[placement.slot]
                home = homes.setdefault(
                    setting.urn,
                    Home(setting.urn, kind, sector, "agency" if kind == AGENCY else setting.area,
                         "" if kind == AGENCY else setting.postcode, 0 if kind == AGENCY else setting.capacity,
                         setting.urn),
                )  # fmt: skip
                home.stays.append((child.number, placement.start, period.ends(placement)))
    return [homes[urn] for urn in sorted(homes)]


def _adding_up(homes: list[Home], wanted: int) -> list[Home]:
    """Some of the homes whose children now add up to a number."""
    reached: dict[int, list[Home]] = {0: []}
    for home in homes:
        for total, some in list(reached.items()):
            reached.setdefault(total + len(home.now), [*some, home])
    return reached[wanted]


def _shares(total: int, number: int, rng: Random) -> list[int]:
    """Beds of so many homes, two to seven each and not all alike, that add up to a total."""
    beds = [total // number + (index < total % number) for index in range(number)]
    for _ in range(number * 2):
        more, fewer = rng.randrange(number), rng.randrange(number)
        if beds[more] < 7 and beds[fewer] > 2 and more != fewer:
            beds[more] += 1
            beds[fewer] -= 1
    if not all(2 <= one <= 7 for one in beds):
        raise ValueError(f"{total} beds in {number} homes would be {beds}")
    return beds
