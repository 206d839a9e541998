"""Forms made from the description of an entity: one builder for every row."""
