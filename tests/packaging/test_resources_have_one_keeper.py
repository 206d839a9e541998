"""Only core.paths knows where resources are: no other module works out a place from where its own file lies."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "suffdesk"
KEEPER = PACKAGE / "core" / "paths.py"
MODULES = sorted(PACKAGE.rglob("*.py"))


def places_taken(source: str) -> set[str]:
    """Names in the code by which a module can find files beside itself."""
    tree = ast.walk(ast.parse(source))
    names = {node.id if isinstance(node, ast.Name) else getattr(node, "value", "") for node in tree}
    return {str(name) for name in names} & {"__file__", "_MEIPASS", "__spec__"}


def test_the_keeper_itself_would_be_found() -> None:
    assert places_taken(KEEPER.read_text("utf-8")) == {"__file__", "_MEIPASS"}


@pytest.mark.parametrize("module", [m for m in MODULES if m != KEEPER], ids=lambda m: str(m.relative_to(PACKAGE)))
def test_other_modules_ask_the_keeper(module: Path) -> None:
    assert places_taken(module.read_text("utf-8")) == set()
