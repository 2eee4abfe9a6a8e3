"""Attunement before, feedback after, acknowledgement: coded values only, never a word of an interview."""
