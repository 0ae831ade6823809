"""What the templates of the law say in words of their own."""
