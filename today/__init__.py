"""Landing pages of interviewer and lead: what is to be done now, drawn from the rooms below."""
