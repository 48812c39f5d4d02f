"""How a stage tells how far it is."""

from collections.abc import Callable

Progress = Callable[[int, int], None]
"""Told how many are done, of how many."""


def silent(_done: int, _all: int) -> None:
    """Progress that nobody watches."""
