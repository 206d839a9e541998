"""Pages of a PDF as pictures."""

from pathlib import Path

from PySide6.QtGui import QImage

_SCALE = 1.6
"""Pixels for each point of the page: 115 dots an inch."""


def first_pages(path: Path, most: int) -> list[QImage]:
    """The first pages as pictures; none where the file is no PDF."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError:
        return []
    try:
        pages = []
        for number in range(min(most, len(document))):
            bitmap = document[number].render(scale=_SCALE, rev_byteorder=True, prefer_bgrx=True)
            image = QImage(
                bytes(bitmap.buffer), bitmap.width, bitmap.height, bitmap.stride, QImage.Format.Format_RGBX8888
            )
            pages.append(image.copy())
            bitmap.close()
        return pages
    finally:
        document.close()
