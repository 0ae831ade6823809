"""What runs the site: its database, its settings, its processes."""
