"""The tags of the pages on people."""
