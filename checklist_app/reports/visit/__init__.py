"""What a paper about a visit says: gathered, then arranged as the official form and its annexes."""
