"""The auditor's screens: every participant code with its acts, versions, days and what is missing. No content."""
