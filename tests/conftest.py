"""Fixtures that several rooms share."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from classifiers.assess import Assessor
from classifiers.learn import Desk
from classifiers.taxonomy import load_taxonomy
from pipeline.core.taxonomy import Taxonomy
from pipeline.demo.journey import Shown, show
from tests.postgres import NoPostgresError, postgres_server
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
    try:
        with postgres_server() as url:
            yield url
    except NoPostgresError as error:
        pytest.skip(f"needs PostgreSQL: {error}")
