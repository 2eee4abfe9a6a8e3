"""People, sign-in, and the evaluation of the access policy."""
