"""What citizens are asked: versions of the questions, and the languages of the form."""
