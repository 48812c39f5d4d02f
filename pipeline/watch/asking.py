"""Where to ask a source, and what may be asked of it, by how it stands. Pure."""

from dataclasses import replace
from datetime import datetime, timedelta

from pipeline.core.answers import SourceState
from pipeline.core.ledger import Standing
from pipeline.core.model import Source

FULL_EVERY = timedelta(days=7)
"""So often a source is asked without validators: some servers say "not modified" for ever."""


def configured(source: Source) -> str:
    """What of a source's entry decides what is fetched and how it is read."""
    return f"{source.kind} {source.lang} {source.url or ''}"


def address(source: Source, standing: Standing) -> str:
    """Where to ask: the address that was adopted since the entry was last changed, else the one in the entry."""
    return standing.moved or source.url or ""


def refreshed(source: Source, standing: Standing) -> Standing:
    """The standing as a changed entry leaves it: with another address all that was decided about the old one is off."""
    if standing.configured.rpartition(" ")[2] in {"", source.url}:
        return standing
    still = replace(standing, moving="", moving_since=None, moving_times=0, moved="")
    return replace(still, gone_times=0, retired=None, failures=0, failing_since=None, reported=None, state=None)


def unaltered(source: Source, standing: Standing) -> bool:
    """Whether the entry still says what it said when the source was last asked, so that what was read then still holds."""
    return standing.configured in {"", configured(source)}


def conditional(source: Source, standing: Standing, now: datetime) -> bool:
    """Whether "has it changed since?" may be asked: of the same address and entry, after a good answer, six days in seven."""
    same = standing.url == address(source, standing) and unaltered(source, standing)
    state = standing.state
    # being told to wait, or an outage of our own, says nothing of what was heard before it
    good = state is not None and not state.fault and state is not SourceState.EMPTY and not standing.failures
    return same and good and standing.full is not None and now - standing.full < FULL_EVERY
