import logging
import shutil
from pathlib import Path

import pytest

from classifiers.assess import Assessor
from classifiers.examples import Text
from classifiers.learn import Desk
from classifiers.taxonomy import load_taxonomy
from pipeline.core.errors import ConfigurationError, InputError, ModelError
from pipeline.core.model import Decision, DirectionVerdict, Verdict
from pipeline.core.taxonomy import Bearing, Taxonomy
from tests.classifiers.crafted import CORPUS, SMALL, TERMS

TEXTS = [
    Text("Stiltekamer zonder geluid", "Lezers zoeken rust.", "nl"),
    Text("Boekenfiets stopt", "Er wordt niet meer aan huis bezorgd door de bibliotheek.", "nl"),
    Text("Fog at sea", "Ships wait.", "en"),
]


def _labels(assessor: Assessor, text: Text) -> list[str]:
    ((trends, directions),) = assessor.judge([text])
    verdicts: list[Verdict | DirectionVerdict] = [*trends, *directions]
    return [verdict.label for verdict in verdicts if verdict.decision is not Decision.NO]


def test_another_organisation_trains_its_own(tmp_path: Path, library: Taxonomy) -> None:
    """Its taxonomy, corpus and lexicon go in; its own labels come out, with bearings."""
    desk = Desk(tmp_path, library, corpus=CORPUS, terms=TERMS)
    assert desk.current() is None
    model = desk.learn()
    assert desk.current() == model.card.fingerprint
    assert model.labels == library.labels
    assessor = desk.assessor()
    assert [_labels(assessor, text) for text in TEXTS] == [["stilte"], ["boek-aan-huis"], []]
    ((_, directions),) = assessor.judge([TEXTS[1]])
    assert directions[1].bearing is Bearing.TEGEN


def test_a_label_more_can_be_learned_after_a_change_of_files(tmp_path: Path, library: Taxonomy) -> None:
    """Change taxonomy.yaml and the corpus, hear that the model is of another taxonomy, retrain: it knows the new label."""
    files = tmp_path / "files"
    shutil.copytree(SMALL, files)
    Desk(tmp_path / "models", library, corpus=files / "corpus", terms=files / "lexicon.yaml").learn()
    for path in (files / "taxonomy.yaml", *(files / "corpus").iterdir()):
        path.write_text(path.read_text(encoding="utf-8").replace("zelf-maken", "handwerk"), encoding="utf-8")
    changed = load_taxonomy(files / "taxonomy.yaml")
    desk = Desk(tmp_path / "models", changed, corpus=files / "corpus", terms=files / "lexicon.yaml")
    with pytest.raises(ModelError, match="another taxonomy: run `windwijzer model train`"):
        desk.assessor()
    desk.learn()
    assert _labels(desk.assessor(), Text("Naaimachine in de werkplaats", "Zelf maken.", "nl")) == ["handwerk"]


def test_the_first_assessor_trains_and_says_so(tmp_path: Path, library: Taxonomy, caplog: pytest.LogCaptureFixture) -> None:
    """Somebody who starts should not have to know about models; the next time it is there."""
    desk = Desk(tmp_path, library, corpus=CORPUS, terms=TERMS)
    with caplog.at_level(logging.INFO, "classifiers"):
        first = desk.assessor()
        assert [r.message for r in caplog.records if "making one" in r.message]
        caplog.clear()
        second = desk.assessor()
        assert not caplog.records
    assert first.model == second.model == desk.current()
    assert first.judge(TEXTS) == second.judge(TEXTS)


def test_a_model_in_use_needs_neither_corpus_nor_lexicon(tmp_path: Path, library: Taxonomy) -> None:
    """Changing the files changes nothing until somebody trains."""
    trained = Desk(tmp_path, library, corpus=CORPUS, terms=TERMS).assessor()
    later = Desk(tmp_path, library, corpus=tmp_path / "gone", terms=tmp_path / "gone.yaml").assessor()
    assert later.judge(TEXTS) == trained.judge(TEXTS)


def test_training_anew_mends_a_damaged_model(tmp_path: Path, library: Taxonomy) -> None:
    """What the error says to do helps, also when nothing else changed."""
    desk = Desk(tmp_path, library, corpus=CORPUS, terms=TERMS)
    model = desk.learn()
    (tmp_path / model.card.fingerprint / "arrays.npz").write_bytes(b"")
    with pytest.raises(ModelError, match="run `windwijzer model train`"):
        desk.assessor()
    assert desk.learn().card == model.card
    assert _labels(desk.assessor(), TEXTS[0]) == ["stilte"]


def test_a_bad_corpus_leaves_the_model_in_use(tmp_path: Path, library: Taxonomy) -> None:
    """The complaint names file and line, and the shelf stays as it was."""
    current = Desk(tmp_path / "models", library, corpus=CORPUS, terms=TERMS).learn().card.fingerprint
    corpus = tmp_path / "corpus"
    shutil.copytree(CORPUS, corpus)
    with (corpus / "nl.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"id": "nl-99", "title": "Half\n')
    desk = Desk(tmp_path / "models", library, corpus=corpus, terms=TERMS)
    with pytest.raises(InputError, match=r"nl\.jsonl, line 31"):
        desk.learn()
    (corpus / "nl.jsonl").unlink()
    (corpus / "en.jsonl").write_text('{"id": 1, "title": "One", "summary": ""}\n', encoding="utf-8")
    with pytest.raises(ModelError, match="the corpus has 0 examples"):
        desk.learn()
    with pytest.raises(ConfigurationError, match="cannot read the lexicon"):
        Desk(tmp_path / "models", library, corpus=CORPUS, terms=tmp_path / "none.yaml").learn()
    assert desk.current() == current


def test_progress_is_passed_on(tmp_path: Path, library: Taxonomy) -> None:
    """A step for each label and three more."""
    steps: list[str] = []
    Desk(tmp_path, library, corpus=CORPUS, terms=TERMS).learn(steps.append)
    assert len(steps) == len(library.labels) + 3
