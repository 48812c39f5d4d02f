from pathlib import Path
from typing import Any

import pytest
import yaml

from classifiers.taxonomy import load_taxonomy
from pipeline.core.errors import ConfigurationError
from pipeline.core.taxonomy import Taxonomy
from tests.classifiers.crafted import SMALL


def _written(folder: Path, **changes: Any) -> Path:
    found = yaml.safe_load((SMALL / "taxonomy.yaml").read_text(encoding="utf-8")) | changes
    path = folder / "taxonomy.yaml"
    path.write_text(yaml.safe_dump(found, allow_unicode=True), encoding="utf-8")
    return path


TREND = {"id": "a", "names": {"nl": "A"}, "meaning": "a"}
DIRECTION = {"id": "d", "number": 1, "question": "bereik", "names": {"nl": "D"}, "meaning": "d"}


def test_the_shipped_taxonomy_has_the_parts_of_the_study(taxonomy: Taxonomy) -> None:
    """Six trends, eight directions numbered one to eight, three questions that each have some, ten kinds."""
    assert (len(taxonomy.trends), len(taxonomy.directions), len(taxonomy.questions), len(taxonomy.kinds)) == (6, 8, 3, 10)
    assert [d.number for d in taxonomy.directions] == list(range(1, 9))
    assert sum(len(taxonomy.directions_of(q.id)) for q in taxonomy.questions) == 8
    assert all(taxonomy.directions_of(q.id) for q in taxonomy.questions)
    assert len({*taxonomy.labels, *(q.id for q in taxonomy.questions), *(k.id for k in taxonomy.kinds)}) == 27


def test_every_name_of_the_shipped_taxonomy_is_there_in_two_languages(taxonomy: Taxonomy) -> None:
    """Dutch and English, none of them empty."""
    names = [
        *(t.names for t in taxonomy.trends),
        *(d.names for d in taxonomy.directions),
        *(q.names for q in taxonomy.questions),
        *(q.short for q in taxonomy.questions),
        *(k.names for k in taxonomy.kinds),
    ]
    for named in names:
        assert set(named) == {"nl", "en"}
        assert all(name.strip() for name in named.values())


def test_another_organisation_may_bring_its_own(library: Taxonomy) -> None:
    """The labels are those of the file, trends first."""
    assert library.labels == ("stilte", "zelf-maken", "langer-open", "boek-aan-huis")
    assert library.version == "0.3"
    assert library.kinds[0].study == "lezen"


def test_other_words_for_the_same_labels_keep_a_model_valid(tmp_path: Path, library: Taxonomy) -> None:
    """The fingerprint is of ids: titles, meanings, versions, questions and kinds may change."""
    found = yaml.safe_load((SMALL / "taxonomy.yaml").read_text(encoding="utf-8"))
    found["trends"][0] |= {"names": {"nl": "Rust"}, "meaning": "Anders gezegd."}
    path = _written(tmp_path, version="9", trends=found["trends"], kinds=[])
    assert load_taxonomy(path).fingerprint == library.fingerprint


def test_another_order_of_labels_is_another_taxonomy(tmp_path: Path, library: Taxonomy) -> None:
    """A model's columns stand in the order of the labels."""
    found = yaml.safe_load((SMALL / "taxonomy.yaml").read_text(encoding="utf-8"))
    assert load_taxonomy(_written(tmp_path, trends=found["trends"][::-1])).fingerprint != library.fingerprint
    assert load_taxonomy(_written(tmp_path, trends=[*found["trends"], TREND])).fingerprint != library.fingerprint


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"trends": [{"id": "a", "names": {"nl": "A"}}]}, r"trends, entry 1: .*'meaning'"),
        ({"trends": [TREND, "b"]}, "trends, entry 2"),
        ({"trends": [TREND, None]}, "trends, entry 2"),
        ({"trends": [TREND | {"id": 5}]}, r"trends, entry 1: .*'id'"),
        ({"trends": [TREND | {"id": ["a"]}]}, r"trends, entry 1: .*'id'"),
        ({"trends": [TREND | {"id": ""}]}, r"trends, entry 1: .*'id'"),
        ({"trends": [TREND | {"names": "A"}]}, r"trends, entry 1: .*'names'"),
        ({"trends": [TREND | {"names": {"en": "A"}}]}, r"trends, entry 1: .*'names'.*nl"),
        ({"trends": {"a": "b"}}, "trends: must be a list"),
        ({"trends": 5}, "trends: must be a list"),
        ({"trends": []}, "at least one trend"),
        ({"directions": None}, "at least one trend, one question and one direction"),
        ({"questions": []}, "at least one trend, one question and one direction"),
        ({"directions": [DIRECTION | {"number": "one"}]}, r"directions, entry 1: .*'number'"),
        ({"directions": [DIRECTION | {"question": "waarom"}]}, "direction d: there is no question 'waarom'"),
        ({"directions": [DIRECTION | {"question": ["bereik"]}]}, r"directions, entry 1: .*'question'"),
        ({"directions": [DIRECTION | {"id": "stilte"}]}, "uses an id twice"),
        ({"trends": [TREND, TREND]}, "uses an id twice"),
        ({"questions": [{"id": "bereik", "names": {"nl": "B"}}]}, r"questions, entry 1: .*'short'"),
        ({"kinds": [{"id": "blad", "names": {"nl": "B"}}]}, r"kinds, entry 1: .*'study'"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, changes: dict[str, Any], named: str) -> None:
    """A complaint says which part, which entry and which field."""
    with pytest.raises(ConfigurationError, match=named):
        load_taxonomy(_written(tmp_path, **changes))


@pytest.mark.parametrize("written", [b"trends: [", b"- a\n- b\n", b"", b"\xff\xfe", b"tekst"])
def test_a_file_that_is_no_taxonomy_is_refused_in_one_line(tmp_path: Path, written: bytes) -> None:
    """Broken YAML, a list, nothing, and bytes that are no text: the file is named."""
    path = tmp_path / "taxonomy.yaml"
    path.write_bytes(written)
    with pytest.raises(ConfigurationError, match=r"taxonomy\.yaml") as caught:
        load_taxonomy(path)
    assert "\n" not in str(caught.value)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    """The path is named."""
    with pytest.raises(ConfigurationError, match=r"nowhere\.yaml"):
        load_taxonomy(tmp_path / "nowhere.yaml")
