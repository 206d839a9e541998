"""The register of children and the figures above it."""
