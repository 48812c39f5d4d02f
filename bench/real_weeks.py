"""The real weeks of ../shared/replay as counts per source, for `bench/false_alarms.py`. Labels stand in for a classifier's."""

import gzip
import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from hashlib import blake2b
from pathlib import Path

from pipeline.core.model import SourceCount, WeekCounts

REPLAY = Path(__file__).parent.parent.parent / "shared" / "replay" / "weeks"
SHARES = (0.02, 0.012, 0.008, 0.006, 0.005, 0.004, 0.003, 0.003, 0.002, 0.002, 0.0015, 0.001, 0.001, 0.0005)
WORDS = {
    "flexibel-leven": r"zzp|flexwerk|thuiswerk|uitzendkracht|freelance|deeltijd|zelfstandig",
    "feminisering": r"vrouwenquotum|topvrouw|glazen plafond|vrouwelijke|emancipatie|loonkloof",
    "polariserend-leven": r"polaris|verdeeld|populis|kloof|protest|betog|demonstr",
    "samenredzaamheid": r"vrijwillig|mantelzorg|burgerinitiatief|buurt|coöperatie|wijk",
    "robotisering": r"robot|algoritm|kunstmatige intelligentie|drone|zelfrijdend|automatis",
    "circulaire-economie": r"recycl|hergebruik|statiegeld|circulair|plastic|duurza|afval",
}
Label = Callable[[str, str], Sequence[str]]


def by_chance(seed: int) -> Label:
    """14 labels that hang on nothing but the link."""

    def label(link: str, _: str) -> list[str]:
        drawn = int.from_bytes(blake2b(f"{seed} {link}".encode(), digest_size=8).digest()) / 2**64
        found, edge = [], 0.0
        for number, share in enumerate(SHARES):
            if edge <= drawn < edge + share:
                found.append(f"label-{number:02}")
            edge += share
        return found

    return label


def by_words() -> Label:
    """Six labels by what stands in title and summary."""
    patterns = {name: re.compile(words, re.IGNORECASE) for name, words in WORDS.items()}
    return lambda _, text: [name for name, pattern in patterns.items() if pattern.search(text)]


def editions(label: Label) -> Iterator[tuple[list[WeekCounts], WeekCounts]]:
    """Every week with at least four before it, and those. A source counts as heard all week, as its feed said."""
    counted = []
    for path in sorted(REPLAY.glob("*.jsonl.gz")):
        stories: Counter[str] = Counter()
        labels: dict[str, Counter[str]] = defaultdict(Counter)
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                item = json.loads(line)
                stories[item["source"]] += 1
                labels[item["source"]].update(label(item["link"], f"{item['title']} {item['summary']}"))
        sources = {name: SourceCount(number, dict(labels[name]), 1.0) for name, number in stories.items()}
        counted.append(WeekCounts(path.name.removesuffix(".jsonl.gz"), sources))
    for place in range(4, len(counted)):
        yield counted[:place], counted[place]


def doubled(week: WeekCounts, label: str) -> WeekCounts:
    """The week with every story of *label* told twice."""
    sources = {
        name: replace(source, stories=source.stories + more, labels={**source.labels, label: 2 * more})
        for name, source in week.sources.items()
        for more in (source.labels.get(label, 0),)
    }
    return WeekCounts(week.week, sources)
