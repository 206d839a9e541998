"""Reads a tagged PDF back without any of the code that wrote it: structure, text by element, artifacts."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pikepdf


@dataclass
class Element:
    role: str
    alt: str
    scope: str
    box: list[float]
    text: str
    pages: list[int]
    kids: list["Element"] = field(default_factory=list)

    def walk(self) -> Iterator["Element"]:
        yield self
        for kid in self.kids:
            yield from kid.walk()

    def all(self, role: str) -> list["Element"]:
        return [element for element in self.walk() if element.role == role]

    def words(self) -> str:
        return " ".join(element.text for element in self.walk() if element.text)


@dataclass
class Tagged:
    root: Element
    artifacts: list[list[str]]
    """For each page the texts that are not read out."""
    unmarked: list[str]
    """Painting operators outside every mark."""
    strays: list[str]
    """Marked content that no element owns, or that the parent tree gives to another."""
    pdf: pikepdf.Pdf


def read_tagged(path: Path) -> Tagged:
    pdf = pikepdf.open(path)
    texts: dict[tuple[int, int], str] = {}
    artifacts: list[list[str]] = []
    unmarked: list[str] = []
    for number, page in enumerate(pdf.pages):
        marked, page_artifacts, bare = _content(page)
        texts.update({(number, mcid): text for mcid, text in marked.items()})
        artifacts.append(page_artifacts)
        unmarked += bare
    pages = {page.objgen: number for number, page in enumerate(pdf.pages)}
    owners: dict[tuple[int, int], Any] = {}
    top = pdf.Root.StructTreeRoot
    root = _element(top.K, pages, texts, owners)
    strays = [f"nobody owns {place}: {texts[place]!r}" for place in texts.keys() - owners.keys()]
    numbers = top.ParentTree.Nums
    by_key = {int(numbers[at]): numbers[at + 1] for at in range(0, len(numbers), 2)}
    for (number, mcid), owner in owners.items():
        entry = by_key[int(pdf.pages[number].StructParents)][mcid]
        if entry.objgen != owner.objgen:
            strays.append(f"the parent tree gives {number, mcid} to another")
    return Tagged(root, artifacts, unmarked, strays, pdf)


def _element(node: Any, pages: Any, texts: Any, owners: Any) -> Element:
    attributes = node.get("/A", {})
    element = Element(
        str(node.S)[1:],
        str(node.get("/Alt", "")),
        str(attributes.get("/Scope", ""))[1:],
        [float(side) for side in attributes.get("/BBox", [])],
        "",
        [],
    )
    kids = node.get("/K", [])
    parts = []
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            assert kid.P.objgen == node.objgen
            element.kids.append(_element(kid, pages, texts, owners))
            continue
        page, mcid = (node.Pg, int(kid)) if not isinstance(kid, pikepdf.Dictionary) else (kid.Pg, int(kid.MCID))
        place = (pages[page.objgen], mcid)
        assert place not in owners
        owners[place] = node
        parts.append(texts[place])
        element.pages.append(place[0])
    element.text = " ".join(parts)
    return element


_PAINT = {"Tj", "TJ", "'", '"', "Do", "S", "s", "f", "F", "f*", "B", "B*", "b", "b*", "sh"}


def _content(page: pikepdf.Page) -> tuple[dict[int, str], list[str], list[str]]:
    fonts = {name: _to_unicode(font) for name, font in page.Resources.Font.items()}
    marked: dict[int, list[str]] = {}
    artifacts: list[str] = []
    bare: list[str] = []
    stack: list[int | None] = []
    font: dict[int, str] = {}
    for operands, operator in pikepdf.parse_content_stream(page):
        name = str(operator)
        if name == "BDC":
            mcid = operands[1].get("/MCID")
            stack.append(None if mcid is None else int(mcid))
            if mcid is not None:
                marked.setdefault(int(mcid), [])
            assert len(stack) == 1, "marks must not be nested"
        elif name == "EMC":
            stack.pop()
        elif name == "Tf":
            font = fonts[str(operands[0])]
        elif name in _PAINT:
            if not stack:
                bare.append(name)
            if name == "Tj" and stack:
                text = "".join(font[code] for code in bytes(operands[0]))
                (artifacts if stack[-1] is None else marked[stack[-1]]).append(text)
    assert not stack
    return {mcid: " ".join(parts) for mcid, parts in marked.items()}, artifacts, bare


def _to_unicode(font: Any) -> dict[int, str]:
    cmap = font.ToUnicode.read_bytes().decode("latin-1")
    found: dict[int, str] = {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", cmap, re.S):
        for code, value in re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", block):
            found[int(code, 16)] = bytes.fromhex(value).decode("utf-16-be")
    for block in re.findall(r"beginbfrange(.*?)endbfrange", cmap, re.S):
        for first, _last, values in re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*\[(.*?)\]", block, re.S):
            for step, value in enumerate(re.findall(r"<([0-9A-Fa-f]+)>", values)):
                found[int(first, 16) + step] = bytes.fromhex(value).decode("utf-16-be")
        for first, last, value in re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", block):
            for step in range(int(last, 16) - int(first, 16) + 1):
                found[int(first, 16) + step] = chr(int(value, 16) + step)
    return found
