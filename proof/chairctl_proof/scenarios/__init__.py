"""One scenario per hazard that software can meet in virtual time, each with its red twin."""
