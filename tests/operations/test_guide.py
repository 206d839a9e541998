"""The guide as it is read: every page, its sections, and what is said where."""

import re

import pytest

from suffdesk.core.paths import resource
from suffdesk.operations import guide


def test_every_page_is_in_the_contents_with_its_sections() -> None:
    assert sorted(guide.PAGES) == sorted(path.stem for path in resource("guide").glob("*.md"))
    for page in guide.pages():
        assert page.title, page.name
        assert [section.number for section in page.sections] == list(range(len(page.sections)))
    assert guide.page("importing").title == "Importing"
    assert "A monthly extract" in [section.heading for section in guide.page("importing").sections]
    with pytest.raises(KeyError):
        guide.page("../../LICENSE")


def test_every_picture_of_a_page_is_there() -> None:
    names = [name for page in guide.pages() for name in re.findall(r"!\[[^\]]+\]\(([^)]+)\)", page.markdown)]
    assert len(names) >= 5
    assert all(guide.picture(name) for name in names)
    for other in ("https://example.org/x.png", "/etc/passwd", "pictures/../stores.md", "pictures/none.png", "x.png"):
        assert guide.picture(other) is None


def test_words_are_found_wherever_they_stand() -> None:
    found = guide.find("Regulation 44")
    assert found
    assert any(one.section.page == "quality" for one in found)
    assert all("44" in f"{one.section.heading} {one.section.text}" for one in found)
    first = guide.find("monthly EXTRACT")[0]
    assert (first.section.page, first.section.heading) == ("importing", "A monthly extract")
    assert guide.find("xyzzy") == []
    assert guide.find("  ") == []
