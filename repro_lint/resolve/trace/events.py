"""What an abstract run reports: draws, seed calls, training, calls that raise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from repro_lint.catalog.schema import Kind
from repro_lint.facts.nodes import Span
from repro_lint.resolve.domain.streams import Key, Origins, Place, Source


@dataclass(frozen=True, slots=True)
class Draw:
    """A draw, and the origins of what governs it: of its own seed (`own`), or of the stream `key`.

    `key` is None for a generator that takes its state from the entropy of the system. `certain`: it is known that
    it draws. `argument` is the span of its seed argument, whose value comes from `source`; `fix` the form of an
    explicit seed, `value` its own seed. `repeated`: each turn of a loop draws.
    """

    place: Place
    api: str
    rule: str
    kind: Kind
    key: Key | None
    origins: Origins
    own: bool = False
    certain: bool = True
    argument: Span | None = None
    fix: str = ""
    source: Source | None = None
    value: int | None = None
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class Drawing:
    """What was made before draws here: an estimator at `fit`, a splitter at `split`."""

    place: Place
    api: str
    draws: tuple[Draw, ...]


@dataclass(frozen=True, slots=True)
class SeedCall:
    """A call that sets global streams, and to what. `values`: the constants it may pass, as written."""

    place: Place
    api: str
    keys: tuple[Key, ...]
    origins: Origins
    argument: Span | None
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Looped:
    """A loop that takes more than one turn; `place` is what each of them does."""

    place: Place


@dataclass(frozen=True, slots=True)
class Training:
    """TensorFlow is trained here. `steady`: by an optimizer that adds up sparse gradients in one order."""

    place: Place
    api: str
    gpu: Origins
    determinism: Origins
    legacy: Origins
    steady: bool = False


@dataclass(frozen=True, slots=True)
class CudaTraining:
    """PyTorch is trained here, on a GPU where one is in sight. A field holds the origins of the switch of its name."""

    place: Place
    api: str
    cuda: Origins
    gpu: Origins
    algorithms: Origins
    workspace: Origins
    benchmark: Origins


@dataclass(frozen=True, slots=True)
class Mode:
    """Layers work here as in training, or may: by `training=`, in code outside that gets a model. Else: not."""

    place: Place
    training: bool


@dataclass(frozen=True, slots=True)
class Raises:
    """A call that raises because of its seed. `argument` is the span of that, `valid` the form of one that does not."""

    place: Place
    api: str
    message: str
    argument: Span | None = None
    valid: str = ""


@dataclass(frozen=True, slots=True)
class Switch:
    """A determinism switch or a device choice: `what` names the key, `late`: the devices were initialised before."""

    place: Place
    api: str
    key: Key
    late: Origins
    hides: bool = False


@dataclass(frozen=True, slots=True)
class StateSaved:
    """The state of a stream is saved here, to be restored: it must be seeded before this, too."""

    place: Place
    origins: Origins


@dataclass(frozen=True, slots=True)
class Reset:
    """The generator made at `place` gets a fixed seed after it was made, or the layer other weights."""

    place: Place


@dataclass(frozen=True, slots=True)
class Used:
    """The generator or layer made at `place` is used as it was made."""

    place: Place


@dataclass(frozen=True, slots=True)
class Racing:
    """What is called from here runs on several threads. `itself`: the order of its results varies already.

    `advice`: what else than op determinism cures it, where the data decide whether it shows.
    """

    place: Place
    api: str
    determinism: Origins
    itself: bool = False
    advice: str = ""


@dataclass(frozen=True, slots=True)
class Unordered:
    """A random layer is applied: a draw whose stream is its own, but whose turn may vary."""

    place: Place
    api: str


@dataclass(frozen=True, slots=True)
class Varies:
    """An operation whose result varies although everything is seeded.

    `advice`: what to do about it; empty for what varies only in training by TensorFlow, without op determinism, and for
    what PyTorch has no deterministic algorithm for `on_cuda`.
    """

    place: Place
    api: str
    certain: bool = True
    advice: str = ""
    on_cuda: bool = False


@dataclass(frozen=True, slots=True)
class KeyReused:
    """A key that was used at `first` serves another draw."""

    place: Place
    api: str
    first: Place


@dataclass(frozen=True, slots=True)
class Shared:
    """A layer at `place` takes its weights from the initializer made at `source`."""

    place: Place
    source: Place
    api: str


@dataclass(frozen=True, slots=True)
class ModelMade:
    """A model is made, with weights of its own, where `model` says; it goes through the models `parts`."""

    place: Place
    model: Place
    parts: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class WeightsReplaced:
    """Weights of a model are replaced by others that were kept: all of them, or as many as there are (`partly`).

    `if_saved`: unless there are none yet.
    """

    place: Place
    model: Place
    if_saved: bool = False
    partly: bool = False


Event: TypeAlias = (
    Draw
    | Drawing
    | SeedCall
    | Looped
    | Training
    | CudaTraining
    | Mode
    | Raises
    | Switch
    | StateSaved
    | Racing
    | Reset
    | Used
    | Unordered
    | Varies
    | Shared
    | KeyReused
    | ModelMade
    | WeightsReplaced
)
