"""Two judges that share nothing with the host: one reads the wire, one knows what the plant really does.

They decode with the simulator's decoder and compare with numbers of their own (`limits.py`).
"""
