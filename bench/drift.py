"""Whether `windwijzer model drift` keeps quiet on real weeks and speaks when drift is planted: `./run proof drift [FOLDER]`.

Needs ../shared/replay/serve.py and ../shared/feeds/real. Three parts:

1. Fourteen real weeks are served as feeds and collected Monday by Monday; then the command looks back from each Monday that has
   four weeks behind it. None of them may be a finding.
2. Then the same sources bring four weeks of English alone, taken from feeds about other things: that must be found.
3. In place of the last four real weeks, a share of the texts is exchanged: for English, or for the same text with every letter
   turned by thirteen, as another language would be. Prints from which share it is found, and by what.

Ends with 1 when 1 or 2 does not hold. Some minutes; FOLDER (default a temporary one) keeps the database of 1 and 2.
"""

import codecs
import gzip
import json
import re
import subprocess
import sys
import tempfile
import urllib.request
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import feedparser
import numpy as np

from classifiers.drift import drift
from classifiers.examples import Text
from classifiers.expected import Brought
from classifiers.learn import Desk
from classifiers.tally import measures, tally
from classifiers.taxonomy import load_taxonomy

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"
SERVER, WEEKS = SHARED / "replay" / "serve.py", SHARED / "replay" / "weeks"
MONDAYS = [datetime.fromisoformat("2019-04-15T07:00+02:00") + timedelta(weeks=n) for n in range(13)]
LOOKED_AT = 4
FOREIGN = 20
"""English texts of each source in each week."""
SHARES = (0.1, 0.25, 0.5, 1.0)
_ENGLISH, _DUTCH = {"the", "and", "of", "to", "for", "with", "is"}, {"de", "het", "een", "van", "voor", "dat", "niet"}


def main() -> int:
    """0 when the real weeks are quiet and the English ones are found, 1 when not, 2 without ../shared."""
    if not SERVER.is_file():
        print(f"needs the real weeks: {SERVER} is not there", file=sys.stderr)
        return 2
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(tempfile.mkdtemp(prefix="windwijzer-drift-"))
    folder.mkdir(parents=True, exist_ok=True)
    foreign = english()
    _collect(folder, WEEKS, MONDAYS)
    quiet = [_told(folder, monday) for monday in MONDAYS[LOOKED_AT - 1 :]]
    later = [MONDAYS[-1] + timedelta(weeks=n + 1) for n in range(LOOKED_AT)]
    with tempfile.TemporaryDirectory() as made:
        _write_weeks(Path(made), foreign, later)
        _collect(folder, Path(made), later)
    print("English alone:")
    found = _told(folder, later[-1])
    _shares(folder, foreign)
    return 0 if set(quiet) == {"fine"} and found == "retrain" else 1


def english() -> list[tuple[str, str]]:
    """(title, summary) of the English entries of real feeds, each once."""
    found: dict[tuple[str, str], None] = {}
    for path in sorted((SHARED / "feeds" / "real").iterdir()):
        for entry in feedparser.parse(path.read_bytes()).entries:
            title, summary = (re.sub(r"<[^>]*>", " ", entry.get(name, ""))[:600].strip() for name in ("title", "summary"))
            words = set(re.findall("[a-z]+", f"{title} {summary}".lower()))
            if title and len(words & _ENGLISH) > 1 + len(words & _DUTCH):
                found[title, summary] = None
    return list(found)


def _write_weeks(folder: Path, texts: Sequence[tuple[str, str]], mondays: Sequence[datetime]) -> None:
    """The weeks before *mondays*, in which every source of the replay brings `FOREIGN` of *texts*."""
    sources = sorted({item["source"] for path in WEEKS.glob("*.gz") for item in _items(path)})
    number = 0
    for monday in mondays:
        lines = []
        for source in sources:
            for _ in range(FOREIGN):
                title, summary = texts[number % len(texts)]
                number += 1
                moment = monday - timedelta(days=1 + number % 6, minutes=number)
                link = f"https://{source}.example/foreign-{number}"
                item = {"source": source, "title": title, "summary": summary, "link": link}
                lines.append(item | {"published": moment.isoformat()})
        with gzip.open(folder / f"{monday:%Y-%m-%d}.jsonl.gz", "wt", encoding="utf-8") as file:
            file.writelines(json.dumps(line) + "\n" for line in lines)


