"""The local socket on which other programs of the same user ask a running host: stop, commands, snapshots."""
