"""What may an upload cost? Numbers that both sides of its writing anew go by."""

MEGABYTE = 1_000_000
SECONDS, MEMORY = 30, 1_500_000_000
"""What the process that writes a file anew may use."""
MOST_PIXELS = 60_000_000
REFUSED = 3
"""Its exit code for a file that is refused; what it prints says why."""
