"""How a database of an earlier version gets the tables of this one, step by step."""
