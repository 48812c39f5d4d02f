from dataclasses import FrozenInstanceError, replace

import pytest

from pipeline.core.taxonomy import Bearing, Direction, Kind, Question, Taxonomy, Trend


def direction(name: str, number: int, question: str) -> Direction:
    """A direction of an invented taxonomy."""
    return Direction(id=name, number=number, names={"nl": name.title()}, question=question, meaning=f"meer {name}")


@pytest.fixture
def weather() -> Taxonomy:
    """A taxonomy about the weather, in which the directions of two questions alternate."""
    return Taxonomy(
        version="1",
        fingerprint="f00",
        trends=(Trend("nat", {"nl": "Nat"}, "het regent"), Trend("warm", {"nl": "Warm"}, "de zon schijnt")),
        questions=(Question("wie", {"nl": "Wie?"}, {"nl": "wie"}), Question("hoe", {"nl": "Hoe?"}, {"nl": "hoe"})),
        directions=(direction("dijk", 1, "hoe"), direction("buur", 2, "wie"), direction("dak", 3, "hoe")),
        kinds=(Kind("krant", {"nl": "Krant"}, "nieuws"),),
    )


def test_labels_are_trends_then_directions(weather: Taxonomy) -> None:
    """The labels are all trends and then all directions, in the order of the file; questions and kinds are none."""
    assert weather.labels == ("nat", "warm", "dijk", "buur", "dak")


def test_directions_of_a_question(weather: Taxonomy) -> None:
    """A question has its own directions, in their order, and an unknown question has none."""
    assert [d.id for d in weather.directions_of("hoe")] == ["dijk", "dak"]
    assert [d.id for d in weather.directions_of("wie")] == ["buur"]
    assert weather.directions_of("waarom") == ()


def test_every_direction_belongs_to_one_question(taxonomy: Taxonomy) -> None:
    """In the taxonomy that ships, the questions share out the directions without rest or double."""
    told = [d.id for question in taxonomy.questions for d in taxonomy.directions_of(question.id)]
    assert sorted(told) == sorted(d.id for d in taxonomy.directions)
    assert len(set(taxonomy.labels)) == len(taxonomy.labels)


def test_names_do_not_hinder_hashing(weather: Taxonomy) -> None:
    """A taxonomy is a value: hashable though its names are mappings, equal when all is equal, frozen."""
    assert hash(weather) == hash(replace(weather))
    assert weather == replace(weather)
    assert weather.trends[0] != replace(weather.trends[0], names={"nl": "Droog"})
    with pytest.raises(FrozenInstanceError):
        weather.version = "2"  # type: ignore[misc]


def test_bearings_are_written_as_words() -> None:
    """A bearing is its own word, as files and pages hold it, and no other word is one."""
    assert [str(b) for b in Bearing] == ["wind-mee", "wind-tegen", "raakt"]
    assert Bearing("wind-mee") is Bearing.MEE
    with pytest.raises(ValueError, match="windstil"):
        Bearing("windstil")
