"""From an outside source to rows that can be matched, previewed and stored."""
