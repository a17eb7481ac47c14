"""What a province sees of its agencies' surveys, because insiders have the motive."""
