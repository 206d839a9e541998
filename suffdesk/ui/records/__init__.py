"""Pages of single records: a child, a setting, a provider; and lists to reach them."""
