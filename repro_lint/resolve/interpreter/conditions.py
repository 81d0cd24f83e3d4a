"""Conditions: whether they hold, and what is known on either side of them."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from repro_lint.facts import nodes
from repro_lint.resolve.domain.choices import by_default, join_values, options, truth, usually
from repro_lint.resolve.domain.frames import Frame
from repro_lint.resolve.domain.operators import compared
from repro_lint.resolve.domain.values import UNKNOWN, Either, Gpus, Instance, Known, LibraryObject, Unknown, Value
from repro_lint.resolve.interpreter.api import Engine
from repro_lint.resolve.interpreter.scopes import bind_name
from repro_lint.resolve.models import special
from repro_lint.resolve.models.environment import ENVIRON, variable
from repro_lint.resolve.models.names import numbered
from repro_lint.resolve.models.own_dicts import content
from repro_lint.resolve.models.showing import shown_as_data

_PARAMETER_LIKE = ("seed", "random_state", "determin", "reproduc")
_GIVEN = {"IsNot": True, "NotEq": True, "Gt": True, "GtE": True, "Is": False, "Eq": False, "Lt": False, "LtE": False}
"""What a comparison of a seed that is there with one that means "none" comes to."""


def is_guard(expr: nodes.Expr) -> bool:
    """`__name__ == "__main__"`."""
    return isinstance(expr, nodes.Compare) and nodes.Name("__name__") in (expr.left, expr.right)


def decide_test(machine: Engine, expr: nodes.Expr, frame: Frame) -> bool | None:
    """Whether a condition holds. A seed that is there but unresolved counts as given."""
    return decide(machine, machine.evaluate(expr, frame), expr, frame)


def decide(machine: Engine, value: Value, expr: nodes.Expr, frame: Frame) -> bool | None:
    """Whether a condition holds that has this value."""
    outcome = truth(special.tested(machine, value))
    return _if_given(machine, expr, frame) if outcome is None and usually(value) is None else outcome


def _if_given(machine: Engine, expr: nodes.Expr, frame: Frame) -> bool | None:
    """Whether a condition holds if a seed is there, as far as that decides it."""
    match expr:
        case nodes.Not(operand):
            inner = decide_test(machine, operand, frame)
            return None if inner is None else not inner
        case nodes.Logic(parts, conjunction) if all(map(_is_plain, parts)):
            answers = [decide_test(machine, part, frame) for part in parts]
            return None if None in answers else all(answers) if conjunction else any(answers)
        case nodes.Compare(nodes.Const(str(name)), ("In" | "NotIn") as operator, holder) if _is_seed(name):
            return operator == "In" if isinstance(machine.evaluate(holder, frame), Unknown) else None
        case nodes.Compare(left, operator, nodes.Const(True)) if _unresolved_seed(machine, left, frame):
            return {"Is": True, "Eq": True, "IsNot": False, "NotEq": False}.get(operator)
        case nodes.Compare(left, operator, nodes.Const(None | 0 | -1)) if _unresolved_seed(machine, left, frame):
            return _GIVEN.get(operator)
        case _:
            return True if _unresolved_seed(machine, expr, frame) else None


def _unresolved_seed(machine: Engine, expr: nodes.Expr, frame: Frame) -> bool:
    """Whether `expr` is a seed of which nothing is known, or only a default that would be used."""
    if not _is_seed(_last_name(expr)):
        return False
    value = machine.evaluate(expr, frame)
    unknown = [isinstance(one, Unknown) for one in options(value)]
    return any(unknown) and all(isinstance(one, Unknown) or truth(one) is True for one in options(value))


def narrow(machine: Engine, expr: nodes.Expr, frame: Frame, outcome: bool) -> None:
    """Forget the alternatives of a name that the outcome of a test excludes."""
    if isinstance(expr, nodes.Not):
        narrow(machine, expr.operand, frame, not outcome)
    elif isinstance(expr, nodes.Logic) and expr.conjunction is outcome:
        for part in expr.parts:
            narrow(machine, part, frame, outcome)
    elif isinstance(expr, (nodes.Name, nodes.Attr)):
        _keep(machine, expr, frame, lambda value: truth(value) is not (not outcome))
    elif isinstance(expr, nodes.Compare) and isinstance(expr.left, (nodes.Name, nodes.Attr)):
        right = machine.evaluate(expr.right, frame) if isinstance(expr.right, nodes.Const) else UNKNOWN
        _keep(machine, expr.left, frame, lambda value: compared(expr.operator, value, right) is not (not outcome))


def _keep(machine: Engine, target: nodes.Name | nodes.Attr, frame: Frame, possible: Callable[[Value], bool]) -> None:
    value = machine.evaluate(target, frame)
    if not isinstance(value, Either):
        return
    kept = join_values(option for option in value.options if possible(option))
    if isinstance(target, nodes.Name):
        bind_name(machine, frame, target.id, kept)
    else:
        owner = machine.evaluate(target.base, frame)
        if isinstance(owner, (Instance, LibraryObject)):
            machine.state.write(owner, target.name, kept)


def evaluate_choice(machine: Engine, expr: nodes.Choice, frame: Frame) -> Value:
    tested = machine.evaluate(expr.test, frame)
    outcome = decide(machine, tested, expr.test, frame)
    if outcome is not None:
        return machine.evaluate(expr.body if outcome else expr.orelse, frame)
    if plain_run := usually(tested):
        outcome, option = plain_run
        return by_default(machine.evaluate(expr.body if outcome else expr.orelse, frame), option)
    found: list[Value] = []

    def branch(part: nodes.Expr, taken: bool) -> Callable[[], None]:
        def run() -> None:
            narrow(machine, expr.test, frame, taken)
            found.append(machine.evaluate(part, frame))

        return run

    machine.state.fork(frame, branch(expr.body, True), branch(expr.orelse, False))
    return join_values(found)


def evaluate_logic(machine: Engine, expr: nodes.Logic, frame: Frame) -> Value:
    """`and` / `or`: behind a part that may decide, the others may not be evaluated."""
    found: list[Value] = []
    value: Value = UNKNOWN
    for number, part in enumerate(expr.parts):
        value = machine.evaluate(part, frame)
        outcome = truth(special.tested(machine, value))
        plain_run = usually(value)
        if outcome is (not expr.conjunction) or (plain_run and plain_run[0] is not expr.conjunction):
            break
        if outcome is None:
            found.extend(o for o in options(value) if truth(o) is not expr.conjunction)
            rest = expr.parts[number + 1 :]
            if rest and not all(_is_plain(one) for one in rest):
                return join_values([*found, *_perhaps_evaluated(machine, part, expr, rest, frame)])
    return join_values([*found, value])


def _perhaps_evaluated(
    machine: Engine, decided: nodes.Expr, expr: nodes.Logic, rest: tuple[nodes.Expr, ...], frame: Frame
) -> list[Value]:
    found: list[Value] = []

    def further() -> None:
        narrow(machine, decided, frame, expr.conjunction)
        found.append(evaluate_logic(machine, msgspec.structs.replace(expr, parts=rest), frame))

    machine.state.fork(frame, lambda: None, further)
    return found


def evaluate_not(machine: Engine, expr: nodes.Not, frame: Frame) -> Value:
    value = machine.evaluate(expr.operand, frame)
    if isinstance(value, Gpus):
        return Gpus(not value.hidden)
    return join_values(_negated(one) for one in options(special.tested(machine, value)))


def evaluate_compare(machine: Engine, expr: nodes.Compare, frame: Frame) -> Value:
    left, right = numbered(machine.evaluate(expr.left, frame)), machine.evaluate(expr.right, frame)
    if isinstance(left, Gpus):
        hidden = compared(expr.operator, Known(left.hidden), right)
        return UNKNOWN if hidden is None else Gpus(hidden)
    if expr.operator in ("In", "NotIn"):
        right = content(machine, right) or right
    if right == ENVIRON and isinstance(left, Known) and expr.operator in ("In", "NotIn"):
        there = machine.state.read(ENVIRON, variable(left)) is not None
        found = Known(there is (expr.operator == "In"))
        return found if there else by_default(found, str(left.value))
    for one in (left, right) if isinstance(left, Known) or isinstance(right, Known) else ():
        shown_as_data(machine, one, frame)  # `hash(name) % 10 < 8` tells rows apart
    pairs = [(a, b) for a in options(left) for b in options(right)]
    return join_values(_compared(machine, expr.operator, *pair) for pair in pairs)


def _compared(machine: Engine, operator: str, left: Value, right: Value) -> Value:
    made = special.compared(machine, operator, left, right)
    return _answer(compared(operator, left, right), left, right) if made is None else made


def _answer(answer: bool | None, *compared_values: Value) -> Value:
    """What a comparison comes to; one that nothing but an option leaves open is what that option gives."""
    if answer is not None:
        return Known(answer)
    asked = (one.option for one in compared_values if isinstance(one, Unknown))
    return Unknown(option=next(filter(None, asked), ""))


def _negated(value: Value) -> Value:
    outcome = truth(value)
    return Known(not outcome) if outcome is not None else value if isinstance(value, Unknown) else UNKNOWN


def _is_seed(name: str) -> bool:
    return any(word in name.lower() for word in _PARAMETER_LIKE)


def _last_name(expr: nodes.Expr) -> str:
    """What a value is called where it is kept: `args.seed`, `config["seed"]`, `config.get("seed")`."""
    match expr:
        case nodes.Name(name) | nodes.Attr(_, name) | nodes.Item(_, nodes.Const(str(name))):
            return name
        case nodes.Call(nodes.Attr(name="get"), (nodes.Const(str(name)), *_)):
            return name
        case nodes.Call(nodes.Name("getattr" | "hasattr"), (_, nodes.Const(str(name)), *_)):
            return name
        case _:
            return ""


def _is_plain(expr: nodes.Expr) -> bool:
    """Whether evaluating has no effect."""
    if isinstance(expr, nodes.Attr):
        return _is_plain(expr.base)
    if isinstance(expr, (nodes.Item, nodes.Call)) and _last_name(expr):
        return True
    if isinstance(expr, nodes.Compare):
        return _is_plain(expr.left) and _is_plain(expr.right)
    return isinstance(expr, (nodes.Name, nodes.Const)) or (isinstance(expr, nodes.Not) and _is_plain(expr.operand))
