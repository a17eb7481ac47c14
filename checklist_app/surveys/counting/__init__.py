"""What the answers say: tallies that go on from where they stopped, statistics, results."""
