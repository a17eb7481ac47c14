"""How answers come in: the form, the tablet at the counter, paper; flags, and nothing that tells who."""
