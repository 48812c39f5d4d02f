"""How fast the classifier judges and learns, and in how much memory: `./run proof classify [ITEMS.jsonl.gz]`.

ITEMS holds JSON Lines (perhaps gzipped) with `id`, `title`, `summary` and perhaps `lang`: news as it comes. Without it the
texts are those of the corpus. Either way, when there are not enough they come again, bent: some words in each are replaced by
others of the same texts, and some by words that nobody has used, so that what was remembered of words does not help more than
it would in the news.

Each part runs in a process of its own with one thread, and is measured in seconds of the processor, with the model that
windwijzer comes with. Every round of judging begins with a model just read, which remembers nothing. Memory is the most that a
process held that judges, with explanations, what a generator gives. Learning is from 10,000 labelled items (the corpus, then
ITEMS by classifiers/prior/labels.tsv, or bent texts), alone and as corrections of that model. Prints the target beside each
figure; ends with 1 when one is not met.
"""

import argparse
import gzip
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import chain, count, islice
from pathlib import Path
from random import Random
from typing import Any

from classifiers.examples import SHIPPED as CORPUS
from classifiers.examples import Example, Text, json_lines, load_corpus, text_of
from classifiers.taxonomy import load_taxonomy
from classifiers.words import words

PLAIN, EXPLAINED = 2500, 300
"""Items a second, at least."""
GROWTH = 1.2
"""Memory at the larger number of items over that at the smaller, at most."""
LEARNING = 60.0
"""Seconds, at most."""
OTHER, NEW = 0.1, 0.1
"""Shares of the words of a bent text: another word of the same texts, and a word of nobody. About as many are new as in the
first ten thousand items of real feeds, which have four each."""
SEED = 2026
MOMENT = datetime(2026, 11, 16, 6, 0, tzinfo=UTC)


def examples(path: Path | None) -> list[Example]:
    """The items of a file, labelled as far as the prior's labels tell of them; else the corpus."""
    if path is None:
        return list(load_corpus(CORPUS, load_taxonomy()))
    from prior import SHIPPED, labels_of

    labels = labels_of(SHIPPED / "labels.tsv")
    packed = path.read_bytes()
    whole = (gzip.decompress(packed) if path.suffix == ".gz" else packed).decode("utf-8")
    found = []
    for number, line in json_lines(whole.split("\n"), path.name):
        ident, text = text_of(line, f"{path.name}, line {number}")
        trends, directions = labels.get(ident, (frozenset(), {}))
        found.append(Example(ident, text, trends, directions, public=None))
    return found