def _collect(folder: Path, weeks: Path, mondays: Sequence[datetime]) -> None:
    with _served(weeks) as base:
        with urllib.request.urlopen(f"{base}/sources.json") as listed:
            (folder / "sources.json").write_bytes(listed.read())
        for monday in mondays:
            moved = urllib.request.Request(f"{base}/clock", data=monday.isoformat().encode(), method="PUT")
            urllib.request.urlopen(moved).close()
            found = _call(folder, monday, "collect", "--json")
            print(f"{monday:%Y-%m-%d}: {found['new']} new signals", flush=True)
    print(f"judged: {_call(folder, mondays[-1], 'classify', '--json')}", flush=True)


@contextmanager
def _served(weeks: Path) -> Iterator[str]:
    command = [sys.executable, SERVER, "--window", "2000", "--port", "0", "--weeks", weeks]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            yield server.stdout.readline().strip().removesuffix("/sources.json")
        finally:
            server.terminate()


def _call(folder: Path, monday: datetime, *arguments: str) -> Any:
    command = [Path(sys.executable).with_name("windwijzer"), "--home", folder, "--sources", folder / "sources.json"]
    settings = {"WINDWIJZER_ALLOW_NETWORKS": "127.0.0.0/8", "WINDWIJZER_DOMAIN_GAP": "0", "PATH": "/usr/bin:/bin"}
    ran = subprocess.run(
        [*command, "--now", monday.isoformat(), *arguments], capture_output=True, text=True, check=False, env=settings
    )
    if not ran.stdout:
        raise SystemExit(ran.stderr)
    return json.loads(ran.stdout)


def _told(folder: Path, monday: datetime) -> str:
    found = _call(folder, monday, "model", "drift", "--json")
    shares = ", ".join(f"{one['measure']} {100 * one['share']:.1f} %" for one in found["compared"][:3])
    print(f"{monday:%Y-%m-%d}: {found['state']}; {shares}; {'; '.join(found['reasons'][:2])}", flush=True)
    return str(found["state"])


def _shares(folder: Path, foreign: Sequence[tuple[str, str]]) -> None:
    taxonomy = load_taxonomy()
    desk = Desk(folder / "models", taxonomy)
    model, assessor = desk.used(), desk.assessor()
    assert model.usual is not None
    known = model.features.words_.vocabulary_.__contains__
    kinds = {one["id"]: one["kind"] for one in json.loads((folder / "sources.json").read_text(encoding="utf-8"))}

    def counted(texts: Sequence[Text]) -> tuple[np.ndarray, np.ndarray]:
        judged = assessor.judge(texts, because=False)
        decisions = [{v.label: v.decision for v in (*trends, *directions)} for trends, directions in judged]
        found = tally(texts, decisions, model.labels, known)
        return found.seen, found.of

    cells: dict[tuple[str, str], list[Text]] = defaultdict(list)
    for path in sorted(WEEKS.glob("*.gz"))[-LOOKED_AT:]:
        for item in _items(path):
            cells[path.name[:8], item["source"]].append(Text(item["title"], item["summary"], "nl"))
    texts = [text for here in cells.values() for text in here]
    cell = np.repeat(np.arange(len(cells)), [len(here) for here in cells.values()])
    real = counted(texts)
    turned = counted([Text(codecs.encode(t.title, "rot13"), codecs.encode(t.summary, "rot13"), "nl") for t in texts])
    other_words = counted([Text(title, summary, "nl") for title, summary in foreign])
    dice = np.random.default_rng(0)
    pick = dice.integers(0, len(foreign), len(texts))
    others = {"English": tuple(part[pick] for part in other_words), "turned letters": turned}
    order = dice.random(len(texts))
    for name, other in others.items():
        for share in SHARES:
            seen, of = (np.where((order < share)[:, None], new, old) for new, old in zip(other, real, strict=True))
            brought = [
                Brought(week, source, kinds[source], len(here), *(tuple(p[cell == n].sum(axis=0).tolist()) for p in (seen, of)))
                for n, ((week, source), here) in enumerate(cells.items())
            ]
            found = drift(model.usual, measures(model.labels), brought)
            print(f"{name}, {share:.0%} of the texts: {found.state}; {'; '.join(found.reasons[:2])}", flush=True)


def _items(path: Path) -> Iterator[dict[str, Any]]:
    return map(json.loads, gzip.decompress(path.read_bytes()).decode("utf-8").rstrip("\n").split("\n"))


if __name__ == "__main__":
    sys.exit(main())
