"""Charts on the screen, drawn by pyqtgraph from a ChartSpec."""
