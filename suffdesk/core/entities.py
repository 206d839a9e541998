"""One description per entity, read by the schema test, tables, forms, import, Excel and the audit screen.

A description knows none of its readers: no layout, callbacks, permissions, SQL or widget names.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from suffdesk.core.kinds import TEXT, Kind, Value
from suffdesk.core.text import with_article


@dataclass(frozen=True, slots=True)
class Choice:
    """One option of a field: its stored code, the words for it, and where it stands in the field's order."""

    code: str
    label: str
    meaning: str = ""
    group: str = ""

    @property
    def shown(self) -> str:
        """``Foster, other carer (U6)``; options without a code of the field's own are words alone."""
        return self.label if self.code.casefold() == self.label.casefold() else f"{self.label} ({self.code})"


@dataclass(frozen=True)
class Field:
    """One fact about an entity. ``personal`` marks what could name or trace a child.

    ``reference`` is the entity whose record the value is, which has to be there; ``names`` one whose may be gone.
    """

    name: str
    label: str
    kind: Kind = TEXT
    required: bool = False
    choices: tuple[Choice, ...] = ()
    reference: str = ""
    names: str = ""
    help: str = ""
    width: int = 12
    personal: bool = False

    @property
    def record(self) -> str:
        """The entity whose record the value is, there or gone; empty for a value of its own."""
        return self.reference or self.names

    @cached_property
    def _by_code(self) -> Mapping[str, Choice]:
        return {choice.code: choice for choice in self.choices}

    def parse(self, text: str) -> Value:
        """What the user typed, as a value; None for empty text. Raises ValueError with a sentence."""
        text = text.strip()
        if not text:
            if self.required:
                raise ValueError(f"{self.label} is needed")
            return None
        if not self.choices:
            value = self.kind.parse(text)
            if value == "" and self.required:  # nothing that can be seen was typed
                raise ValueError(f"{self.label} is needed")
            return None if value == "" else value
        for choice in self.choices:
            if text.casefold() in (choice.code.casefold(), choice.label.casefold(), choice.shown.casefold()):
                return choice.code
        raise ValueError(f"“{text}” is not {with_article(self.label.lower())}; choose one from the list")

    def show(self, value: Value) -> str:
        """The value in words. A code that is not among the choices is shown as it stands."""
        if value is None:
            return ""
        choice = self._by_code.get(str(value)) if self.choices else None
        return choice.shown if choice else self.kind.show(value)


def no_check(_row: Mapping[str, Value]) -> list[str]:
    """No rule beyond those of the fields."""
    return []


@dataclass(frozen=True)
class Entity:
    """A kind of record. ``check`` returns sentences about one row whose fields are each valid."""

    name: str
    label: str
    label_many: str
    fields: tuple[Field, ...]
    default_columns: tuple[str, ...]
    check: Callable[[Mapping[str, Value]], list[str]] = field(default=no_check)

    @cached_property
    def by_name(self) -> Mapping[str, Field]:
        return {item.name: item for item in self.fields}
