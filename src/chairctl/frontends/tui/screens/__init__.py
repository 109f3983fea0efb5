"""One file for each screen; `registry.py` lists them all."""
