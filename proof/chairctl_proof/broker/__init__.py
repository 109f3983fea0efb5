"""The daemon on a real broker: hostile messages, chaos, how fast a stop is, how many stations it carries."""
