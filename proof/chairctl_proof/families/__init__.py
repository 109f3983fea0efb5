"""Every device family in whole sessions: `chairctl run` as a process, a simulated device on its real line."""
