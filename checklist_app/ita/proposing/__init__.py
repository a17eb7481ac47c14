"""Measures that an agency could take: from what a visit advised, from questions that cost points, and from
indicators that no measure hangs on."""
