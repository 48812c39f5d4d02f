"""The digest for machines."""

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings

from pipeline.core.answers import SourceState
from pipeline.core.digest import Doubt
from pipeline.core.model import Decision
from reports.jsonform import digest_json, subject_of
from tests.reports.stories import SEEN, TRENDS, WEEK, Told, background, digest, opinion, story, weekful, weeks


@settings(deadline=None, max_examples=25, derandomize=True)
@given(weeks())
def test_every_reference_leads_to_a_story(told: Told) -> None:
    """Each id in the JSON is that of a story in its list, and a direction holds as many stories as it counts."""
    found = json.loads(digest_json(digest(told)))
    known = {s["id"]: s for s in found["stories"]}
    named = [*found["lead"], *(r["story"] for r in found["review"]), *(i for t in found["trends"] for i in t["stories"])]
    named += [i for part in ("undirected", "apart") for block in found[part] for i in block["stories"]]
    assert set(named) <= set(known)
    for direction in (d for q in found["questions"] for d in q["directions"]):
        assert len(direction["stories"]) == direction["mee"] + direction["tegen"] + direction["raakt"]
        assert all(s == known[s["id"]] for s in direction["stories"])


def test_json_is_plain_and_readable() -> None:
    """Weeks, moments, days and states are written as text; letters stay letters; the last line ends."""
    trouble = background(fetches=[("nieuws", SEEN, SourceState.TIMEOUT, "no answer")])
    told = Told((story("a", title="Eén «loket»"),), (opinion("a", {TRENDS[0]: Decision.YES}),))
    written = digest_json(digest(told, given=trouble))
    found = json.loads(written)
    assert (found["week"], found["edition"], found["issued"]) == ("2026-W47", 1, "2026-11-23T06:00:00+00:00")
    assert (found["stories"][0]["day"], found["sources"]["silent"][2]["state"]) == ("2026-11-18", "timeout")
    assert "Eén «loket»" in written
    assert written.endswith("}\n")


def test_numbers_of_the_json_stay_numbers() -> None:
    """Counts are no text: a machine adds them up without reading Dutch."""
    counts = json.loads(digest_json(digest(weekful())))["counts"]
    assert all(type(count) is int for count in counts.values())


def test_subject_is_read_back_as_it_was_written() -> None:
    """The subject of a stored edition is the digest's own."""
    found = digest(weekful())
    assert subject_of(digest_json(found)) == found.subject


def test_form_knows_weeks_and_nouns_and_refuses_the_rest() -> None:
    """A week or a noun anywhere is written plainly; what has no plain form is an error, not a guess."""
    found = digest(Told((), ()))
    assert json.loads(digest_json(replace(found, headline=WEEK)))["headline"] == "2026-W47"  # type: ignore[arg-type]
    noun = Doubt("d", "Titel", 0.4)
    assert json.loads(digest_json(replace(found, headline=noun)))["headline"]["title"] == "Titel"  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="no JSON for object"):
        digest_json(replace(found, headline=object()))  # type: ignore[arg-type]
