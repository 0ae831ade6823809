"""Which programmes bear a label: the dossiers of schools, what is decided on them, and the public register."""
