"""What the pages of programmes say."""
