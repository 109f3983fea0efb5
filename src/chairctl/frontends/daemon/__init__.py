"""`chairctl daemon`: the chairs of one computer, always there, in the care of systemd."""
