"""Service points: where citizens are asked, their codes and posters."""
