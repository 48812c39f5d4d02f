"""Engines and transactions: what the database cannot do is told in one line, with a remedy and without a password."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from db.engine import make_engine, reading, told, writing
from db.open import Store, open_store
from pipeline.core.errors import ConfigurationError, StoreError
from tests.db.nouns import NOW, brought, ledger, signal


@pytest.mark.parametrize(
    ("url", "remedy"),
    [
        ("mysql://lezer:geheim@host/x", "must be SQLite or PostgreSQL"),
        ("geen adres", "write it as postgresql://"),
        ("", "write it as postgresql://"),
        ("postgresql://lezer:geheim@host:poort/x", "write it as postgresql://"),
        ("postgresql+onzin://lezer:geheim@host/x", "write it as postgresql://"),
        ("postgresql+pg8000://lezer:geheim@host/x", "extra \\[postgres\\]"),
        ("sqlite://", "needs a file"),
        ("sqlite:///:memory:", "needs a file"),
    ],
)
def test_url_that_is_not_understood(url: str, remedy: str) -> None:
    """Another database, a typo or no file at all is a mistake in the settings; no password is repeated."""
    with pytest.raises(ConfigurationError, match=remedy) as caught:
        make_engine(url)
    assert "geheim" not in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", ["met spatie", "één", "50%", "a#b", "a&b", "a:b@c"])
def test_folder_of_a_file_is_made(tmp_path: Path, name: str) -> None:
    """The folder need not exist, and may have an odd name."""
    open_store(f"sqlite:///{tmp_path}/{name}/diep/w.db").close()
    assert (tmp_path / name / "diep" / "w.db").is_file()


def test_folder_that_cannot_be_made(tmp_path: Path) -> None:
    """A file where a folder should be is told as such."""
    (tmp_path / "home").write_text("no folder")
    with pytest.raises(StoreError, match="cannot make the folder"):
        make_engine(f"sqlite:///{tmp_path}/home/diep/w.db")


def test_file_that_is_no_database(tmp_path: Path) -> None:
    """A damaged file is refused with the remedy, and stays as it is."""
    path = tmp_path / "w.db"
    path.write_bytes(b"a shopping list, not a database at all" * 40)
    with pytest.raises(StoreError, match="restore a backup"):
        open_store(f"sqlite:///{path}")
    assert path.read_bytes().startswith(b"a shopping list")


def test_folder_in_place_of_the_file(tmp_path: Path) -> None:
    """A database that cannot be opened says where to look."""
    with pytest.raises(StoreError, match="check that the folder exists"):
        open_store(f"sqlite:///{tmp_path}")


def test_server_that_is_not_there() -> None:
    """A server that does not listen is told in one line, with the address and without the password."""
    with pytest.raises(StoreError, match=r"127\.0\.0\.1:1/.*is the server running") as caught:
        open_store("postgresql://lezer:geheim@127.0.0.1:1/x")
    assert "geheim" not in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("said", "remedy"),
    [
        ("database is locked", "another process holds it"),
        ("attempt to write a readonly database", "make the file and its folder writable"),
        ("database or disk is full", "make room on the disk"),
        ("unable to open database file", "check that the folder exists"),
        ("database disk image is malformed", "restore a backup"),
        ("file is not a database", "restore a backup"),
    ],
)
def test_remedies(tmp_path: Path, said: str, remedy: str) -> None:
    """What SQLite can run into comes with what to do about it."""
    engine = make_engine(f"sqlite:///{tmp_path}/w.db")
    line = told(OperationalError("SELECT 1", {}, Exception(said)), engine)
    assert said in line
    assert remedy in line
    assert "SELECT" not in line


def test_what_has_no_remedy_is_told_as_it_is(tmp_path: Path) -> None:
    """An unknown complaint is one line without a remedy."""
    engine = make_engine(f"sqlite:///{tmp_path}/w.db")
    assert told(OperationalError("", {}, Exception("iets\n  vreemds")), engine).endswith("w.db: iets vreemds")


def test_writing_is_whole_or_not_at_all(store: Store) -> None:
    """An error inside a transaction undoes it, and an error of the caller comes out as it is."""

    def half() -> None:
        with writing(store.engine) as connection:
            connection.execute(text("DELETE FROM sources"))
            raise LookupError("halfway")

    with pytest.raises(LookupError, match="halfway"):
        half()
    assert set(store.sources.all()) == {"meeuw", "uil"}


def test_foreign_keys_are_kept(store: Store, run: int) -> None:
    """What refers to nothing is refused, on SQLite too, and nothing of it stays."""
    with pytest.raises(StoreError):
        store.collecting.add(run, [brought(ledger(), signal(source="spook"))], NOW)
    assert store.signals.weeks() == {}
    assert store.runs.ledger(run) == ()


def test_bad_statement_is_told_to_readers(store: Store) -> None:
    """A bad statement is a StoreError for readers too."""
    with pytest.raises(StoreError, match="nergens"), reading(store.engine) as connection:
        connection.execute(text("SELECT 1 FROM nergens"))


def test_writers_wait_for_each_other(store: Store) -> None:
    """Several writers at once all get their turn."""
    ready = Barrier(4)

    def write(kind: str) -> list[int]:
        ready.wait(20)
        return [store.runs.begin(kind, NOW) for _ in range(10)]

    with ThreadPoolExecutor(4) as pool:
        begun = [run for runs in pool.map(write, ["collect"] * 4) for run in runs]
    assert len(set(begun)) == 40


def test_reader_does_not_wait_for_a_writer(store: Store) -> None:
    """Reading goes on while somebody writes, and sees what was there before."""
    with writing(store.engine) as connection:
        connection.execute(text("UPDATE sources SET name = 'anders'"))
        assert store.sources.all()["uil"].name == "De uil"
    assert store.sources.all()["uil"].name == "anders"
