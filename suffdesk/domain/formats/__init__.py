"""Column maps of outside formats, used both ways: reading what others send and writing what they expect."""
