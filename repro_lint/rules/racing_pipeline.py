"""A draw that several threads make in no fixed order.

Why:
    In a parallel `map` the elements take their turns as the threads come, so each gets a different number in
    every run: no seed cures that. `deterministic=False` gives up the order of the elements as well, and so does
    `tfds.load(shuffle_files=True)` where `ReadConfig` has no `shuffle_seed`; with one file that does not show. Trials
    of Optuna that run at once (`n_jobs=2`) ask one sampler for their numbers as they come.

Bad:
    import tensorflow as tf

    tf.random.set_seed(1)
    numbers = tf.data.Dataset.range(2000).map(lambda i: tf.random.uniform([]), num_parallel_calls=8)
    print(list(numbers.as_numpy_iterator()))

Good:
    import tensorflow as tf

    tf.random.set_seed(1)
    numbers = tf.data.Dataset.range(2000).map(lambda i: tf.random.uniform([]))
    print(list(numbers.as_numpy_iterator()))

Fix:
    Adds `tf.config.experimental.enable_op_determinism()` after the seeds where that cures it (`tf.data`).
    Threads of `fit` (`workers=`) are the author's to take away. Safe.
"""

from __future__ import annotations

from collections.abc import Iterator

from repro_lint.model import Severity
from repro_lint.remarks.model import Remark, Rule, SeedBlock, View, by
from repro_lint.remarks.words import short
from repro_lint.resolve.domain.streams import DETERMINISM
from repro_lint.resolve.program.entries import EntryPoint
from repro_lint.resolve.verdicts.relations import Race

RULE = Rule(
    code="RPL104",
    name="racing-pipeline",
    summary="a draw that several threads make in no fixed order",
    severity="E",
    fix="adds enable_op_determinism() where that cures it",
)


def check(view: View) -> Iterator[Remark]:
    """One remark for each draw that races, at the draw."""
    for race in view.judgement.races:
        yield _remark(race)


def _cured(race: Race) -> Iterator[EntryPoint]:
    if race.cured and race.entry is not None:
        yield race.entry
    yield from dict.fromkeys(race.further)


def _remark(race: Race) -> Remark:
    reads_files = race.cured and bool(race.racing.advice)
    severity = Severity.ERROR if race.entry is not None and not reads_files else Severity.WARNING
    return Remark(
        RULE,
        Severity.NOTE if race.test else severity,
        race.place,
        _message(race),
        _help(race),
        () if race.place == race.racing.place else ((race.racing.place, "run in parallel from here"),),
        repairs=tuple(SeedBlock(entry, (), switches=(DETERMINISM,)) for entry in _cured(race)),
        witnesses=by(race.entry, *race.further),
    )


def _message(race: Race) -> str:
    at, caller = short(race.api), short(race.racing.api)
    if not race.racing.itself:
        return f"`{at}` draws on several threads of `{caller}` at once, in an order that no seed fixes"
    if not race.racing.advice:
        return f"`{caller}` hands out its results in an order that no seed fixes"
    if race.cured:
        return f"`{caller}` reads several files at once, in an order that no global seed fixes"
    return f"the threads of `{caller}` draw from one generator, in an order that no seed fixes"


def _help(race: Race) -> str:
    if race.cured:
        return f"{race.racing.advice} call `tf.config.experimental.enable_op_determinism()` after the seeds".strip()
    return race.racing.advice or "use one worker"
