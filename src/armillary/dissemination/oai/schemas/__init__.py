"""What is our own in records, as XML schemas; we serve them."""
