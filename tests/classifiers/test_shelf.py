import json
import pickle
import shutil
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from classifiers import shelf as shelves
from classifiers.assess import Assessor
from classifiers.examples import Example, Text
from classifiers.lexicon import Concept, Lexicon
from classifiers.model import Model
from classifiers.shelf import Shelf
from classifiers.train import train
from pipeline.core.errors import ModelError
from pipeline.core.taxonomy import Taxonomy
from tests.classifiers.texts import TEXTS

REMEDY = "run `windwijzer model train`"
FILES = ("card.json", "words.json", "arrays.npz")


@pytest.fixture
def place(tmp_path: Path, library_model: Model) -> Path:
    """The folder of the library's model on a shelf in *tmp_path*."""
    Shelf(tmp_path).put(library_model)
    return tmp_path / library_model.card.fingerprint


def _got(place: Path, taxonomy: Taxonomy) -> Model:
    return Shelf(place.parent).get(place.name, taxonomy)


def test_a_model_from_the_shelf_judges_exactly_as_the_one_put_there(
    place: Path, library: Taxonomy, library_model: Model, library_examples: Sequence[Example]
) -> None:
    """Probabilities, decisions, bearings and reasons are equal, to the last bit; and so is the card."""
    texts = [e.text for e in library_examples] + [Text("", ""), Text("İ 🤖 naaimachine", "noise", "en")]
    loaded = _got(place, library)
    assert Assessor(loaded).judge(texts) == Assessor(library_model).judge(texts)
    assert loaded.card == library_model.card
    assert loaded.usual == library_model.usual
    assert loaded.usual is not None


def test_a_model_that_does_not_say_what_it_learned_from_is_a_model(
    tmp_path: Path, library: Taxonomy, library_model: Model
) -> None:
    """One that an earlier program kept lacks that part of its card."""
    Shelf(tmp_path).put(replace(library_model, usual=None))
    place = tmp_path / library_model.card.fingerprint
    card = json.loads((place / "card.json").read_text(encoding="utf-8"))
    del card["usual"], card["seal"]
    card["seal"] = shelves._seal(card, (place / "words.json").read_bytes(), (place / "arrays.npz").read_bytes())
    (place / "card.json").write_text(json.dumps(card), encoding="utf-8")
    assert _got(place, library).usual is None


def test_the_shipped_model_judges_alike_from_the_shelf(tmp_path: Path, assessor: Assessor, taxonomy: Taxonomy) -> None:
    """The same for the model that everybody gets."""
    Shelf(tmp_path).put(assessor._model)
    loaded = Assessor(Shelf(tmp_path).get(assessor.model, taxonomy))
    assert loaded.model == assessor.model
    assert loaded.judge(TEXTS) == assessor.judge(TEXTS)


def test_nothing_on_the_shelf_is_a_program(place: Path) -> None:
    """JSON and plain arrays: no pickle, no object arrays."""
    assert {p.name for p in place.iterdir()} == set(FILES)
    with np.load(place / "arrays.npz", allow_pickle=False) as arrays:
        assert len(arrays.files) == 10
        assert all(arrays[name].dtype.kind == "f" for name in arrays.files)
    for name in FILES[:2]:
        json.loads((place / name).read_text(encoding="utf-8"))
    for path in place.iterdir():
        with pytest.raises(pickle.UnpicklingError):
            pickle.loads(path.read_bytes())


class _Program:
    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Callable[[Path], None], tuple[Path]]:
        return Path.touch, (self.path,)


def test_a_program_put_on_the_shelf_is_not_run(tmp_path: Path, place: Path, library: Taxonomy) -> None:
    """Even under a seal that fits: an array of objects is damage."""
    with (place / "arrays.npz").open("wb") as file:
        np.savez(file, weights=np.array([_Program(tmp_path / "ran")], dtype=object))
    card = json.loads((place / "card.json").read_text(encoding="utf-8"))
    del card["seal"]
    card["seal"] = shelves._seal(card, (place / "words.json").read_bytes(), (place / "arrays.npz").read_bytes())
    (place / "card.json").write_text(json.dumps(card), encoding="utf-8")
    with pytest.raises(ModelError, match=REMEDY):
        _got(place, library)
    assert not (tmp_path / "ran").exists()


