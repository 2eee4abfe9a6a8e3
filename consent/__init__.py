"""Texts and their versions, acts, what is in force, withdrawal."""
