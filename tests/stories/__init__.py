"""Stories: Attune as it is lived, from the first page to the last, each person in a browser of their own."""
