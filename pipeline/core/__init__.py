"""The ground floor: nouns, taxonomy, calendar and errors. Standard library only, no I/O; every room may import it."""
