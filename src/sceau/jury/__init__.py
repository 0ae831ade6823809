"""The jury: proposals for a whole promotion, its minutes, its transcripts."""
