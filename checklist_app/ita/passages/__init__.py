"""The texts of a cycle that write themselves until somebody writes them."""
