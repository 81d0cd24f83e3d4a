"""Names and what they are bound to: assignments, functions, classes."""

from __future__ import annotations

from repro_lint.facts import model as ir
from repro_lint.facts import nodes
from repro_lint.resolve.domain.arguments import Arguments, Deferred, Lazy
from repro_lint.resolve.domain.choices import some
from repro_lint.resolve.domain.frames import Frame
from repro_lint.resolve.domain.lineage import lineage
from repro_lint.resolve.domain.operators import with_item
from repro_lint.resolve.domain.streams import Place
from repro_lint.resolve.domain.values import (
    GROWN,
    MAX_ITEMS,
    UNKNOWN,
    Bound,
    Class,
    ExternalName,
    Func,
    Instance,
    Known,
    LibraryObject,
    Mapping,
    ModuleValue,
    Sequence,
    Unknown,
    Value,
)
from repro_lint.resolve.interpreter.aliases import alias, is_mutable
from repro_lint.resolve.interpreter.api import Call, Engine
from repro_lint.resolve.interpreter.arithmetic import apply_operator
from repro_lint.resolve.interpreter.attributes import find_member, outside_bases, set_attribute
from repro_lint.resolve.interpreter.calls import invoke
from repro_lint.resolve.interpreter.containers import store, store_mutated
from repro_lint.resolve.interpreter.escapes import escape
from repro_lint.resolve.interpreter.expressions import elements_of
from repro_lint.resolve.interpreter.scopes import bind_name, set_outside
from repro_lint.resolve.models import library, own_dicts, special
from repro_lint.resolve.models.decorators import decorated
from repro_lint.resolve.models.names import ENUMS, RECORDS
from repro_lint.resolve.models.orders import keyed_by, taken_order
from repro_lint.resolve.models.showing import order_matters

MAX_FAR = 3  # items that are told apart in a list that is held elsewhere


def assign_statement(machine: Engine, statement: ir.Assign, frame: Frame) -> None:
    value = machine.evaluate(statement.value, frame)
    if frame.arrivals and frame.arrivals[-1] is not None and _numbers(statement, frame.counters[-1]):
        order_matters(machine, frame)
    value = alias(machine, statement.value, statement.targets[0], value, frame)
    for target in statement.targets:
        if statement.update:
            old = machine.evaluate(target, frame)
            value = apply_operator(machine, statement.update, old, value, updates=True)
        assign(machine, target, value, frame, statement.span)
        if isinstance(statement.value, nodes.Name) and isinstance(target, nodes.Name) and is_mutable(value):
            _pair(machine, statement.value.id, target.id, frame)


def _pair(machine: Engine, name: str, other: str, frame: Frame) -> None:
    """Two names of a function stand for one container, until one of them is given to something else."""
    if name in frame.env and name != other:
        names = frame.aliases.get(name, frozenset({name})) | {other}
        frame.aliases.update(dict.fromkeys(names, names))


def _unpair(machine: Engine, name: str, frame: Frame) -> None:
    rest = frame.aliases.pop(name) - {name}
    frame.aliases.update(dict.fromkeys(rest, rest))


def assign(machine: Engine, target: nodes.Expr, value: Value, frame: Frame, span: nodes.Span) -> None:
    """Bind a value to a target."""
    if isinstance(target, nodes.Name):
        if target.id in frame.given:
            _part_from(machine, target.id, frame)
        if target.id in frame.aliases:
            _unpair(machine, target.id, frame)
        bind_name(machine, frame, target.id, value)
    elif isinstance(target, nodes.Items):
        _unpack(machine, target, value, frame, span)
    elif isinstance(target, nodes.Star):
        assign(machine, target.value, value, frame, span)
    elif isinstance(target, nodes.Attr):
        owner = machine.evaluate(target.base, frame)
        if isinstance(owner, (Instance, LibraryObject)):
            set_attribute(machine, owner, target.name, value, frame.place(span))
        elif isinstance(owner, Class) or (isinstance(owner, ExternalName) and not isinstance(value, Unknown)):
            set_outside(machine, owner, target.name, value)  # a library may be patched: `random.random = ...`
            _set_inside(machine, owner, target.name, value, frame.place(span), frame)
        elif isinstance(owner, ModuleValue) and owner.module.frame is not None:
            set_outside(machine, owner.module.frame, target.name, value)
        elif not _set_inside(machine, owner, target.name, value, frame.place(span), frame):
            escape(machine, value, frame.place(span), frame)
    elif isinstance(target, nodes.Item):
        _assign_item(machine, target, value, frame, span)


