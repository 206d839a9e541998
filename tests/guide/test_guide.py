"""What the program can do is in its guide."""

from suffdesk import cli
from suffdesk.analysis.indicators import CATALOGUE
from suffdesk.core.paths import resource
from suffdesk.domain.registry import ENTITIES
from suffdesk.operations.publish import REPORTS


def page(name: str) -> str:
    return " ".join(resource("guide", f"{name}.md").read_text(encoding="utf-8").split())


def test_every_indicator_and_variant_is_explained_as_the_program_does() -> None:
    text = page("figures")
    for indicator in CATALOGUE.values():
        assert f"**{indicator.label}** (`{indicator.code}`): {indicator.definition}" in text
        for name, words in indicator.variants.items():
            assert f"variant `{name}`: {words}" in text


def test_every_command_option_record_and_report_is_named() -> None:
    text = page("command-line")
    for name, command in cli.cli.commands.items():
        assert f"suffdesk {name}" in text
        for parameter in command.params:
            for option in parameter.opts:
                if option.startswith("--"):
                    assert option in text, f"{name} {option}"
    for entity in ENTITIES:
        assert entity.name in text
    for report in REPORTS:
        assert report in text
