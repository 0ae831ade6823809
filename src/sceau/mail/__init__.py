"""What is written to people: kept as rows with their whole text, each sent once."""
