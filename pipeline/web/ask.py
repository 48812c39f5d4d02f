"""One question to one source: redirects, statuses, waits and the body, under one deadline for all of it."""

import asyncio
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from http import HTTPStatus
from importlib.metadata import PackageNotFoundError, version
from urllib.parse import urljoin

from pipeline.core.answers import (
    NO_VALIDATORS,
    Failed,
    Fetched,
    FetchResult,
    NotModified,
    SourceState,
    Unchanged,
    Validators,
    Wait,
)
from pipeline.web.addresses import Network
from pipeline.web.body import MAX_BODY, Body, BodyBrokenError, BodyTooLargeError
from pipeline.web.connect import AddressRefusedError
from pipeline.web.domains import host_of, spared
from pipeline.web.transport import Answer, BrokenConnectionError, NoWebAddressError, Transport
from pipeline.web.turns import Politeness, Turn
from pipeline.web.waits import UNSAID, scope_of, wait_for

DEADLINE = 30.0
"""Seconds for one source in all: names, connections, redirects, retries and body. Waiting for its turn does not count."""
WORKERS = 32
"""Sources fetched at the same time; more costs httpx more than it brings."""
MAX_REDIRECTS = 5
ATTEMPTS = 3
"""How often a source is tried in one run when the connection fails. An answer, whatever it says, is not asked again."""
PAUSE = 0.5
"""Seconds before the second attempt, doubled for the third; a domain's own gap comes first."""
MOST_WORDS = 300
"""Characters of a message; servers write what they like in a reason."""

_ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml, application/xml;q=0.9, */*;q=0.5"
)
_PERMANENT = {HTTPStatus.MOVED_PERMANENTLY, HTTPStatus.PERMANENT_REDIRECT}
_REDIRECTS = _PERMANENT | {HTTPStatus.FOUND, HTTPStatus.SEE_OTHER, HTTPStatus.TEMPORARY_REDIRECT}

POLITE = Politeness()


@dataclass(frozen=True, slots=True)
class FetchRequest:
    """What to ask: an address, and what the server gave us last time."""

    source: str
    url: str
    validators: Validators = NO_VALIDATORS


@dataclass(frozen=True, slots=True)
class Question:
    """A request on its way: the address it has come to, over how many redirects, and where the source *moved* for good."""

    request: FetchRequest
    url: str
    moved: str = ""
    hops: int = 0
    lasting: bool = True

    def onward(self, url: str, *, for_good: bool) -> "Question":
        """The question after a redirect. What comes behind one that is not *for_good* is no move."""
        lasting = self.lasting and for_good
        return Question(self.request, url, url if lasting else self.moved, self.hops + 1, lasting)


@dataclass(frozen=True, slots=True)
class FetchLimits:
    """How long, how much, how many at once, how often and how politely."""

    deadline: float = DEADLINE
    body: int = MAX_BODY
    workers: int = WORKERS
    attempts: int = ATTEMPTS
    pause: float = PAUSE
    politeness: Politeness = POLITE


@dataclass
class Asker:
    """Asks one source at a time, and remembers which servers asked to be left alone."""

    now: datetime
    allowed: Sequence[Network]
    contact: str
    limits: FetchLimits
    waits: dict[str, datetime]
    chance: random.Random = field(default_factory=random.Random)

    def __post_init__(self) -> None:
        self._transport = Transport(self.allowed)
        self._headers = [
            ("User-Agent", user_agent(self.contact)),
            ("Accept", _ACCEPT),
            ("Accept-Encoding", "gzip, deflate"),
            ("A-IM", "feed"),
        ]

    async def attempt(self, turn: Turn[Question]) -> tuple[FetchResult | None, float]:
        """A result; or None and the seconds to wait for another *turn*, at another domain or because the connection failed."""
        started = time.perf_counter()
        broken = False
        try:
            # the deadline is ours, for the whole of a source; one that restarts with every byte would be none
            async with asyncio.timeout(self.limits.deadline - turn.spent):
                result = await self._ask(turn)
        except Exception as error:  # noqa: BLE001 whatever a server or an address makes the libraries trip over is this source's
            state, message = _failure(error, self.limits)
            result = Failed(turn.asked.request.source, self.now, state, message, 0.0)
            broken = isinstance(error, BrokenConnectionError)
        turn.spent += time.perf_counter() - started
        if result is None:
            return None, 0.0
        if broken and turn.attempt < self.limits.attempts:
            pause = self.limits.pause * 2 ** (turn.attempt - 1) * (1 + self.chance.random() / 2)
            if turn.spent + pause < self.limits.deadline:
                turn.spent += pause
                turn.attempt += 1
                return None, pause
        return replace(result, seconds=turn.spent), 0.0

    async def _ask(self, turn: Turn[Question]) -> FetchResult | None:
        """The result; None when the way leads to another domain, whose turn must be waited for."""
        question = turn.asked
        request = question.request
        headers = list(self._headers)
        if request.validators.etag:
            headers.append(("If-None-Match", request.validators.etag))
        if request.validators.last_modified:
            headers.append(("If-Modified-Since", request.validators.last_modified))
        while question.hops <= MAX_REDIRECTS:
            scope = scope_of(question.url)
            if (until := self.waits.get(scope)) and until > self.now:
                message = _patience(question.url, until)
                return Failed(request.source, self.now, SourceState.THROTTLED, message, 0.0, Wait(scope, until))
            async with self._transport.get(question.url, headers) as answer:
                target = answer.headers.get("location", "")
                if answer.status not in _REDIRECTS or not target:
                    return await self._heard(question, answer)
                for_good = answer.status in _PERMANENT
            onward = question.onward(urljoin(question.url, target), for_good=for_good)
            if spared(onward.url) != spared(question.url):
                turn.asked = onward
                return None
            question = onward
        return Failed(request.source, self.now, SourceState.HTTP_ERROR, f"more than {MAX_REDIRECTS} redirects", 0.0)

    async def _heard(self, question: Question, answer: Answer) -> FetchResult:
        status, request, moved = answer.status, question.request, question.moved
        conditional = bool(request.validators.etag or request.validators.last_modified)
        if status == HTTPStatus.NOT_MODIFIED and conditional:
            return NotModified(request.source, self.now, 0.0, moved)
        if status not in {HTTPStatus.OK, HTTPStatus.IM_USED}:
            return self._refusal(request, answer, question.url)
        body = Body(answer.headers.get("content-encoding", ""), self.limits.body)
        async for chunk in answer.chunks:
            body.feed(chunk)
        validators = request.validators
        # what holds only what is new (226) is no state of the feed to compare the next one with
        if status == HTTPStatus.OK:
            validators = Validators(
                etag=_sendable(answer.headers.get("etag", ""), 1024),
                last_modified=_sendable(answer.headers.get("last-modified", ""), 128),
                body_hash=body.digest(),
            )
            if validators.body_hash == request.validators.body_hash:
                return Unchanged(request.source, self.now, validators, 0.0, moved)
        kind = answer.headers.get("content-type", "")
        delta = status == HTTPStatus.IM_USED
        return Fetched(request.source, self.now, question.url, kind, body.whole(), validators, 0.0, moved, delta)

    def _refusal(self, request: FetchRequest, answer: Answer, url: str) -> Failed:
        status = answer.status
        message = _line(f"HTTP {status} {answer.reason}")
        if status in {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}:
            unsaid: timedelta | None = UNSAID if status == HTTPStatus.TOO_MANY_REQUESTS else None
            wait = wait_for(url, answer.headers, self.now, self.chance, unsaid)
            if wait is not None:
                # of two answers of one host the longer wait holds
                wait = replace(wait, until=max(wait.until, self.waits.get(wait.scope, wait.until)))
                self.waits[wait.scope] = wait.until
                message = f"{message}: {_patience(url, wait.until)}"
                return Failed(request.source, self.now, SourceState.THROTTLED, message, 0.0, wait)
        if status == HTTPStatus.NOT_MODIFIED:
            message += ", though it was not asked whether anything changed"
        state = SourceState.GONE if status == HTTPStatus.GONE else SourceState.HTTP_ERROR
        return Failed(request.source, self.now, state, message, 0.0)


def _patience(url: str, until: datetime) -> str:
    return f"{host_of(url)} asks not to be asked before {until:%Y-%m-%d %H:%M} UTC"


def _sendable(value: str, most: int) -> str:
    """A validator that can go back as it came; "" for one that cannot."""
    return value if value.isascii() and len(value) <= most else ""


def _failure(error: BaseException, limits: FetchLimits) -> tuple[SourceState, str]:
    """The state that an exception stands for, and a line for a person."""
    if isinstance(error, TimeoutError):
        return SourceState.TIMEOUT, f"no complete answer within {limits.deadline:g} seconds"
    states: dict[type[BaseException], SourceState] = {
        NoWebAddressError: SourceState.REFUSED,
        AddressRefusedError: SourceState.REFUSED,
        BodyTooLargeError: SourceState.TOO_LARGE,
        BodyBrokenError: SourceState.UNPARSABLE,
    }
    return states.get(type(error), SourceState.UNREACHABLE), _reason(error)


def _reason(error: BaseException) -> str:
    """A line for a person; many transport errors have no text of their own."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return _line(str(error)) or type(error).__name__


def _line(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= MOST_WORDS else f"{text[: MOST_WORDS - 1]}…"


def user_agent(contact: str) -> str:
    """Who we are: a product name and where to reach its operator, never a browser's name."""
    try:
        number = version("windwijzer")
    except PackageNotFoundError:
        number = "0"
    return f"windwijzer/{number}" + (f" (+{contact})" if contact else "")
