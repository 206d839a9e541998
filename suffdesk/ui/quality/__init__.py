"""What inspectors, visitors and reports say of settings."""
