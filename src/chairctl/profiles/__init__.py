"""Reading the facts: device profiles and programmes, from files, with errors that help."""
