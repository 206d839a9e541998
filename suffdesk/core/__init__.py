"""Types and rules that every layer shares and that know nothing of the field."""
