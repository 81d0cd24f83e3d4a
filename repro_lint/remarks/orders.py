"""The part that the rules about orders by chance share."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from repro_lint.model import Severity
from repro_lint.remarks.model import Remark, Rewrite, Rule, View, by
from repro_lint.resolve.trace.events import Draw
from repro_lint.resolve.verdicts.relations import draw_key


def remarks(
    rule: Rule, view: View, severity: Severity, message: Callable[[Draw], str], advice: Callable[[Draw], str]
) -> Iterator[Remark]:
    """What a rule says of each order that is used; `severity` is that of a program whose entry point reaches it."""
    for verdict in view.judgement.verdicts:
        draw = verdict.draw
        if draw.rule == rule.name:
            level = severity if verdict.entry is not None else Severity.WARNING
            doubtful = verdict.test or not draw.certain
            repairs = (Rewrite(draw.argument or draw.place.span, draw.fix),) if draw.fix else ()
            yield Remark(
                rule,
                Severity.NOTE if doubtful else level,
                draw.place,
                message(draw),
                advice(draw),
                repairs=repairs,
                witnesses=by(*(one.entry for one in view.judgement.reached.get(draw_key(draw), ()))),
            )