def _set_inside(machine: Engine, owner: Value, name: str, value: Value, place: Place, frame: Frame) -> bool:
    """Set an attribute of a module outside (`torch.backends.cudnn.benchmark = …`), or of a part of an object
    (`rng.bit_generator.state = …`), if a model knows what that does."""
    given = Arguments((Known(name), value))
    receiver = owner.receiver if isinstance(owner, Bound) else owner if isinstance(owner, ExternalName) else UNKNOWN
    return library.modelled_method(machine, Call("__setattr__", given, place, frame, receiver)) is not None


def _part_from(machine: Engine, name: str, frame: Frame) -> None:
    """A parameter is given to something else: the caller's container stays as it is by now."""
    frame.given.discard(name)
    if name in frame.filled:
        frame.filled[name] = frame.env.get(name)


def _assign_item(machine: Engine, target: nodes.Item, value: Value, frame: Frame, span: nodes.Span) -> None:
    owner, key = machine.evaluate(target.base, frame), machine.evaluate(target.key, frame)
    given = Arguments((key, value))
    call = Call("__setitem__", given, frame.place(span), frame, owner)
    if special.own(machine, owner, ("__setitem__",), key, value) is not None:
        return
    if own_dicts.put(machine, owner, key, value) and isinstance(owner, Instance):
        return
    if library.modelled_method(machine, call) is not None:
        return
    in_turn = frame.arrivals[-1] if frame.arrivals else None
    changed = with_item(owner, key, value)
    if in_turn is not None and isinstance(owner, Mapping) and not owner.items:
        store(machine, target.base, keyed_by(in_turn), frame)  # its keys are in the order of the turns
    elif changed is not None and changed != owner:
        store_mutated(machine, target.base, owner, changed, frame)
    if not isinstance(owner, Mapping) or not isinstance(key, Known):
        escape(machine, value, frame.place(span), frame)


def fill(
    machine: Engine, holder: nodes.Expr, sequence: Sequence, method: str, arguments: Arguments, frame: Frame
) -> None:
    """What is put into a list is among its items from then on, wherever the list was made."""
    added = arguments.positional[-1:] or (UNKNOWN,)
    if method == "extend":
        added = elements_of(machine, added[0])
    items = (*sequence.items, *added)
    once = method == "append" and sequence.kind == "list" and not frame.repeats
    own = isinstance(holder, nodes.Name) and holder.id in frame.env
    exact = once and len(items) <= (MAX_ITEMS if own else MAX_FAR)
    store_mutated(machine, holder, sequence, Sequence(items, "list") if exact else some(items), frame)


def _unpack(machine: Engine, target: nodes.Items, value: Value, frame: Frame, span: nodes.Span) -> None:
    if isinstance(value, (Deferred, Lazy)):
        value = machine.iterate(value, frame.place(span), frame)
    if isinstance(value, Instance):
        value = Sequence(elements_of(machine, value))
    if len(target.parts) > 1 and (order := taken_order(value, frame.place(span))) is not None:
        machine.draw_now(order, frame)
    values = value.items if isinstance(value, Sequence) else ()
    if isinstance(value, Sequence) and value.kind == GROWN:
        values *= len(target.parts)
    starred = [isinstance(part, nodes.Star) for part in target.parts]
    if True in starred:
        values = _gathered(values, starred.index(True), len(starred))
    if len(values) != len(target.parts):
        shared = value if not isinstance(value, (Sequence, Known)) else UNKNOWN
        if isinstance(shared, LibraryObject) and not shared.kind.endswith("Dataset"):
            shared = UNKNOWN
        values = (shared,) * len(target.parts)
    for part, one in zip(target.parts, values, strict=True):
        assign(machine, part, one, frame, span)


