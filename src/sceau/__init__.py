"""Sceau runs a Mastère Spécialisé® from accreditation to diploma, and can always say why."""
