"""Results of several years beside each other, and what in a cycle does not fit together."""
