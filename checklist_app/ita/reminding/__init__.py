"""What is due in a cycle, told to offices and taken along by phones."""
