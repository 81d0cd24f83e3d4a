"""Special methods of the project's own classes: what operators, tests and builtin functions call."""

from __future__ import annotations

from repro_lint.facts.nodes import Span
from repro_lint.resolve.domain.arguments import Arguments
from repro_lint.resolve.domain.choices import join_values, options, truth
from repro_lint.resolve.domain.values import UNKNOWN, Func, Instance, Known, Value
from repro_lint.resolve.interpreter.api import Call, Machine

_UNTOLD = Span(0, 0, 0, 0)
"""No line: a call path leaves out the operator, whose place no event tells."""
_ARITHMETIC = {
    "Add": "add", "Sub": "sub", "Mult": "mul", "MatMult": "matmul", "Div": "truediv", "FloorDiv": "floordiv",
    "Mod": "mod", "Pow": "pow", "LShift": "lshift", "RShift": "rshift", "BitAnd": "and", "BitOr": "or", "BitXor": "xor",
}  # fmt: skip
_COMPARISONS = {
    "Eq": (("__eq__",), ("__eq__",)),
    "Lt": (("__lt__",), ("__gt__",)),
    "Gt": (("__gt__",), ("__lt__",)),
    "LtE": (("__le__",), ("__ge__",)),
    "GtE": (("__ge__",), ("__le__",)),
}
"""The method of the left side, and what the right side is asked for in its stead."""
_NEGATED = {"NotEq": "Eq", "NotIn": "In"}
_TEXT = ("__str__", "__repr__")
_TRUTH = ("__bool__", "__len__")
_CONVERSIONS = {
    "builtins.len": ("__len__",),
    "builtins.bool": _TRUTH,
    "builtins.str": _TEXT,
    "builtins.format": ("__format__", *_TEXT),
    "builtins.repr": ("__repr__",),
    "builtins.int": ("__int__", "__index__"),
    "builtins.float": ("__float__", "__index__"),
    "builtins.abs": ("__abs__",),
    "builtins.round": ("__round__",),
    "builtins.hash": ("__hash__",),
    "builtins.next": ("__next__",),
    "builtins.reversed": ("__reversed__",),
}


def own(machine: Machine, receiver: Value, names: tuple[str, ...], *given: Value) -> Value | None:
    """What the first of these methods gives that the class of an object defines; None where it defines none."""
    frame = machine.state.frame
    if not isinstance(receiver, Instance) or frame is None:
        return None
    found = (machine.find_member(receiver.cls, name) for name in names)
    method = next((one for one in found if isinstance(one, Func)), None)
    return None if method is None else machine.invoke(method, Arguments(given), frame.place(_UNTOLD), receiver)


def operated(machine: Machine, operator: str, left: Value, right: Value, *, updates: bool = False) -> Value | None:
    """`left operator right` (or `left operator= right`) where one side is an object that says what that does."""
    if not isinstance(left, Instance) and not isinstance(right, Instance):
        return None
    if operator == "Text":
        return own(machine, right, ("__format__", *_TEXT))
    name = _ARITHMETIC.get(operator, "")
    mine = (f"__i{name}__", f"__{name}__") if updates else (f"__{name}__",)
    if left == Known(0) and operator == "Sub":  # `-right`
        return own(machine, right, ("__neg__", "__rsub__"))
    made = own(machine, left, mine, right)
    return own(machine, right, (f"__r{name}__",), left) if made is None else made


def compared(machine: Machine, operator: str, left: Value, right: Value) -> Value | None:
    """`left operator right` of a comparison, where one side is an object that says what that does."""
    if operator in _NEGATED and (made := compared(machine, _NEGATED[operator], left, right)) is not None:
        return join_values(Known(not told) if (told := truth(one)) is not None else UNKNOWN for one in options(made))
    if operator == "In":
        return own(machine, right, ("__contains__",), left)
    mine, theirs = _COMPARISONS.get(operator, ((), ()))
    made = own(machine, left, mine, right)
    return own(machine, right, theirs, left) if made is None else made


def converted(machine: Machine, call: Call) -> Value | None:
    """What a builtin function gives of an object that says that."""
    names = _CONVERSIONS.get(call.name)
    return None if names is None else own(machine, call.first, names)


def shown(machine: Machine, call: Call) -> None:
    """Objects are written as text."""
    for value in call.arguments.values():
        own(machine, value, _TEXT)


def tested(machine: Machine, value: Value) -> Value:
    """What a test sees of a value: of an object what it says of itself; one that says nothing is true."""
    return join_values(_tested(machine, one) for one in options(value))


def _tested(machine: Machine, value: Value) -> Value:
    if not isinstance(value, Instance):
        return value
    made = own(machine, value, _TRUTH)
    if made is not None:
        return made
    bases = machine.outside_bases(value.cls)
    return Known(True) if set(bases) <= {"builtins.object"} and not value.cls.enumerated else value
