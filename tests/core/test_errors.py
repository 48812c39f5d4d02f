import pytest

from pipeline.core.errors import (
    ConfigurationError,
    DeliveryError,
    EditionError,
    InputError,
    ModelError,
    StoreError,
    WindwijzerError,
)


@pytest.mark.parametrize("kind", [InputError, ConfigurationError, StoreError, ModelError, EditionError, DeliveryError])
def test_one_tree(kind: type[WindwijzerError]) -> None:
    """Every error raised on purpose is caught as one, and its text is what was said."""
    with pytest.raises(WindwijzerError, match=r"^the vane is stuck; oil it$"):
        raise kind("the vane is stuck; oil it")


def test_configuration_is_input() -> None:
    """A wrong setting is a kind of wrong input, so that both give the same exit code."""
    assert issubclass(ConfigurationError, InputError)


@pytest.mark.parametrize("kind", [StoreError, ModelError, EditionError, DeliveryError])
def test_other_trouble_is_not_input(kind: type[WindwijzerError]) -> None:
    """What goes wrong with store, model, edition or delivery is nobody's typing error."""
    assert not issubclass(kind, InputError)
