"""One small pure function per way in which it can go wrong; `table.py` lists them all."""
