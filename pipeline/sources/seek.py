"""An address that somebody gives → the feed there, on the page there, or at one of the usual places of that site."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import tzinfo

from pipeline.core.answers import Failed, Fetched, FetchResult
from pipeline.core.errors import InputError
from pipeline.core.model import Source
from pipeline.sources.discover import Candidate, feeds_in, guesses
from pipeline.sources.probe import Fetch, Probe, ToProbe, examine
from pipeline.web.ask import FetchRequest


@dataclass(frozen=True, slots=True)
class Sought:
    """A feed that was found. *url* is its lasting address; *candidates* are all that the page offered, none for a feed itself.

    *chosen* is the number of the candidate it is, from 1; 0 for a feed itself.
    """

    url: str
    probe: Probe
    candidates: tuple[Candidate, ...] = ()
    chosen: int = 0


def seek(url: str, *, fetch: Fetch, zone: tzinfo, choose: int | None = None) -> Sought:
    """The feed at *url*; when a page stands there, the first feed it offers that can be read, or number *choose* of them.

    A page that offers none has its site asked at the usual places. InputError when there is no feed, with what was tried.
    """
    (result,) = fetch([FetchRequest(url, url)])
    found = _examined(result, url, zone)
    if found.is_feed:
        if choose is not None:
            raise InputError(f"{url} is itself a feed; there is nothing to choose from")
        return Sought(found.moved or url, found)
    if isinstance(result, Failed):
        raise InputError(f"{url}: {found.state.value}: {found.message}")
    place = result.url if isinstance(result, Fetched) else url
    candidates = feeds_in(result.body, place) if isinstance(result, Fetched) else ()
    if candidates:
        return _among(candidates, fetch, zone, choose)
    usual = guesses(place)
    for number, probe in _probed(usual, fetch, zone):
        if probe.is_feed and choose is None:
            return Sought(probe.moved or usual[number - 1].url, probe, (usual[number - 1],), 1)
    raise InputError(
        f"{url} is no feed ({found.message}), names none, and its site has none at {', '.join(c.url for c in usual)};"
        " look for the feed's own address on the site"
    )


def _among(candidates: tuple[Candidate, ...], fetch: Fetch, zone: tzinfo, choose: int | None) -> Sought:
    """The candidate to take: the one chosen, else the first that can be read."""
    if choose is not None and not 1 <= choose <= len(candidates):
        raise InputError(f"--choose {choose}: the page offers {len(candidates)}:\n{listed(candidates)}")
    offered = candidates if choose is None else candidates[choose - 1 : choose]
    tried = []
    for number, probe in _probed(offered, fetch, zone):
        if probe.is_feed:
            return Sought(probe.moved or offered[number - 1].url, probe, candidates, choose or number)
        tried.append(f"  {offered[number - 1].url}: {probe.state.value}: {probe.message}")
    raise InputError("none of what the page offers can be read as a feed:\n" + "\n".join(tried))


def listed(candidates: Sequence[Candidate]) -> str:
    """The candidates in lines, numbered from 1."""
    return "\n".join(f"  {number}. {one.url}  {one.title}".rstrip() for number, one in enumerate(candidates, 1))


def _probed(candidates: Sequence[Candidate], fetch: Fetch, zone: tzinfo) -> Iterator[tuple[int, Probe]]:
    """What the candidates give, with their numbers from 1, in their order however the answers come."""
    requests = [FetchRequest(str(number), candidate.url) for number, candidate in enumerate(candidates, 1)]
    here: dict[str, FetchResult] = {}
    wanted = 1
    for result in fetch(requests):
        here[result.source] = result
        while (next_one := here.pop(str(wanted), None)) is not None:
            yield wanted, _examined(next_one, candidates[wanted - 1].url, zone)
            wanted += 1


def _examined(result: FetchResult, url: str, zone: tzinfo) -> Probe:
    return examine(ToProbe(result, Source(result.source, url, url, "", "", url), zone))
