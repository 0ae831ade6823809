"""Who is known here: schools, persons, accounts, and the roles that they hold."""
