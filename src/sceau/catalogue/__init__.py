"""The first stage: what exists to be studied, who offers it, what is taught, and the public search."""
