"""`chairctl report`: what came of the sessions of a person, as a page to print and as tables."""
