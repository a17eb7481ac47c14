"""What the form costs on a phone: our page beside a plain one and beside the libraries of others."""
