"""The invented study and its sign-in buttons; installed in demo mode only."""