def endless(given: Sequence[Example], seed: int = SEED) -> Iterator[Example]:
    """*given*, then bent ones of them without end; the same seed gives the same."""
    yield from given
    dice = Random(seed)
    known = list(dict.fromkeys(word for e in given for word in words(f"{e.text.title} {e.text.summary}") if len(word) > 3))

    def bent(text: str) -> str:
        found = text.split(" ")
        for place in range(len(found)):
            drawn = dice.random()
            if drawn < NEW:
                first, second = dice.choice(known), dice.choice(known)
                found[place] = first[: len(first) // 2 + 1] + second[len(second) // 2 :]
            elif drawn < NEW + OTHER:
                found[place] = dice.choice(known)
        return " ".join(found)

    for number in count():
        e = dice.choice(given)
        yield replace(e, id=f"{e.id}-{number}", text=Text(bent(e.text.title), bent(e.text.summary), e.text.lang))


def judging(path: Path | None, size: int) -> dict[str, float]:
    """Items a second without and with explanations, by a model just read; per item its words, new words, labels not no."""
    from classifiers.assess import BATCH, Assessor
    from classifiers.prior import load_prior
    from pipeline.core.model import Decision

    texts = [e.text for e in islice(endless(examples(path)), size)]
    taxonomy = load_taxonomy()
    found = {}
    decided = 0
    for name, because in (("plain", False), ("explained", True)):
        prior = load_prior(taxonomy)
        assert prior is not None
        assessor = Assessor(prior.model)
        began = time.process_time()
        for start in range(0, size, BATCH):
            judged = assessor.judge(texts[start : start + BATCH], because=because)
            decided += sum(v.decision is not Decision.NO for both in judged for part in both for v in part)
        found[name] = size / (time.process_time() - began)
    cut = [words(f"{text.title} {text.summary}") for text in texts]
    several = len(set(chain.from_iterable(cut)))
    return {**found, "words": sum(map(len, cut)) / size, "new": several / size, "decided": decided / 2 / size}


def memory(path: Path | None, size: int) -> dict[str, float]:
    """MB held at most while *size* items, made one by one, are judged and explained."""
    from classifiers.assess import Assessor
    from classifiers.prior import load_prior
    from pipeline.core.model import Signal, WeekReason
    from pipeline.core.weeks import Week

    prior = load_prior(load_taxonomy())
    assert prior is not None
    week = Week.of(MOMENT)
    signals = (
        Signal(
            e.id, "x", "https://x.example", e.text.title, e.text.summary, e.text.lang, None, MOMENT, week, WeekReason.UNDATED
        )
        for e in islice(endless(examples(path)), size)
    )
    judged = sum(1 for _ in Assessor(prior.model).assess(signals))
    assert judged == size
    status = Path("/proc/self/status").read_text()
    return {"MB": next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM:")) / 1024}


def learning(path: Path | None, size: int) -> dict[str, float]:
    """Seconds to learn from *size* items: a model from them alone, and with them as corrections of the shipped model."""
    from classifiers.learn import Desk

    taxonomy = load_taxonomy()
    corpus = examples(None)
    spread = corpus[:: max(1, len(corpus) // size)]
    items = list(islice(chain(spread, endless(examples(path))) if path else endless(spread), size))
    with tempfile.TemporaryDirectory(prefix="windwijzer-classify-") as folder:
        (Path(folder) / "items.jsonl").write_text("".join(map(_line, items)), encoding="utf-8")
        desk = Desk(Path(folder) / "models", taxonomy, corpus=Path(folder))
        began = time.process_time()
        desk.make(alone=True)
        alone = time.process_time() - began
    began = time.process_time()
    Desk(Path(), taxonomy).make(items)
    return {"alone": alone, "corrections": time.process_time() - began, "items": len(items)}


def _line(e: Example) -> str:
    fields = {"id": e.id, "title": e.text.title, "summary": e.text.summary, "lang": e.text.lang, "public": e.public}
    return json.dumps(fields | {"trends": sorted(e.trends), "directions": e.directions}) + "\n"


PARTS = {"judging": judging, "memory": memory, "learning": learning}


def apart(part: str, path: Path | None, size: int) -> dict[str, Any]:
    """What a part gives, run in a process of its own with one thread."""
    one = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    command = [sys.executable, __file__, *([str(path)] if path else []), "--part", part, "--size", str(size)]
    ran = subprocess.run(command, env=os.environ | one, stdout=subprocess.PIPE, text=True, check=True)
    found: dict[str, Any] = json.loads(ran.stdout)
    return found


def measure(path: Path | None, sizes: tuple[int, int], rounds: int) -> bool:
    """Prints every figure beside its target; whether all were met."""
    few, many = sizes
    print(f"texts: {path or 'invented, of the corpus'}; seconds are of the processor, on one core", flush=True)
    turns = [apart("judging", path, few) for _ in range(rounds)]
    of = turns[0]
    print(f"{few} items: {of['words']:.0f} words each, {of['new']:.1f} of them new, {of['decided']:.2f} labels yes or unsure\n")
    met = []

    def tell(name: str, given: str, target: str, held: bool) -> None:  # noqa: FBT001 a row of the table
        print(f"{name:48}{given:>26}   {target:16}{'met' if held else 'NOT met'}", flush=True)
        met.append(held)

    for name, key, least in (
        ("without explanations", "plain", PLAIN),
        ("with those of every yes and unsure", "explained", EXPLAINED),
    ):
        rates = sorted(turn[key] for turn in turns)
        middle = statistics.median(rates)
        given = f"{middle:.0f} a second ({rates[0]:.0f}–{rates[-1]:.0f})"
        tell(f"judged {name}", given, f"at least {least}", middle >= least)
    small, large = (apart("memory", path, size)["MB"] for size in sizes)
    grown = f"{small:.0f} and {large:.0f} MB"
    tell(f"memory, {few} and {many} items", grown, f"at most x {GROWTH}", large <= GROWTH * small)
    took = apart("learning", path, few)
    for name, key in (("alone", "alone"), ("as corrections of the model", "corrections")):
        tell(f"learned {took['items']} items, {name}", f"{took[key]:.1f} s", f"under {LEARNING:.0f}", took[key] < LEARNING)
    return all(met)


def main() -> int:
    """0 when every target is met, or with --small, which judges none; 1 when one is not."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("items", type=Path, nargs="?")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--small", action="store_true", help="600 items, one round, some seconds; judges no target")
    parser.add_argument("--part", choices=PARTS, help=argparse.SUPPRESS)
    parser.add_argument("--size", type=int, default=10_000, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.part:
        print(json.dumps(PARTS[given.part](given.items, given.size)))
        return 0
    if given.small:
        measure(given.items, (600, 1800), 1)
        print("\ntoo small to judge")
        return 0
    held = measure(given.items, (10_000, 100_000), given.rounds)
    print("\nevery target met" if held else "\nNOT every target met")
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
