"""The append-only register of acts: who did what when, by opaque ids and salted commitments."""
