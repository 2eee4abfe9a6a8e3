"""Pages of consent: the staff's, hers on the staff's device, and hers by code."""
