"""What the records mean: entities and their rules, code lists, outside formats. See DOMAIN.md."""
