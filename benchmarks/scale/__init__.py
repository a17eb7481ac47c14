"""What changes when the store is a database that many processes share."""
