from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.core.model import Source
from pipeline.sources.file import append, change
from pipeline.sources.load import load

KINDS = ("nieuws",)

_words = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\ufeff"), max_size=12).map(lambda s: s.strip())
_comment = st.text(st.characters(categories=("L", "N", "P", "Zs")), max_size=10).map(lambda s: f"# {s}")
_gap = st.lists(st.just("") | _comment, max_size=3)


@st.composite
def files(draw: st.DrawFn) -> str:
    """A small sources file in one of the many ways in which people write it."""
    end = draw(st.sampled_from(["\n", "\r\n"]))
    indent, pad = draw(st.sampled_from(["", "  "])), draw(st.sampled_from([1, 3]))
    lines = draw(_gap)
    for number in range(draw(st.integers(0, 4))):
        quote = draw(st.sampled_from(["", "'", '"']))
        fields = [f"id: e{number}", f"name: {quote}Naam {number}{quote}", f"url: {quote}https://e{number}.example/a{quote}"]
        fields += ["kind: nieuws", "lang: nl", *draw(st.lists(st.sampled_from(["enabled: false", "notes: x"]), unique=True))]
        fields = draw(st.permutations(fields))
        for place, one in enumerate(fields):
            dash = "-" + " " * pad if place == 0 else " " * (pad + 1)
            lines.append(indent + dash + one + draw(st.sampled_from(["", "  # aside"])))
        lines += draw(_gap)
    return draw(st.sampled_from(["", "\ufeff"])) + end.join(lines) + draw(st.sampled_from(["", end]))


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(files(), _words, _words, st.booleans())
def test_nothing_else_changes(tmp_path: Path, text: str, name: str, notes: str, enabled: bool) -> None:  # noqa: FBT001
    """Whatever the file: after adding, what was there begins it; after switching, the rest is there; all loads as meant."""
    path = tmp_path / "sources.yaml"
    path.write_bytes(text.encode())
    name = " ".join(name.split()) or "x"
    entry = Source("nieuw", name, "https://nieuw.example/", "nieuws", "nl", name, enabled=enabled, notes=notes)
    append(path, [entry], KINDS)
    added = path.read_bytes()
    assert added.startswith(text.encode())
    sources = load(path, KINDS)
    assert sources[-1] == entry
    for source in sources:
        assert change(path, source.id, "enabled", not source.enabled, KINDS)
    assert [source.enabled for source in load(path, KINDS)] == [not source.enabled for source in sources]
    kept = [line for line in added.splitlines() if b"enabled:" not in line]
    assert [line for line in path.read_bytes().splitlines() if b"enabled:" not in line] == kept