def _gathered(values: tuple[Value, ...], star: int, count: int) -> tuple[Value, ...]:
    """The values of so many targets, of which the one with the star takes what the others leave."""
    end = len(values) - (count - star - 1)
    return values if end < star else (*values[:star], Sequence(values[star:end], "list"), *values[end:])


def define_function(machine: Engine, statement: ir.Define, frame: Frame) -> None:
    place = frame.place(statement.span)
    decorators = [machine.evaluate(decorator, frame) for decorator in statement.decorators]
    value: Value = make_function(machine, statement.function, frame)
    for decorator in reversed(decorators):
        value = decorated(machine, decorator, Call("", Arguments((value,)), place, frame))
    bind_name(machine, frame, frame.module.facts.functions[statement.function].name, value)


def make_function(machine: Engine, index: int, frame: Frame) -> Func:
    """A function object: its defaults are evaluated now, its free names when it runs."""
    facts = frame.module.facts.functions[index]
    defaults = tuple((p.name, machine.evaluate(p.default, frame)) for p in facts.parameters if p.default is not None)
    closure = frame
    owner = frame.owner if facts.owner else None
    if owner is not None and frame.parent is not None:
        closure = frame.parent  # names of a class body are not seen by its methods
    return Func(frame.module, index, closure, owner, defaults)


def define_class(machine: Engine, statement: ir.DefineClass, frame: Frame) -> None:
    bases = tuple(machine.evaluate(base, frame) for base in statement.bases)
    decorators = [machine.evaluate(decorator, frame) for decorator in statement.decorators]
    inherited = [name for base in bases if isinstance(base, Class) for name in base.fields]
    cls = Class(statement.name, bases, fields=tuple(dict.fromkeys((*inherited, *statement.fields))))
    cls.plain_data = bool(RECORDS.intersection(outside_bases(machine, cls)))
    machine.state.steps += len(lineage(cls))  # to put its ancestors in order
    inner = Frame(frame.module, parent=frame, owner=cls)
    machine.block(statement.body, inner)
    cls.members = inner.env
    told = next((made for base in bases if (made := find_member(machine, base, "__init_subclass__"))), None)
    if isinstance(told, Func):
        named = tuple((k.name, machine.evaluate(k.value, frame)) for k in statement.keywords if k.name is not None)
        invoke(machine, told, Arguments((), named), frame.place(statement.span), cls)
    if ENUMS.intersection(outside_bases(machine, cls)):
        _enumerate(machine, cls, statement, frame)
    place = frame.place(statement.span)
    value: Value = cls
    for decorator in reversed(decorators):
        value = decorated(machine, decorator, Call("", Arguments((value,)), place, frame))
    bind_name(machine, frame, statement.name, value)


def _enumerate(machine: Engine, cls: Class, statement: ir.DefineClass, frame: Frame) -> None:
    """The members of an enum are objects that know their name and their value."""
    cls.enumerated = True
    for part in statement.body:
        for target in part.targets if isinstance(part, ir.Assign) else ():
            if isinstance(target, nodes.Name) and not target.id.startswith("_"):
                member = Instance(cls, frame.place(part.span))
                machine.state.write(member, "name", Known(target.id))
                machine.state.write(member, "value", cls.members[target.id])
                cls.members[target.id] = member


def evaluate_lambda(machine: Engine, expr: nodes.Lambda, frame: Frame) -> Value:
    return make_function(machine, expr.function, frame)


def _numbers(statement: ir.Assign, counters: frozenset[str]) -> bool:
    """Whether an item is set to the number of the turn: `ids[word] = len(ids)`, `ids[word] = number`."""
    bases = [target.base for target in statement.targets if isinstance(target, nodes.Item)]
    pending: list[object] = [statement.value] if bases else []
    while pending:
        part = pending.pop()
        if isinstance(part, nodes.Name) and part.id in counters:
            return True
        if isinstance(part, nodes.Call) and part.function == nodes.Name("len") and part.arguments[:1] == (bases[0],):
            return True
        pending.extend(nodes.parts_of(part))
    return False
