"""From the raw inputs of a sample to what the network sees: features first, then the scaling."""

from __future__ import annotations

from dataclasses import dataclass

from mlpviz.data.errors import DataError
from mlpviz.data.features import feature_title, feature_values
from mlpviz.data.scaling import Scaling
from mlpviz.nn.network import Array


@dataclass(frozen=True)
class Pipeline:
    """names: of the raw inputs. features: see features.py, none for the raw inputs themselves. scaling: or None."""

    names: tuple[str, ...]
    features: tuple[str, ...] = ()
    scaling: Scaling | None = None

    @property
    def plain(self) -> bool:
        """Whether the raw inputs are what the network sees."""
        return not self.features and self.scaling is None

    @property
    def input_names(self) -> tuple[str, ...]:
        """What the network's inputs are called on screen: x², or x² (std) where it is standardised."""
        if self.plain:
            return self.names
        mark = "" if self.scaling is None else " (std)"
        return tuple(feature_title(feature) + mark for feature in self.features or self.names)

    def apply(self, raw: Array) -> Array:
        """The network's inputs, shape (n, inputs), for raw inputs of shape (n, raw inputs).

        Raises DataError where they do not fit the names, the features or the scaling.
        """
        if raw.shape[1] != len(self.names):
            raise DataError("", f"{len(self.names)} inputs have names, not {raw.shape[1]}: give each input one name")
        values = feature_values(self.features, self.names, raw) if self.features else raw
        if self.scaling is None:
            return values
        if len(self.scaling.means) != values.shape[1]:
            raise DataError(
                "scaling", f"is for {len(self.scaling.means)} inputs, not {values.shape[1]}: standardise again"
            )
        return self.scaling.apply(values)
