from classifiers.memory import LONGEST, Memory


def _counting() -> tuple[Memory[str], list[str]]:
    """A memory of twice three words, and the words that it had to make."""
    made: list[str] = []

    def make(word: str) -> str:
        made.append(word)
        return word.upper()

    return Memory(make, most=3), made


def test_a_word_is_made_once() -> None:
    """And the same is given again."""
    memory, made = _counting()
    assert [memory[word] for word in "aba"] == ["A", "B", "A"]
    assert made == ["a", "b"]


def test_what_comes_often_stays() -> None:
    """A word that comes among many others is made once, however many they are."""
    memory, made = _counting()
    for word in "bcdefghijklmnopqrstuvwxyz":
        assert (memory["a"], memory[word]) == ("A", word.upper())
    assert made.count("a") == 1


def test_what_came_long_ago_is_made_again() -> None:
    """It was forgotten, and is the same."""
    memory, made = _counting()
    assert [memory[word] for word in "abcdefga"][-1] == "A"
    assert made == list("abcdefga")


def test_it_never_holds_more_than_twice_the_most() -> None:
    """However many words come."""
    memory, _ = _counting()
    held = []
    for number in range(100):
        assert memory[str(number)] == str(number)
        held.append(len(memory) + len(memory._before))
    assert max(held) == 6


def test_an_endless_word_is_not_kept() -> None:
    """What is known of it may be endless too."""
    memory, made = _counting()
    for length in (LONGEST, LONGEST + 1):
        assert memory["a" * length] == memory["a" * length] == "A" * length
    assert [len(word) for word in made] == [LONGEST, LONGEST + 1, LONGEST + 1]


def test_nothing_is_something_to_remember() -> None:
    """Of a word of which nothing is known, that is remembered."""
    made = []
    memory = Memory(lambda word: made.append(word) or b"", most=1)
    assert [memory[word] for word in "aaba"] == [b""] * 4
    assert made == ["a", "b"]
