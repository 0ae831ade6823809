"""The law on the web: whose it is, how it is read, changed and adopted."""
