"""Digest → JSON: the form for machines, described in docs/formats.md. Pure."""

import json
from dataclasses import asdict, is_dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from pipeline.core.digest import Card, Digest
from pipeline.core.findings import Point
from pipeline.core.weeks import Week


def digest_json(digest: Digest) -> str:
    """The digest as one JSON document: stable order, two spaces, a newline at the end."""
    return json.dumps(as_data(digest), ensure_ascii=False, indent=2, default=_plain) + "\n"


def as_data(digest: Digest) -> dict[str, Any]:
    """The digest as plain data; see docs/formats.md for what stands where."""
    cards = {card.id: card for card in digest.stories}
    return {
        "lang": digest.lang,
        "week": str(digest.week),
        "edition": digest.edition,
        "issued": digest.issued,
        "subject": digest.subject,
        "headline": digest.headline,
        "brief": asdict(digest.brief),
        "counts": asdict(digest.counts),
        "intake": asdict(digest.intake),
        "sources": asdict(digest.hearing),
        "news": asdict(digest.news),
        "lead": [card.id for card in digest.lead],
        "trends": [asdict(row) | {"history": [_point(point) for point in row.history]} for row in digest.trends],
        "questions": [
            {
                "id": question.id,
                "title": question.title,
                "directions": [
                    {
                        "id": block.id,
                        "number": block.number,
                        "title": block.title,
                        "mee": block.mee,
                        "tegen": block.tegen,
                        "raakt": block.raakt,
                        "quiet_weeks": block.quiet_weeks,
                        "comparison": asdict(block.comparison),
                        "against": asdict(block.against),
                        "stories": [_story(cards[ident]) for ident in block.stories],
                    }
                    for block in question.directions
                ],
            }
            for question in digest.questions
        ],
        "undirected": [_titles(block.id, block.cards, block.more) for block in digest.undirected],
        "apart": [_titles(block.id, block.cards, block.more) for block in digest.apart],
        "review": [{"story": r.card.id, "doubts": [asdict(d) for d in r.doubts]} for r in digest.review],
        "stories": [_story(card) for card in digest.stories],
        "left_out": {part.reason: part.stories for part in digest.left_out},
        "corrections": [asdict(note) for note in digest.corrections],
        "overruled": [asdict(label) for label in digest.overruled],
        "versions": asdict(digest.versions),
        "estimates": [asdict(one) for one in digest.estimates],
        "revision": asdict(digest.revision) if digest.revision else None,
        "shortened": digest.shortened,
    }


def subject_of(written: str) -> str:
    """The subject line in an edition's JSON."""
    return str(json.loads(written)["subject"])


def _story(card: Card) -> dict[str, Any]:
    return {
        "id": card.id,
        "title": card.title,
        "url": card.url,
        "publishers": card.publishers,
        "outlets": card.outlets,
        "kind": card.kind,
        "lang": card.lang,
        "day": card.day,
        "late": card.late,
        "returning": card.returning,
        "sentence": card.sentence,
        "trends": [{"id": mark.id, "words": mark.words} for mark in card.trends],
        "directions": [{"id": mark.id, "bearing": mark.bearing, "words": mark.words} for mark in card.bearings],
        "signals": card.signals,
    }


def _point(point: Point) -> dict[str, Any]:
    return asdict(point) | {"week": str(point.week)}


def _titles(ident: str, cards: tuple[Card, ...], more: int) -> dict[str, Any]:
    return {"id": ident, "stories": [card.id for card in cards], "more": more}


def _plain(value: object) -> Any:
    if isinstance(value, Week | StrEnum):
        return str(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    raise TypeError(f"no JSON for {type(value).__name__}")
