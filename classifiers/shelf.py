"""Models on disk: a folder each, JSON and plain arrays. Nothing in it can run as a program when it is read."""

import errno
import json
import tempfile
from dataclasses import asdict
from hashlib import blake2b
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np

from classifiers.features import PIECE_OPTIONS, WORD_OPTIONS, TextFeatures, fitted, terms_of
from classifiers.lexicon import Concept, Lexicon
from classifiers.model import Card, Linear, Model
from classifiers.usual import Usual
from pipeline.core.errors import ModelError
from pipeline.core.taxonomy import Taxonomy

FORMAT = 2
_CARD, _WORDS, _ARRAYS, _CURRENT = "card.json", "words.json", "arrays.npz", "current"


class Shelf:
    """The models kept in one folder; `current` names the one in use."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, model: Model) -> None:
        """Writes a model and makes it current, whole or not at all. ModelError when the disk refuses."""
        place = self._folder / model.card.fingerprint
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            # another run may be training the same model: each works in a folder of its own
            with tempfile.TemporaryDirectory(dir=self._folder, prefix=".new-", ignore_cleanup_errors=True) as work:
                made, pointer = Path(work) / "made", Path(work) / _CURRENT
                made.mkdir()
                write_model(made, model)
                if place.exists():  # it may be damaged, and training anew is the remedy
                    place.rename(Path(work) / "old")
                _rename_unless_there(made, place)
                pointer.write_text(model.card.fingerprint + "\n", encoding="utf-8")
                pointer.replace(self._folder / _CURRENT)
        except OSError as error:
            raise ModelError(f"cannot write the model to {place}: {error}") from error

    def current(self) -> str | None:
        """The fingerprint of the model in use; None when the shelf is empty."""
        try:
            return (self._folder / _CURRENT).read_text(encoding="utf-8").strip()
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError) as error:
            raise ModelError(f"cannot read {self._folder / _CURRENT} ({error}): run `windwijzer model train`") from error

    def get(self, fingerprint: str, taxonomy: Taxonomy) -> Model:
        """A model by its fingerprint. ModelError when it is missing, damaged, or of another taxonomy.

        A model brings the lexicon that it was trained with: a newer program does not change what an older model says.
        """
        model = read_model(self._folder / fingerprint)
        if model.card.taxonomy != taxonomy.fingerprint:
            raise ModelError(f"model {self._folder / fingerprint} is of another taxonomy: run `windwijzer model train`")
        return model


def read_model(place: Path, remedy: str = "run `windwijzer model train`") -> Model:
    """The model in a folder. ModelError, with the *remedy*, when it is missing, damaged or of another format."""
    try:
        card = json.loads((place / _CARD).read_text(encoding="utf-8"))
        if card["format"] != FORMAT:
            raise ModelError(f"model {place} has format {card['format']}, this program reads {FORMAT}: {remedy}")
        vocabularies, arrays = (place / _WORDS).read_bytes(), (place / _ARRAYS).read_bytes()
        if card.pop("seal") != _seal(card, vocabularies, arrays):
            raise ModelError(f"model {place} is damaged: {remedy}")
        with np.load(BytesIO(arrays), allow_pickle=False) as loaded:
            return _model(card, json.loads(vocabularies), dict(loaded))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(f"model {place} is missing or damaged ({error!r}): {remedy}") from error


def _rename_unless_there(made: Path, place: Path) -> None:
    """Puts *made* in its *place*; when another run put the same model there in the meantime, that one will do."""
    try:
        made.rename(place)
    except OSError as error:
        if error.errno not in {errno.EEXIST, errno.ENOTEMPTY}:
            raise


def write_model(place: Path, model: Model) -> None:
    """Writes the three files of *model* to the folder *place*."""
    card = asdict(model.card) | {
        "format": FORMAT,
        "trends": model.trends,
        "directions": model.directions,
        "gate_at": model.gate_at,
        "concept_weight": model.features.concept_weight,
        "usual": asdict(model.usual) if model.usual else None,
    }
    vocabularies = {
        "words": terms_of(model.features.words_),
        "pieces": terms_of(model.features.pieces_),
        "concepts": [[c.group, c.theme, *c.terms] for c in model.features.lexicon.concepts],
    }
    (place / _WORDS).write_text(json.dumps(vocabularies, ensure_ascii=False) + "\n", encoding="utf-8")
    with (place / _ARRAYS).open("wb") as file:
        np.savez_compressed(
            file,
            words_idf=_packed(model.features.words_.idf_),
            pieces_idf=_packed(model.features.pieces_.idf_),
            weights=_packed(model.scorer.weights),
            bias=model.scorer.bias,
            slope=model.slope,
            offset=model.offset,
            yes_at=model.yes_at,
            unsure_at=model.unsure_at,
            bearing_weights=_packed(model.bearer.weights),
            bearing_bias=model.bearer.bias,
        )
    card["seal"] = _seal(card, (place / _WORDS).read_bytes(), (place / _ARRAYS).read_bytes())
    (place / _CARD).write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")


def _seal(card: dict[str, Any], vocabularies: bytes, arrays: bytes) -> str:
    """Changes with anything in a model's folder."""
    digest = blake2b(json.dumps(card, sort_keys=True).encode(), digest_size=16)
    digest.update(vocabularies)
    digest.update(arrays)
    return digest.hexdigest()


def _packed(array: Any) -> Any:
    """In half precision where that loses nothing: what was rounded before stays half the size."""
    half = array.astype(np.float16)
    return half if np.array_equal(half, array) else array


def _model(card: dict[str, Any], vocabularies: dict[str, Any], arrays: dict[str, Any]) -> Model:
    lexicon = Lexicon(Concept(group, theme, tuple(terms)) for group, theme, *terms in vocabularies["concepts"])
    features = TextFeatures(lexicon, concept_weight=card["concept_weight"])
    features.take(
        fitted(vocabularies["words"], arrays["words_idf"].astype(np.float64), WORD_OPTIONS),
        fitted(vocabularies["pieces"], arrays["pieces_idf"].astype(np.float64), PIECE_OPTIONS),
    )
    names = Card.__dataclass_fields__
    return Model(
        card=Card(**{name: card[name] for name in names}),
        trends=tuple(card["trends"]),
        directions=tuple(card["directions"]),
        features=features,
        scorer=Linear(arrays["weights"].astype(np.float32), arrays["bias"]),
        slope=arrays["slope"],
        offset=arrays["offset"],
        yes_at=arrays["yes_at"],
        unsure_at=arrays["unsure_at"],
        gate_at=card["gate_at"],
        bearer=Linear(arrays["bearing_weights"].astype(np.float32), arrays["bearing_bias"]),
        # models made before it was kept are good models
        usual=Usual(**card["usual"]) if card.get("usual") else None,
    )
