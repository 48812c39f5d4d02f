"""Fixtures that several rooms share."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from classifiers.assess import Assessor
from classifiers.learn import Desk
from classifiers.taxonomy import load_taxonomy
from pipeline.core.taxonomy import Taxonomy
from pipeline.demo.journey import Shown, show
from tests.servers import FeedServer

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="session")
def taxonomy() -> Taxonomy:
    """The taxonomy that ships."""
    return load_taxonomy()


@pytest.fixture
def now() -> datetime:
    """A Monday morning."""
    return datetime(2026, 11, 23, 6, 0, tzinfo=UTC)


@pytest.fixture
def feed_server() -> Iterator[FeedServer]:
    """A real HTTP server on loopback whose answers a test sets."""
    with FeedServer() as server:
        yield server


@pytest.fixture(scope="session")
def shared() -> Path:
    """Real feeds, weeks and labels beside the project; a user's clone has none."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("needs the real feeds of ../shared, which are not part of the project")
    return folder


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Shown:
    """The demo, run once for all tests; its home is the folder around `outbox`."""
    return show(tmp_path_factory.mktemp("demo"))


@pytest.fixture(scope="session")
def models(demo: Shown) -> Path:
    """The folder with the model that the shipped corpus gives, trained once for all tests."""
    return demo.outbox.parent / "models"


@pytest.fixture(scope="session")
def assessor(models: Path, taxonomy: Taxonomy) -> Assessor:
    """The model that the shipped corpus gives."""
    return Desk(models, taxonomy).assessor()


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The URL of an empty PostgreSQL database: TEST_POSTGRES_URL, else a server of our own; skipped without either."""
    if given := os.environ.get("TEST_POSTGRES_URL"):
        yield given
        return
    programs = [_postgres_program(name) for name in ("initdb", "postgres")]
    if None in programs:
        pytest.skip("needs PostgreSQL: no initdb and postgres found, and TEST_POSTGRES_URL is not set")
    initdb, postgres = (str(path) for path in programs)
    folder = Path(tempfile.mkdtemp(prefix="windwijzer-postgres-"))
    # PostgreSQL refuses to run as root
    user = "postgres" if os.geteuid() == 0 else None
    if user:
        account = pwd.getpwnam(user)
        os.chown(folder, account.pw_uid, account.pw_gid)
    port = _free_port()
    options = ["-D", f"{folder}/db", "-p", str(port), "-k", str(folder), "-c", "fsync=off", "-c", "listen_addresses=127.0.0.1"]
    make = [initdb, "-D", f"{folder}/db", "-U", "windwijzer", "-A", "trust", "-E", "UTF8", "--locale=C"]
    subprocess.run(
        make, check=True, capture_output=True, env={"PATH": os.environ["PATH"], "LC_ALL": "C"}, user=user, cwd=folder
    )
    log = (folder / "log").open("wb")
    with log, subprocess.Popen([postgres, *options], stdout=log, stderr=log, user=user, cwd=folder) as server:
        try:
            _wait_for(port)
            yield f"postgresql://windwijzer@127.0.0.1:{port}/postgres"
        finally:
            server.terminate()
            server.wait(timeout=20)
            shutil.rmtree(folder, ignore_errors=True)


def _postgres_program(name: str) -> Path | None:
    found = shutil.which(name)
    places = [Path(found)] if found else sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True)
    return places[0] if places else None


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int) -> None:
    for _ in range(200):
        try:
            psycopg.connect(f"postgresql://windwijzer@127.0.0.1:{port}/postgres", connect_timeout=2).close()
        except psycopg.OperationalError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError("PostgreSQL did not start within twenty seconds")
