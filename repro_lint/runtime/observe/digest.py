"""Short digests of values, equal exactly when the bits are; reads what is given and changes nothing."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from hashlib import blake2b
from typing import Any

WHOLE = 1 << 24
"""Arrays of more bytes than this (16 MiB) are hashed by an even sample of that many: time stays bounded."""
DEEPEST = 8
SAMPLE = 64
LONGEST = 100_000


def digest(value: Any) -> str:
    """Sixteen hexadecimal digits over numbers, text, arrays, tensors, data frames, estimators and nests of these."""
    hasher = blake2b(digest_size=8)
    _feed(hasher, value, 0)
    return hasher.hexdigest()


def as_array(value: Any) -> Any:
    """The value as a NumPy array if it is one or a concrete tensor of some library, else None."""
    numpy = sys.modules.get("numpy")
    if numpy is None or isinstance(value, numpy.ndarray):
        return value if numpy else None
    if not callable(getattr(value, "numpy", None)):
        return None
    try:
        # A tensor of PyTorch that takes part in a gradient, or lies on another device, gives no array itself.
        value = value.detach().cpu() if hasattr(value, "detach") else value
        return numpy.asarray(value.numpy())
    except (AttributeError, NotImplementedError, RuntimeError, TypeError, ValueError):
        return None  # symbolic, deleted or not initialised: there is no value to look at


def sample(array: Any) -> list[float]:
    """At most 64 evenly spaced numbers of a float array: enough to tell how far two runs are apart."""
    if array.dtype.kind != "f" or not array.size:
        return []
    step = -(-array.size // SAMPLE)
    return [float(number) for number in array.reshape(-1)[::step]]


def _feed(hasher: Any, value: Any, depth: int) -> None:
    hasher.update(type(value).__name__.encode())
    if depth > DEEPEST:
        return
    if value is None or isinstance(value, (str, bytes, int, float, complex, bool)):
        hasher.update(value if isinstance(value, bytes) else repr(value).encode("utf-8", "surrogatepass"))
        return
    array = as_array(value)
    if array is not None:
        _feed_array(hasher, array, depth)
    else:
        _feed_parts(hasher, _parts(value), depth)


def _feed_parts(hasher: Any, parts: Iterable[Any], depth: int) -> None:
    for number, part in enumerate(parts):
        if number == LONGEST:
            return
        _feed(hasher, part, depth + 1)


def _feed_array(hasher: Any, array: Any, depth: int) -> None:
    hasher.update(f"{array.dtype}{array.shape}".encode())
    if array.dtype.names:  # by field: the padding between fields is not initialised
        for name in array.dtype.names:
            _feed_array(hasher, array[name], depth)
    elif array.dtype.hasobject:
        _feed_parts(hasher, array.reshape(-1)[:LONGEST], depth)
    else:
        flat = array.reshape(-1)
        step = -(-array.nbytes // WHOLE) or 1
        hasher.update(flat[::step].tobytes())


def _parts(value: Any) -> Iterable[Any]:
    if isinstance(value, Mapping):
        return [part for pair in sorted(value.items(), key=lambda item: str(item[0])) for part in pair]
    if isinstance(value, (set, frozenset)):
        return sorted(digest(part) for part in value)
    return value if isinstance(value, (list, tuple)) else _parts_of_object(value)


def _parts_of_object(value: Any) -> Iterable[Any]:
    if hasattr(value, "indptr") and hasattr(value, "indices"):
        return (value.data, value.indices, value.indptr)
    home = type(value).__module__
    if home.startswith("pandas."):
        return (_pandas_hashes(value),)
    if hasattr(value, "get_params") or home.startswith("sklearn."):
        return _fitted(value)
    return ()


def _pandas_hashes(value: Any) -> Any:
    pandas: Any = sys.modules["pandas"]
    try:
        return pandas.util.hash_pandas_object(value).to_numpy()
    except (TypeError, ValueError):
        return None


def _fitted(value: Any) -> list[Any]:
    """What a fit left behind: public attributes ending in `_`, without times; the state of compiled helpers."""
    state = getattr(value, "__dict__", None)
    if state is None:
        state = value.__getstate__() if hasattr(value, "__getstate__") else {}
    if not isinstance(state, Mapping):
        return []
    learned = hasattr(value, "get_params")
    names = [str(name) for name in state if not learned or (str(name).endswith("_") and str(name)[0] != "_")]
    kept = sorted(name for name in names if "time" not in name and "random_state" not in name)
    return [part for name in kept for part in (name, _without_times(state[name]))]


def _without_times(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: part for key, part in value.items() if "time" not in str(key)}
    return value
