"""The papers of surveys: what they say, built of frozen values."""
