import pytest

from pipeline.core.digest import DirectionBlock
from pipeline.core.findings import Comparison, Outcome


@pytest.mark.parametrize(("mee", "tegen", "raakt", "total"), [(0, 0, 0, 0), (3, 1, 2, 6), (0, 0, 4, 4)])
def test_total_of_a_direction(mee: int, tegen: int, raakt: int, total: int) -> None:
    """A direction's total is all its stories, whichever way they bear, told or only counted."""
    block = DirectionBlock(
        id="dijk",
        number=1,
        title="Dijk",
        mee=mee,
        tegen=tegen,
        raakt=raakt,
        stories=(),
        cards=(),
        mentions=(),
        more=total,
        quiet_weeks=0,
        comparison=Comparison(Outcome.UNKNOWN),
        against=Comparison(Outcome.UNKNOWN),
    )
    assert block.total == total
