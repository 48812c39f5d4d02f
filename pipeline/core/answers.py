"""What came of asking a source: its states, and the four ways in which a server answers. Frozen nouns."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class SourceState(StrEnum):
    """What came of asking a source. The first three are good news, the rest each their own trouble."""

    FETCHED = "fetched"
    NOT_MODIFIED = "not-modified"
    UNCHANGED = "unchanged"
    EMPTY = "empty"
    UNREACHABLE = "unreachable"
    TIMEOUT = "timeout"
    REFUSED = "refused"
    HTTP_ERROR = "http-error"
    THROTTLED = "throttled"
    GONE = "gone"
    TOO_LARGE = "too-large"
    HTML = "html"
    NOT_A_FEED = "not-a-feed"
    UNPARSABLE = "unparsable"
    OWN_OUTAGE = "own-outage"

    @property
    def heard(self) -> bool:
        """Whether the source answered as a feed should. An empty feed answers, but is no feed to trust."""
        return self in {SourceState.FETCHED, SourceState.NOT_MODIFIED, SourceState.UNCHANGED}

    @property
    def fault(self) -> bool:
        """Whether it counts against the source. Being asked to wait does not, nor an empty feed, nor our own network."""
        return not self.heard and self not in {SourceState.EMPTY, SourceState.THROTTLED, SourceState.OWN_OUTAGE}

    @property
    def transport(self) -> bool:
        """Whether no answer came at all, so that our own network may be to blame."""
        return self in {SourceState.UNREACHABLE, SourceState.TIMEOUT}


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server gave us to ask "has it changed since?", and the hash of the body it went with, as it came over the wire."""

    etag: str = ""
    last_modified: str = ""
    body_hash: str = ""


NO_VALIDATORS = Validators()


@dataclass(frozen=True, slots=True)
class Wait:
    """A server asked not to be asked before *until*. *scope* is its host, or one address on a network of our own."""

    scope: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Fetched:
    """A body came. *url* is where it was found after redirects; *moved* where the source says it went for good.

    *delta*: the server sent only what is new since the last time (226, RFC 3229).
    """

    source: str
    moment: datetime
    url: str
    content_type: str
    body: bytes
    validators: Validators
    seconds: float
    moved: str = ""
    delta: bool = False


@dataclass(frozen=True, slots=True)
class NotModified:
    """The server said that nothing changed (304)."""

    source: str
    moment: datetime
    seconds: float
    moved: str = ""


@dataclass(frozen=True, slots=True)
class Unchanged:
    """The server sent the same bytes as last time."""

    source: str
    moment: datetime
    validators: Validators
    seconds: float
    moved: str = ""


@dataclass(frozen=True, slots=True)
class Failed:
    """No body to read; *message* says why, for a person."""

    source: str
    moment: datetime
    state: SourceState
    message: str
    seconds: float
    wait: Wait | None = None


FetchResult = Fetched | NotModified | Unchanged | Failed
