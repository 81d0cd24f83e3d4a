"""Names that nothing in a file binds: whoever asks for one gets a `NameError`."""

from __future__ import annotations

import builtins
from dataclasses import dataclass, field

_BINDING = frozenset({"exec", "eval", "globals", "locals", "vars", "__builtins__", "*"})
"""What may bind any name."""
_GIVEN = frozenset({"__file__", "__path__", "__annotations__", "__class__", "__module__", "__qualname__"})
_OF_SHELLS = frozenset({"get_ipython", "display", "In", "Out", "_", "spark", "sc", "dbutils"})
_OF_PYTHON_2 = frozenset({"basestring", "cmp", "long", "raw_input", "reduce", "unichr", "unicode", "xrange"})
_KNOWN = frozenset(dir(builtins)) | _GIVEN | _OF_SHELLS | _OF_PYTHON_2


@dataclass(slots=True)
class Names:
    """The names that a file asks for, and those that it binds somewhere."""

    loaded: set[str] = field(default_factory=set)
    bound: set[str] = field(default_factory=set)

    @property
    def unbound(self) -> frozenset[str]:
        """The names that cannot be there."""
        if not _BINDING.isdisjoint(self.loaded | self.bound):
            return frozenset()
        return frozenset(self.loaded - self.bound - _KNOWN)
