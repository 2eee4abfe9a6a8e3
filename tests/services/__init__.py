"""Private services for the tests: each lives in its own short-lived directory, on its own loopback port."""
