"""What an agency does in a cycle because of its result, and what became of it."""
