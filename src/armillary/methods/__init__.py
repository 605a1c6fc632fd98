"""Mathematics and matching in plain Python: no Django, no database, no network."""
