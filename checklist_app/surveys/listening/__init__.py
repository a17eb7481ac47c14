"""What is done about what citizens say: comments that somebody has read, promises kept or not."""
