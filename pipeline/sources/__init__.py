"""The sources file: read, checked, changed in place, exchanged with other programs."""
