"""How the papers of an agency look: headings of columns, letterhead, who gives an opinion."""
