"""Settings, addresses and wiring: the only place that knows every room. No room imports it."""
