"""Settings, addresses and the assembly of the contexts into one site."""
