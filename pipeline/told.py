"""A week as it is told: its stories, what counts of them, and the weeks before it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from db.open import Store
from pipeline.core.estimates import Estimated
from pipeline.core.model import Assessment, Signal, Story, WeekCounts
from pipeline.core.taxonomy import Taxonomy
from pipeline.core.weeks import Week
from pipeline.news.group import follow, group, regrouped
from pipeline.stages.history import history
from pipeline.stages.review import outranked


@dataclass(frozen=True, slots=True)
class Told:
    """What the store knows of weeks, seen by one *model* (its fingerprint, "" when there is none yet)."""

    store: Store
    taxonomy: Taxonomy
    model: str

    def stories(self, week: Week) -> tuple[Story, ...]:
        """The stories of a week as its signals stand now."""
        return self.group(self.store.signals.of_week(week))

    def told(self, week: Week) -> tuple[Story, ...]:
        """The stories of a week as they were told, if they were."""
        signals, told = self.store.signals.of_week(week), self.store.stories.members(week)
        return regrouped(signals, told, self._publishers()) if told else self.group(signals)

    def group(self, signals: Sequence[Signal]) -> tuple[Story, ...]:
        """Signals as stories."""
        return group(signals, self._publishers())

    def follow(self, week: Week, stories: Sequence[Story]) -> dict[str, str]:
        """Which of *stories* go on with a story of the week before, and with which."""
        return follow(stories, self.told(week - 1))

    def opinions(self, week: Week) -> dict[str, Assessment]:
        """What the model thought of a week's signals by itself, by signal."""
        return self.store.assessments.of_week(week, self.model) if self.model else {}

    def assessments(self, week: Week) -> dict[str, Assessment]:
        """What counts of a week's signals, by signal: the opinion of the model, outranked by what people said."""
        return outranked(week, self.opinions(week), model=self.model, store=self.store, taxonomy=self.taxonomy)

    def estimate(self, week: Week, stories: Sequence[Story]) -> Estimated:
        """How many of a week's *stories* truly carry each label, from the samples that people checked."""
        # numpy and scipy are for those who ask
        from pipeline.stages.estimate import estimate

        return estimate(week, stories, store=self.store, taxonomy=self.taxonomy, model=self.model)

    def history(self, week: Week, judge: Callable[[Sequence[Week]], object]) -> tuple[WeekCounts, ...]:
        """The counts of the weeks before *week*; *judge* gives the model's opinion of weeks that it has not seen."""
        from reports.tally import tally

        return history(
            week,
            store=self.store,
            model=self.model,
            taxonomy=self.taxonomy.fingerprint,
            stories=self.told,
            judge=judge,
            assessments=self.assessments,
            tally=tally,
        )

    def _publishers(self) -> dict[str, str]:
        return {source.id: source.publisher for source in self.store.sources.all().values()}
