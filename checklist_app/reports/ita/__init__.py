"""The papers of the ITA cycle: what they say, built of frozen values."""
