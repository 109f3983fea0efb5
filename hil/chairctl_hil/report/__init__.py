"""The report of a run: JSON, and a page that stands alone and is signed."""
