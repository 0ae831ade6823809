"""What can a line of a table say? The columns of each kind of table, stage by stage."""
