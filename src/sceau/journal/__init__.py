"""What was decided, by whom and why: appended, sealed, never altered."""
