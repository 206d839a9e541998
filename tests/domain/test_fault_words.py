"""Every check of an import is called by words."""

import ast
from pathlib import Path

import suffdesk.imports
from suffdesk.domain.fault_words import FAULT_WORDS, fault_words

_RULE_IS = {"Fault": 0, "Problem": 7, "_problem": 3, "_among": 1}
"""Where the check's short name stands in what makes a fault."""


def rules() -> set[str]:
    found = set()
    for path in Path(suffdesk.imports.__path__[0]).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                continue
            place = _RULE_IS.get(node.func.id, len(node.args))
            if place < len(node.args) and isinstance(rule := node.args[place], ast.Constant):
                found.add(str(rule.value))
    return found


def test_every_check_has_words_of_its_own() -> None:
    assert rules() == FAULT_WORDS.keys()
    assert len(set(FAULT_WORDS.values())) == len(FAULT_WORDS)
    assert fault_words("rne_legal_status_same") == "Legal status did not change"


def test_words_are_words() -> None:
    for rule, words in FAULT_WORDS.items():
        assert words[0].isupper(), rule
        assert words.isprintable(), rule
        assert "_" not in words, rule
        assert not words.endswith("."), rule
        assert words.casefold() != rule.replace("_", " ") or rule == "overlap", rule