def test_an_empty_shelf_has_no_model(tmp_path: Path, library: Taxonomy) -> None:
    """None in use; asking for one names the remedy."""
    shelf = Shelf(tmp_path / "none")
    assert shelf.current() is None
    with pytest.raises(ModelError, match=REMEDY):
        shelf.get("0123456789ab", library)


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("harm", ["gone", "empty", "half", "noise", "folder"])
def test_a_damaged_model_names_the_remedy(place: Path, library: Taxonomy, name: str, harm: str) -> None:
    """A file gone, cut short, or full of something else."""
    path = place / name
    whole = path.read_bytes()
    path.unlink()
    if harm == "folder":
        path.mkdir()
    elif harm != "gone":
        path.write_bytes({"empty": b"", "half": whole[: len(whole) // 2], "noise": bytes(range(256)) * 4}[harm])
    with pytest.raises(ModelError, match=REMEDY) as caught:
        _got(place, library)
    assert str(place) in str(caught.value)


@settings(deadline=None, max_examples=100, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.sampled_from(FILES[1:]), where=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
def test_one_flipped_bit_is_noticed(place: Path, library: Taxonomy, name: str, where: float, bit: int) -> None:
    """Wherever it is: a model is whole or it is refused."""
    path = place / name
    whole = path.read_bytes()
    harmed = bytearray(whole)
    harmed[int(where * len(whole))] ^= 1 << bit
    path.write_bytes(harmed)
    try:
        with pytest.raises(ModelError, match=REMEDY):
            _got(place, library)
    finally:
        path.write_bytes(whole)
    assert _got(place, library).card.fingerprint == place.name


@pytest.mark.parametrize(
    "change",
    [{"gate_at": 0.9}, {"trends": ["stilte"]}, {"fingerprint": "0"}, {"seal": None}, {"format": None}, {"concept_weight": 9}],
)
def test_a_card_that_was_changed_is_refused(place: Path, library: Taxonomy, change: dict[str, Any]) -> None:
    """What somebody writes into it, and what is missing."""
    card = json.loads((place / "card.json").read_text(encoding="utf-8"))
    (place / "card.json").write_text(json.dumps(card | change), encoding="utf-8")
    with pytest.raises(ModelError, match=REMEDY):
        _got(place, library)
    (place / "card.json").write_text(json.dumps({k: v for k, v in card.items() if k not in change}), encoding="utf-8")
    with pytest.raises(ModelError, match=REMEDY):
        _got(place, library)


@pytest.mark.parametrize("written", ["[]", "null", "5", '"card"', "{}"])
def test_a_card_that_is_none_is_refused(place: Path, library: Taxonomy, written: str) -> None:
    """Valid JSON is not enough."""
    (place / "card.json").write_text(written, encoding="utf-8")
    with pytest.raises(ModelError, match=REMEDY):
        _got(place, library)


def test_files_of_two_models_do_not_make_one(
    tmp_path: Path, place: Path, library: Taxonomy, library_examples: Sequence[Example], library_terms: Lexicon
) -> None:
    """Each sound by itself, but not together: they have the same shape, so only the seal can tell."""
    other = train(library_examples, library, library_terms, seed=1)
    Shelf(tmp_path).put(other)
    shutil.copy(tmp_path / other.card.fingerprint / "card.json", place / "card.json")
    with pytest.raises(ModelError, match=REMEDY):
        _got(place, library)


def test_a_model_of_another_taxonomy_is_refused(place: Path, taxonomy: Taxonomy) -> None:
    """Its labels mean nothing here."""
    with pytest.raises(ModelError, match=f"another taxonomy: {REMEDY}"):
        _got(place, taxonomy)


@pytest.mark.parametrize("number", [0, shelves.FORMAT + 1, "1"])
def test_a_model_of_another_format_is_refused(place: Path, library: Taxonomy, number: object) -> None:
    """A newer or older program wrote it: both formats are named."""
    card = json.loads((place / "card.json").read_text(encoding="utf-8"))
    (place / "card.json").write_text(json.dumps(card | {"format": number}), encoding="utf-8")
    with pytest.raises(ModelError, match=rf"format {number}, this program reads {shelves.FORMAT}: {REMEDY}"):
        _got(place, library)


def test_putting_a_model_again_mends_it(place: Path, library: Taxonomy, library_model: Model) -> None:
    """The remedy works: the same corpus gives the same fingerprint, and the damaged folder gives way."""
    for name in FILES:
        (place / name).write_bytes(b"")
    Shelf(place.parent).put(library_model)
    assert _got(place, library).card == library_model.card
    assert sorted(p.name for p in place.parent.iterdir()) == sorted([place.name, "current"])


def test_the_newest_is_in_use_and_older_ones_stay(
    place: Path, library: Taxonomy, library_model: Model, library_examples: Sequence[Example]
) -> None:
    """A model brings its own lexicon, so an older one goes on saying what it said."""
    other = train(library_examples, library, Lexicon([Concept("stilte", "t", ("stilte",))]))
    shelf = Shelf(place.parent)
    shelf.put(other)
    assert shelf.current() == other.card.fingerprint
    texts = [e.text for e in library_examples]
    assert Assessor(_got(place, library)).judge(texts) == Assessor(library_model).judge(texts)
    assert Assessor(shelf.get(other.card.fingerprint, library)).judge(texts) == Assessor(other).judge(texts)


def test_a_half_written_folder_is_nobodys_model(place: Path, library: Taxonomy, library_model: Model) -> None:
    """Another run may be at work in it, or was killed: it is never current, and nobody touches it."""
    left = place.parent / ".new-other"
    left.mkdir()
    (left / "words.json").write_text("{", encoding="utf-8")
    assert Shelf(place.parent).current() == place.name
    Shelf(place.parent).put(library_model)
    assert (left / "words.json").read_text(encoding="utf-8") == "{"
    assert _got(place, library).card == library_model.card


def test_a_disk_that_refuses_is_a_model_error(tmp_path: Path, library_model: Model) -> None:
    """A file where the shelf should be, or where the pointer should be a file."""
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(ModelError, match="cannot write the model"):
        Shelf(tmp_path / "file").put(library_model)
    (tmp_path / "shelf" / "current").mkdir(parents=True)
    with pytest.raises(ModelError, match="cannot write the model"):
        Shelf(tmp_path / "shelf").put(library_model)
    with pytest.raises(ModelError, match=f"cannot read .*current.*{REMEDY}"):
        Shelf(tmp_path / "shelf").current()


@pytest.mark.parametrize("written", [b"", b"\n", b"nothing\n"])
def test_a_pointer_to_nothing_names_the_remedy(place: Path, library: Taxonomy, written: bytes) -> None:
    """The file `current` is empty, or names a folder that is not there."""
    (place.parent / "current").write_bytes(written)
    current = Shelf(place.parent).current()
    assert current is not None
    with pytest.raises(ModelError, match=REMEDY):
        Shelf(place.parent).get(current, library)


def test_a_pointer_that_is_no_text_names_the_remedy(place: Path) -> None:
    """A power cut can leave anything."""
    (place.parent / "current").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ModelError, match=REMEDY):
        Shelf(place.parent).current()


def test_a_model_with_the_same_name_and_other_contents_replaces(place: Path, library: Taxonomy, library_model: Model) -> None:
    """Never a mixture of the two."""
    Shelf(place.parent).put(replace(library_model, gate_at=0.9))
    assert _got(place, library).gate_at == 0.9
