"""What each report holds, as blocks; how it looks is for the renderers."""
