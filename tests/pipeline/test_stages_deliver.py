"""Delivering: one mail per reader, once, whatever the post says and whoever else is delivering."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from db.open import Store, open_store
from pipeline.core.errors import DeliveryError
from pipeline.core.model import Delivery, DeliveryState, Edition
from pipeline.stages.deliver import deliver
from tests.db.nouns import NOW, WEEK, edition

READERS = ("an@voorbeeld.nl", "bo@voorbeeld.nl", "cas@voorbeeld.nl")
SETTLED = [DeliveryState.SENT, DeliveryState.REFUSED, DeliveryState.UNKNOWN]


@dataclass
class Postman:
    """Says what *outcomes* holds for a reader, else that it was sent; remembers every attempt."""

    outcomes: dict[str, DeliveryState] = field(default_factory=dict)
    rung: list[tuple[str, int, str]] = field(default_factory=list)
    on_the_way: Callable[[str], None] = lambda _: None

    def message_id(self, given: Edition, recipient: str) -> str:
        """The same for the same edition and reader."""
        return f"<{given.week}.{given.number}.{recipient}>"

    def send(self, _edition: Edition, delivery: Delivery) -> tuple[DeliveryState, str]:
        """See the class."""
        assert delivery.state is DeliveryState.SENDING
        self.rung.append((delivery.recipient, delivery.attempts, delivery.message_id))
        self.on_the_way(delivery.recipient)
        state = self.outcomes.get(delivery.recipient, DeliveryState.SENT)
        return state, f"{state} it is"

    @property
    def visited(self) -> list[str]:
        """The readers at whose door it was, in order."""
        return [recipient for recipient, _, _ in self.rung]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A store with one edition."""
    opened = open_store(f"sqlite:///{tmp_path / 'windwijzer.db'}")
    opened.editions.add(edition(), [], b"")
    yield opened
    opened.close()


def send(store: Store, postman: Postman, *readers: str) -> dict[str, Delivery]:
    """One delivering run: each reader's delivery."""
    return {d.recipient: d for d in deliver(edition(), readers or READERS, store=store, mailer=postman, now=NOW)}


def test_every_reader_gets_one_mail(store: Store) -> None:
    """All are sent once, in order, each under its own message id; the run tells how many."""
    postman = Postman()
    found = send(store, postman)
    assert [(d.state, d.attempts, d.message) for d in found.values()] == [(DeliveryState.SENT, 1, "sent it is")] * 3
    assert postman.rung == [(r, 1, f"<2026-W47.1.{r}>") for r in READERS]
    (run,) = store.runs.latest()
    assert (run.kind, run.week, run.state, run.ledger["sent"], run.ledger["refused"]) == ("deliver", WEEK, "done", 3, 0)


@pytest.mark.parametrize("state", SETTLED)
def test_what_is_settled_is_left_alone(store: Store, state: DeliveryState) -> None:
    """Who had it, refused it or may have had it is not written to again, and a run with nothing to do is no run."""
    first = send(store, Postman({READERS[1]: state}))
    postman = Postman()
    assert send(store, postman) == first
    assert postman.rung == []
    assert first[READERS[1]].state is state
    assert len([run for run in store.runs.latest() if run.kind == "deliver"]) == 1
    assert store.runs.latest()[0].ledger[state.value] == (3 if state is DeliveryState.SENT else 1)


def test_what_may_be_tried_again_is(store: Store) -> None:
    """A server that said "later" is asked again in the next run under the same message id; the others are not."""
    later = Postman({READERS[1]: DeliveryState.PENDING})
    assert send(store, later)[READERS[1]].state is DeliveryState.PENDING
    assert send(store, later)[READERS[1]].attempts == 2
    postman = Postman()
    assert send(store, postman)[READERS[1]].state is DeliveryState.SENT
    assert postman.rung == [(READERS[1], 3, f"<2026-W47.1.{READERS[1]}>")]


@pytest.mark.parametrize("others", [(), ("dré@voorbeeld.nl",)])
def test_delivery_left_in_the_middle_is_not_sent_again(store: Store, others: tuple[str, ...]) -> None:
    """One that a crash left in `sending` may have arrived: it becomes unknown, with or without others to send."""
    planned = store.deliveries.plan(edition(), READERS[0], "<1@x.nl>", NOW)
    store.deliveries.claim(planned, NOW)
    postman = Postman()
    left = send(store, postman, READERS[0], *others)[READERS[0]]
    assert (left.state, left.attempts) == (DeliveryState.UNKNOWN, 1)
    assert "may have arrived" in left.message
    assert postman.visited == list(others)
    assert send(store, postman, READERS[0])[READERS[0]] == left


def test_crash_while_sending_is_seen_next_time(store: Store) -> None:
    """A run that dies at a reader's door is failed; that reader is unknown, the one after still gets the mail."""

    def dies(recipient: str) -> None:
        if recipient == READERS[1]:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        send(store, Postman(on_the_way=dies))
    assert store.runs.latest()[0].state == "failed"
    postman = Postman()
    found = send(store, postman)
    assert [found[r].state for r in READERS] == [DeliveryState.SENT, DeliveryState.UNKNOWN, DeliveryState.SENT]
    assert postman.visited == [READERS[2]]


def test_post_that_takes_nothing_stops_the_run_and_loses_nothing(store: Store) -> None:
    """When nothing can be handed over the run is failed with the words, and everyone still waits for the next."""

    def closed(_recipient: str) -> None:
        raise DeliveryError("the box is full")

    with pytest.raises(DeliveryError, match="the box is full"):
        send(store, Postman(on_the_way=closed))
    assert store.runs.latest()[0].state == "failed"
    waiting = store.deliveries.of_week(WEEK)
    assert {d.state for d in waiting} == {DeliveryState.PENDING}
    assert waiting[0].message == "the box is full"
    assert send(store, postman := Postman())[READERS[0]].state is DeliveryState.SENT
    assert postman.visited == list(READERS)


def test_other_run_at_the_same_time_sends_no_second_mail(store: Store) -> None:
    """While one run is at the first door another does the round: nobody gets two mails."""
    other = Postman()

    def meets(recipient: str) -> None:
        if recipient == READERS[0]:
            send(store, other)

    postman = Postman(on_the_way=meets)
    found = send(store, postman)
    assert sorted(postman.visited + other.visited) == list(READERS)
    assert set(found) == {READERS[0]}
    assert {d.state for d in store.deliveries.of_week(WEEK)} == {DeliveryState.SENT}


def test_reader_named_twice_gets_one_mail(store: Store) -> None:
    """A list with a double in it is no reason to write twice."""
    postman = Postman()
    send(store, postman, READERS[0], READERS[1], READERS[0])
    assert postman.visited == [READERS[0], READERS[1]]


def test_new_reader_gets_what_the_others_had(store: Store) -> None:
    """A reader who joins later gets the edition, and only that reader."""
    send(store, Postman())
    postman = Postman()
    send(store, postman, *READERS, "dré@voorbeeld.nl")
    assert postman.visited == ["dré@voorbeeld.nl"]


def test_nobody_to_send_to(store: Store) -> None:
    """No readers is no run."""
    assert deliver(edition(), (), store=store, mailer=Postman(), now=NOW) == ()
    assert store.runs.latest() == ()
