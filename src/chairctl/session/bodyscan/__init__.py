"""The body scan: a light session that feels along the back, and what its readings say of the person."""
