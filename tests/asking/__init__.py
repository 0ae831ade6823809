"""Tests of the pages that put questions to the law."""
