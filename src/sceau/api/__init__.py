"""The HTTP interface: the same actions and queries as the pages."""
