"""The warden: a process of its own that knows one thing, STOP. It imports nothing of ours."""
