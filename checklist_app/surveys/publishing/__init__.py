"""What everybody may know of a round: small groups hidden, the public page, open data."""
