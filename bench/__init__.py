"""Measures, one per promise: ``make bench`` prints them."""
