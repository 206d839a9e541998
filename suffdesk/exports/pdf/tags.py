"""Tagged PDF on top of reportlab, which writes no tags itself (ISO 32000-1, 14.6 to 14.8; ISO 14289-1).

Whoever draws makes a :class:`Node` for each piece of structure and draws between ``with canvas.content(node)``
and its end, or ``with canvas.artifact()`` for what only decorates. On saving, the canvas writes the structure
tree, the parent tree, the metadata and the page numbers.
"""

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal
from xml.sax.saxutils import escape

from reportlab.pdfbase import pdfdoc
from reportlab.pdfgen.canvas import Canvas

Role = Literal[
    "Document", "Sect", "Title", "H1", "H2", "P", "L", "LI", "Lbl", "LBody",
    "Table", "Caption", "THead", "TBody", "TR", "TH", "TD", "Figure",
]  # fmt: skip
Artifact = Literal["Layout", "Pagination"]


@dataclass(eq=False, slots=True)
class Node:
    """One element of the structure tree; ``content`` holds (page from 0, number on that page)."""

    role: Role
    alternative: str = ""
    """What a figure shows, for those who cannot see it."""
    scope: Literal["", "Column", "Row"] = ""
    """What a header cell heads."""
    box: tuple[float, float, float, float] | None = None
    """Left, bottom, right and top of a figure on its page, in points."""
    kids: list["Node"] = field(default_factory=list)
    content: list[tuple[int, int]] = field(default_factory=list)

    def add(self, role: Role, alternative: str = "", scope: Literal["", "Column", "Row"] = "") -> "Node":
        """A new last child."""
        node = Node(role, alternative, scope)
        self.kids.append(node)
        return node


class TaggedCanvas(Canvas):
    """A canvas that keeps the structure of what is drawn on it.

    ``finish_page`` is called for each page when the number of pages is known, with the page's number from 1,
    that of the last, and the page's width.
    """

    _doc: Any
    _code: Any
    _pagesize: Any

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.root = Node("Document")
        self.finish_page: Callable[[TaggedCanvas, int, int, float], None] | None = None
        self._owners: list[list[Node]] = [[]]

    @contextlib.contextmanager
    def content(self, node: Node) -> Iterator[None]:
        """What is drawn inside belongs to ``node``."""
        owners = self._owners[-1]
        node.content.append((len(self._owners) - 1, len(owners)))
        self._code.append(f"/{_MARKED_AS.get(node.role, node.role)} <</MCID {len(owners)}>> BDC")
        owners.append(node)
        yield
        self._code.append("EMC")

    @contextlib.contextmanager
    def artifact(self, kind: Artifact = "Layout") -> Iterator[None]:
        """What is drawn inside decorates the page, or repeats on every page, and is not read out."""
        self._code.append(f"/Artifact <</Type /{kind}>> BDC")
        yield
        self._code.append("EMC")

    def showPage(self) -> None:
        """End the page."""
        super().showPage()
        self._owners.append([])

    def save(self) -> None:
        """Write structure and page numbers, then the file."""
        if len(self._code):
            self.showPage()
        document = self._doc
        pages = document.Pages.pages
        self._code = []
        for number, page in enumerate(pages):
            self._finish(page, number, len(pages))
        document.Catalog.StructTreeRoot = self._structure()
        document.Catalog.MarkInfo = pdfdoc.PDFDictionary({"Marked": "true"})
        document.Catalog.Metadata = pdfdoc.XMP(creator=self._metadata)
        document.info.__class__ = _Undated
        self.setViewerPreference("DisplayDocTitle", "true")
        super().save()

    def _finish(self, page: Any, number: int, pages: int) -> None:
        if self.finish_page is not None:
            self.finish_page(self, number + 1, pages, page.pagewidth)
            page.stream += "\n".join(self._code) + "\n"
            self._code = []
        page.StructParents, page.Tabs = number, pdfdoc.PDFName("S")
        page.__NoDefault__ = [*page.__NoDefault__, "StructParents", "Tabs"]

    def _structure(self) -> Any:
        """The structure tree: one object a node, and the way back from each page's content to its node."""
        document = self._doc
        names: dict[Node, str] = {}
        root = pdfdoc.PDFDictionary({"Type": pdfdoc.PDFName("StructTreeRoot")})
        root_reference = document.Reference(root, "StructTreeRoot")
        waiting: list[tuple[Node, Any]] = [(self.root, root_reference)]
        while waiting:
            node, parent = waiting.pop()
            names[node] = name = f"Structure{len(names)}"
            reference = pdfdoc.PDFObjectReference(name)
            waiting.extend((kid, reference) for kid in reversed(node.kids))
            document.Reference(_element(node, parent), name)
        for node, name in names.items():
            kids: list[Any] = [_marked(place, node) for place in node.content]
            kids += [pdfdoc.PDFObjectReference(names[kid]) for kid in node.kids]
            element = document.idToObject[name]
            element["K"] = kids[0] if len(kids) == 1 else pdfdoc.PDFArray(kids)
        numbers: list[Any] = []
        for page, owners in enumerate(self._owners):
            if owners:
                numbers += [page, pdfdoc.PDFArray([pdfdoc.PDFObjectReference(names[node]) for node in owners])]
        tree = pdfdoc.PDFDictionary({"Nums": pdfdoc.PDFArray(numbers)})
        root["K"] = pdfdoc.PDFObjectReference(names[self.root])
        root["ParentTree"] = document.Reference(tree)
        root["ParentTreeNextKey"] = len(self._owners)
        root["RoleMap"] = pdfdoc.PDFDictionary({"Title": pdfdoc.PDFName("P")})
        return root_reference

    def _metadata(self, document: Any) -> bytes:
        """XMP (ISO 16684-1), which is where a file says that it follows PDF/UA."""
        title, author = escape(document.info.title), escape(document.info.author)
        language, producer = escape(str(document.Catalog.Lang.s)), escape(document.info.producer)
        text = (
            '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
            '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">\n'
            '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"'
            ' xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"'
            ' xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">\n'
            f'<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>\n'
            f"<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>\n"
            f"<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>\n"
            f"<pdf:Producer>{producer}</pdf:Producer><xmp:CreatorTool>SuffDesk</xmp:CreatorTool>\n"
            "<pdfuaid:part>1</pdfuaid:part>\n"
            '</rdf:Description></rdf:RDF></x:xmpmeta>\n<?xpacket end="w"?>\n'
        )
        return text.encode()


