"""The invented study, planted through the doors that people use."""
