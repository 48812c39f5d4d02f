from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from pipeline.core.model import Signal, Story, WeekReason
from pipeline.core.weeks import Week
from pipeline.news.group import follow, group, regrouped

MONDAY = datetime(2026, 11, 16, 8, 0, tzinfo=UTC)
FLOOD = "De rivier de Lauwe steeg vannacht tot boven de kade van Dorphuizen en het waterschap sloot de keersluis bij het veer."
AGAIN = (
    "De kade van Dorphuizen staat nog onder water; het waterschap houdt de keersluis in de Lauwe dicht en legt zandzakken bij."
)


def signal(name: str, title: str, text: str = "", *, source: str = "meeuw", days: float = 0) -> Signal:
    """A signal *days* after Monday morning of week 47 of 2026."""
    moment = MONDAY + timedelta(days=days)
    return Signal(name, source, "", title, text, "nl", moment, moment, Week.of(moment), WeekReason.PUBLISHED)


def stories(*signals: Signal) -> tuple[Story, ...]:
    """Their stories."""
    return group(signals, {})


def names(goes_on: dict[str, str], found: Sequence[Story], earlier: Sequence[Story]) -> dict[str, str]:
    """What goes on with what, by the id of the oldest signal."""
    oldest = {story.id: story.signals[0].id for story in (*earlier, *found)}
    return {oldest[new]: oldest[old] for new, old in goes_on.items()}


def test_a_story_goes_on() -> None:
    """A story that was told last week is known again, though days lie between and the words are others; new ones are absent."""
    earlier = stories(
        signal("flood", "Kade van Dorphuizen onder water", FLOOD, days=5),
        signal("bakery", "Bakker Van Loo stopt ermee", "Na veertig jaar sluit de zaak in Zuidmeer.", days=4),
    )
    found = stories(
        signal("still", "Dorphuizen: kade nog onder water", AGAIN, source="uil", days=8),
        signal("concert", "Koor zingt in de Grote Kerk", "Op zondag klinkt het requiem.", days=9),
    )
    assert names(follow(found, earlier), found, earlier) == {"still": "flood"}


def test_several_go_on_with_the_likeliest() -> None:
    """Each story goes on with the earlier one it is most like; two may go on with the same."""
    earlier = stories(
        signal("flood", "Kade van Dorphuizen onder water", FLOOD, days=1),
        signal("sluice", "Nieuwe keersluis voor de Lauwe", "Het waterschap bouwt bij Dorphuizen een tweede keersluis.", days=6),
    )
    found = stories(
        signal("still", "Dorphuizen: kade nog onder water", AGAIN, source="uil", days=8),
        signal("again", "Kade van Dorphuizen onder water", FLOOD, source="kraai", days=13),
    )
    assert names(follow(found, earlier), found, earlier) == {"still": "flood", "again": "flood"}


def test_a_weekly_column_does_not_go_on() -> None:
    """What one source says every week under the same title or heading is not the same story; printed again at once it is."""
    film = "De filmpjes van deze week: een hond die danst, een kat die niest en een geit op een dak."
    earlier = stories(
        signal("a", "De leukste filmpjes van de week", film, days=4),
        signal(
            "b", "Tuinpraat: de dahlia gaat de grond uit", "Tuinman Bas Kok vertelt hoe de dahlia de winter doorkomt.", days=3
        ),
        signal("c", "Hond danst op de markt van Zuidmeer", film, source="uil", days=6),
    )
    found = stories(
        signal("a2", "De leukste filmpjes van de week", film, days=11),
        signal("b2", "Tuinpraat: de dahlia in de kelder", "Tuinman Bas Kok vertelt hoe de dahlia de winter doorkomt.", days=10),
        signal("c2", "Hond danst op de markt van Zuidmeer", film, source="uil", days=7),
    )
    assert names(follow(found, earlier), found, earlier) == {"c2": "c"}


def test_nothing_goes_on_with_nothing() -> None:
    """Without a week before, or without stories, nothing goes on."""
    some = stories(signal("flood", "Kade van Dorphuizen onder water", FLOOD))
    assert follow(some, ()) == {}
    assert follow((), some) == {}
    assert follow((), ()) == {}


def test_the_order_of_the_stories_does_not_matter() -> None:
    """The same stories give the same links in whatever order they come."""
    title = "Kade van Dorphuizen onder water"
    earlier = [stories(signal(f"e{n}", title, FLOOD, source=f"bron{n}", days=n / 50))[0] for n in range(200)]
    found = [stories(signal(f"f{n}", title, FLOOD, source=f"krant{n}", days=8 + n / 2))[0] for n in range(4)]
    assert follow(found, earlier)
    assert follow(found[::-1], earlier[::-1]) == follow(found, earlier)


def test_regrouped() -> None:
    """What is stored gives the same stories again, under the ids they have there; a signal of no story is left out."""
    signals = [
        signal("a", "Rivier stijgt, ziet lezer", FLOOD),
        signal("b", "Rivier stijgt snel, ziet lezer", FLOOD, source="uil", days=0.1),
        signal("c", "Bakker wint prijs", "Het brood van de bakker op de hoek is het beste van het dorp.", days=0.2),
        signal("d", "Brug open", "De brug over de vaart gaat maandag weer open voor verkeer.", days=0.3),
    ]
    found = stories(*signals[:3])
    members = {one.id: f"eerder-{story.id}" for story in found for one in story.signals}
    again = regrouped(reversed(signals), members, {})
    assert [replace(story, id=f"eerder-{story.id}") for story in found] == list(again)