_MARKED_AS = {"Title": "P"}


class _Undated(pdfdoc.PDFInfo):
    """Document information without a time, so that one report always makes the same file."""

    def format(self, _document: Any) -> Any:
        values = {
            "Title": self.title,
            "Author": self.author,
            "Subject": self.subject,
            "Keywords": self.keywords,
            "Creator": self.creator,
            "Producer": self.producer,
        }
        return pdfdoc.PDFDictionary({key: pdfdoc.PDFString(value) for key, value in values.items()}).format(_document)


def _element(node: Node, parent: Any) -> Any:
    entries: dict[str, Any] = {"Type": pdfdoc.PDFName("StructElem"), "S": pdfdoc.PDFName(node.role), "P": parent}
    if node.content:
        entries["Pg"] = _page(node.content[0][0])
    if node.alternative:
        entries["Alt"] = pdfdoc.PDFString(node.alternative)
    if node.scope:
        entries["A"] = _attributes("Table", Scope=pdfdoc.PDFName(node.scope))
    elif node.box:
        sides = pdfdoc.PDFArray([f"{side:.2f}" for side in node.box])
        entries["A"] = _attributes("Layout", BBox=sides, Placement=pdfdoc.PDFName("Block"))
    elif node.role == "L":
        numbering = "Disc" if any(kid.role == "Lbl" for item in node.kids for kid in item.kids) else "None"
        entries["A"] = _attributes("List", ListNumbering=pdfdoc.PDFName(numbering))
    return _Indirect(entries)


class _Indirect(pdfdoc.PDFDictionary):
    __RefOnly__ = 1


def _attributes(owner: str, **values: Any) -> Any:
    return pdfdoc.PDFDictionary({"O": pdfdoc.PDFName(owner), **values})


def _marked(place: tuple[int, int], node: Node) -> Any:
    page, number = place
    if page == node.content[0][0]:
        return number
    return pdfdoc.PDFDictionary({"Type": pdfdoc.PDFName("MCR"), "Pg": _page(page), "MCID": number})


def _page(number: int) -> Any:
    return pdfdoc.PDFObjectReference(f"Page{number + 1}")
