"""The composition root: binds the stages to their tools. The only file that knows every room."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from classifiers.taxonomy import load_taxonomy
from db.open import Store, open_store
from pipeline.core.answers import FetchResult
from pipeline.core.errors import InputError
from pipeline.core.ledger import Event, EventKind, SourceLedger, Standing
from pipeline.core.model import Delivery, Edition, Entry, Source, Story
from pipeline.core.taxonomy import Taxonomy
from pipeline.core.weeks import Week
from pipeline.parallel import Map, Processes
from pipeline.press import Press
from pipeline.settings import Settings
from pipeline.sources.load import BY_HAND, load
from pipeline.stages.classify import classify
from pipeline.stages.collect import Collected, Fetcher, collect
from pipeline.stages.deliver import Mailer, deliver
from pipeline.stages.enter import enter
from pipeline.stages.progress import Progress, silent
from pipeline.stages.report import report
from pipeline.told import Told
from pipeline.watch.health import Health, health
from pipeline.watch.standing import Alarm, undone
from pipeline.web.ask import FetchLimits, FetchRequest
from pipeline.web.fetch import fetch
from pipeline.web.turns import Politeness

if TYPE_CHECKING:
    from classifiers.assess import Assessor
    from classifiers.examples import Example
    from classifiers.learn import Desk
    from reports.inputs import Inputs


@dataclass(frozen=True)
class App:
    """Windwijzer, opened. *now* is the moment at which everything in it happens."""

    settings: Settings
    store: Store
    taxonomy: Taxonomy
    now: datetime
    map_: Map = field(repr=False)

    def close(self) -> None:
        """Lets go of the store."""
        self.store.close()

    @cached_property
    def sources(self) -> tuple[Source, ...]:
        """The sources of the sources file."""
        return load(sources_path(self.settings), [kind.id for kind in self.taxonomy.kinds])

    @cached_property
    def desk(self) -> "Desk":
        """Where models are trained and kept. Loading it loads scikit-learn."""
        from classifiers.learn import Desk

        return Desk(self.settings.home / "models", self.taxonomy)

    @cached_property
    def judge(self) -> "Assessor":
        """The model in use; trained from the shipped corpus when there is none yet."""
        return self.desk.assessor()

    def collect(self, progress: Progress = silent, *, only: Collection[str] = (), due: bool = False) -> Collected:
        """Asks the sources and stores what is new: all of them, or *only* some, or those whose turn it is (*due*).

        InputError for a source that cannot be asked.
        """
        askable = {source.id for source in self.sources if source.enabled and source.url}
        if unknown := sorted(set(only) - askable):
            raise InputError(f"no such source to ask: {', '.join(unknown)}; see `windwijzer sources list`")

        def chosen(source: Source, standing: Standing) -> bool:
            turn = not due or standing.due is None or standing.due <= self.now
            return turn and (not only or source.id in only)

        s = self.settings
        return collect(
            self.sources,
            store=self.store,
            fetch=fetcher(s, self.now),
            map_=self.map_,
            now=self.now,
            zone=s.timezone,
            alarm=Alarm(s.alert_failures, timedelta(hours=s.alert_hours), timedelta(days=s.remind_days)),
            chosen=chosen,
            progress=progress,
        )

    def lessons(self) -> "tuple[Example, ...]":
        """What analysts corrected, as examples to learn from, in the order of weeks and ids."""
        from classifiers.lessons import examples_of

        signals = sorted(self.store.signals.spoken_of(), key=lambda signal: (signal.week, signal.id))
        return examples_of(signals, self.store.corrections.all(), self.taxonomy)

    def enter(self, entries: Sequence[Entry], source: str) -> SourceLedger:
        """Stores what people bring, under a source that they enter by hand. InputError when it is no such source."""
        found = self.by_hand(source)
        self.store.sources.save(self.sources, self.now)
        return enter(entries, found, store=self.store, now=self.now, zone=self.settings.timezone)

    def by_hand(self, source: str | None) -> Source:
        """The source for what people bring: the one named, else the only one. InputError with the remedy when there is none."""
        hand = {one.id: one for one in self.sources if one.kind == BY_HAND and one.enabled}
        if source is None and len(hand) == 1:
            return next(iter(hand.values()))
        if source in hand:
            return hand[source]
        listed = ", ".join(hand) or "there is none yet"
        raise InputError(f"name a source of kind {BY_HAND} with --source ({listed}); add one to the sources file if needed")

    def health(self) -> dict[str, Health]:
        """How each source of the sources file is doing, by id."""
        standings = self.store.standings.all()
        return {source.id: health(source, standings.get(source.id), self.now) for source in self.sources}

    def undo(self, source: str) -> tuple[str, ...]:
        """Takes back what was decided about a source by itself, and says what that was; () when there was nothing.

        InputError when there is no such source.
        """
        if source not in {one.id for one in self.sources}:
            raise InputError(f"no such source: {source}; see `windwijzer sources list`")
        standing, words = undone(self.store.standings.all().get(source, Standing(source)))
        if words:
            self.store.standings.decide(standing, Event(self.now, source, EventKind.UNDONE, "; ".join(words)))
        return words

    def classify(self, weeks: Sequence[Week] | None = None, progress: Progress = silent) -> int:
        """Judges what was not judged yet: in *weeks*, or else in every week that has no edition."""
        stored, closed = self.store.signals.present(), self.store.editions.weeks()
        weeks = [week for week in stored if (week not in closed if weeks is None else week in weeks)]
        if not weeks:
            return 0
        return classify(weeks, store=self.store, judge=self.judge, now=self.now, progress=progress)

    @property
    def told(self) -> Told:
        """Weeks as the model in use sees them."""
        return Told(self.store, self.taxonomy, self.desk.current() or "")

    @property
    def press(self) -> Press:
        """Where editions are made, with the model in use."""
        return Press(self.settings, self.store, self.taxonomy, self.desk.current() or "")

    def report(self, week: Week) -> Edition:
        """The edition of a week: the one issued, else a new one. Judges first what was not judged."""
        if self.store.editions.newest(week) is None and week < Week.of(self.now, self.settings.timezone):
            self.classify([week])
        from reports.inputs import freeze

        told, press = self.told, self.press

        def gather(week: Week, number: int, stories: Sequence[Story]) -> "Inputs":
            return press.gather(
                week,
                number,
                self.now,
                stories,
                opinions=told.opinions(week),
                outranked=told.assessments(week),
                history=told.history(week, self.classify),
                estimates=told.estimate(week, stories).estimates,
            )

        return report(
            week,
            store=self.store,
            group=told.group,
            follow=told.follow,
            gather=gather,
            draw=press.draw,
            freeze=freeze,
            thaw=press.thaw,
            now=self.now,
            zone=self.settings.timezone,
        )

    def revise(self, edition: Edition) -> Edition | None:
        """The edition that takes the place of *edition*, stored; None when nothing that decides it has changed.

        EditionError when what *edition* was made of is not kept.
        """
        from reports.inputs import freeze

        week = edition.week
        self.classify([week])
        told, press = self.told, self.press
        inputs = press.revise(
            edition,
            self.now,
            opinions=told.opinions(week),
            outranked=told.assessments(week),
            history=told.history(week, self.classify),
            estimates=told.estimate(week, told.told(week)).estimates,
        )
        if inputs is None:
            return None
        document = freeze(inputs)
        made = press.draw(press.thaw(document))
        if not self.store.editions.add(made, inputs.stories, document):
            return self.store.editions.newest(week)
        return made

    def deliver(self, edition: Edition) -> tuple[Delivery, ...]:
        """Hands an edition to every recipient that has not had it; without recipients, one .eml is made."""
        from reports.mailer import NOBODY

        recipients = self.settings.recipients or (NOBODY,)
        return deliver(edition, recipients, store=self.store, mailer=self._mailer(), now=self.now)

    def _mailer(self) -> Mailer:
        from reports.mailer import Outbox, SmtpServer

        s = self.settings
        if not s.smtp_host or not s.recipients:
            return Outbox(self.outbox, s.sender)
        password = s.smtp_password.get_secret_value()
        return SmtpServer(s.smtp_host, s.smtp_port, s.smtp_security, s.smtp_user, password, s.sender)

    @property
    def outbox(self) -> Path:
        """The folder for mails that no server takes."""
        return self.settings.home / "outbox"


def open_app(settings: Settings, now: datetime, map_: Map | None = None) -> App:
    """Windwijzer with its store open. Raises ConfigurationError or StoreError; close it when done."""
    taxonomy = load_taxonomy()
    store = open_store(settings.url)
    return App(settings, store, taxonomy, now, map_ or Processes(settings.workers))


def fetcher(settings: Settings, now: datetime) -> Fetcher:
    """The way to the web with its settings, at *now*."""

    def ask(requests: Sequence[FetchRequest], waits: Mapping[str, datetime] | None = None) -> Iterator[FetchResult]:
        limits = FetchLimits(politeness=Politeness(settings.domain_gap, settings.domain_parallel))
        allowed, contact = settings.allow_networks, settings.contact
        return fetch(requests, now=now, allowed=allowed, contact=contact, limits=limits, waits=waits)

    return ask


def sources_path(settings: Settings) -> Path:
    """The sources file in force: the one set, else ./sources.yaml, else the one that came with the program."""
    if settings.sources is not None:
        return settings.sources
    here = Path("sources.yaml")
    if here.exists():
        return here
    inside = Path(__file__).with_name("sources.yaml")
    return inside if inside.exists() else Path(__file__).parent.parent / "sources.yaml"
