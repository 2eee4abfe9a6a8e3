"""Custody of recordings, import, de-identification review, stored transcripts."""
