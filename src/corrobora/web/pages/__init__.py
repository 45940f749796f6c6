"""What each page shows: one frozen context a page, and the function that fills it from the case."""
