"""One draw as an event: what may govern it, and whether the library refuses it."""

from __future__ import annotations

from dataclasses import replace

from repro_lint.catalog.schema import Role, Row
from repro_lint.resolve.domain.arguments import Arguments
from repro_lint.resolve.domain.choices import options
from repro_lint.resolve.domain.origins import origin_of
from repro_lint.resolve.domain.streams import DETERMINISM, STREAM_KEYS, TENSORFLOW, Origins, Place, Provenance
from repro_lint.resolve.domain.values import NONE, UNKNOWN, ExternalName, Known, Pending
from repro_lint.resolve.interpreter.api import Machine
from repro_lint.resolve.models import gates
from repro_lint.resolve.models.layers import Passed, origins_of, stream_key
from repro_lint.resolve.trace.events import Draw, Raises

_BY_OPS = ("tensorflow.", "keras.Model.")  # what draws by TensorFlow's own operations: `fit` shuffles with them


def refused(machine: Machine, row: Row, draw: Draw) -> Raises | Draw | None:
    """Under op determinism TensorFlow refuses to draw unseeded; what Keras layers draw is not asked."""
    if machine.state.streams is None or draw.own or not (draw.certain and row.name.startswith(_BY_OPS)):
        return None
    if any(origin.provenance is not Provenance.SEED for origin in machine.state.origins(DETERMINISM)):
        return None
    if row.role is Role.GENERATOR:
        return Raises(draw.place, row.name, "op determinism refuses a generator that nothing seeds", None, row.fix)
    if draw.key != TENSORFLOW or any(origin.provenance is not Provenance.NEVER for origin in draw.origins):
        return None
    return replace(draw, rule="invalid-seed")


def draw_events(
    machine: Machine,
    row: Row,
    bound: Passed,
    arguments: Arguments,
    place: Place,
    *,
    certain: bool,
) -> tuple[Draw, ...]:
    """One draw for each thing that may govern it: its own seed, or the stream."""
    value, span = bound.get(row.seed or "", (Known(row.seed_default), None))
    if row.seed and row.seed not in bound and row.streams and arguments.may_pass((row.seed,), row.parameters):
        value = UNKNOWN
    found: list[Draw] = []
    for option in options(value):
        key = stream_key(machine, row)
        source = option.source if isinstance(option, Known) else None
        base = Draw(place, row.name, row.rule, row.kind, key, frozenset(), False, certain, span, row.fix, source)
        if row.seed in bound and (reason := gates.refused(row, option)):
            machine.state.emit(Raises(place, row.name, reason, span, row.fix))
        elif option == NONE or not row.seed or isinstance(option, ExternalName):
            found += [drawn_from(base, origins_of(machine, key))] if row.streams else []
        else:
            number = option.value if isinstance(option, Known) and isinstance(option.value, int) else None
            origin = origin_of(option, place)
            if row.streams or origin.provenance in (Provenance.SEED, Provenance.UNSTABLE):
                found.append(replace(base, origins=frozenset({origin}), own=True, value=number))
    return tuple(found)


def waiting(draws: tuple[Draw, ...], methods: tuple[str, ...]) -> Pending:
    """Draws that happen when one of `methods` is called: what governs the streams is looked up there."""
    return Pending(tuple(draw if draw.own else replace(draw, origins=frozenset()) for draw in draws), methods)


def drawn_from(draw: Draw, origins: Origins) -> Draw:
    """The draw from a stream with these origins: it counts for the stream that lent that its state."""
    lenders = {origin.lender for origin in origins}
    lender = next(iter(lenders)) if len(lenders) == 1 else None
    return replace(draw, origins=origins, key=draw.key if lender is None else lender)


def reseed(machine: Machine, row: Row, draw: Draw) -> None:
    """Giving its own seed re-seeds global streams."""
    for stream in row.reseeds if draw.own else ():
        if stream in STREAM_KEYS:
            machine.state.set(STREAM_KEYS[stream], *draw.origins)


def escapes_as_draw(machine: Machine, ref: ExternalName, place: Place) -> None:
    """A function that draws is passed on (`map(random.random, …)`): it draws there."""
    row = machine.row(ref.name)
    if row is not None and row.role is Role.DRAW and row.rule == "unseeded-draw" and not row.methods:
        for draw in draw_events(machine, row, {}, Arguments(), place, certain=True):
            machine.state.emit(draw)
