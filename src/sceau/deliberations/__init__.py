"""A promotion deliberated on the web, in the background."""
