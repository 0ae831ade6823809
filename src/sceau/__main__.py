"""``python -m sceau`` is ``sceau``."""

from sceau.cli import main

main()
