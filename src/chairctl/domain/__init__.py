"""The words that every other folder shares; imports nothing of ours."""
