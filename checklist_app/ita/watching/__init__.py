"""The cycle as a province sees it: all of its agencies at once."""
