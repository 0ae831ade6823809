"""Any question of the law, put on a page."""
