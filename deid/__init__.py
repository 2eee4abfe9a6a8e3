"""De-identification suggestions for interview text in Dutch, French and English."""
