"""Which steps an entry point needs, and in which form its file can make them."""

from __future__ import annotations

import ast
import re
from collections.abc import Container, Iterable, Mapping
from functools import cache

from repro_lint.catalog import STREAMS
from repro_lint.catalog.schema import Kind
from repro_lint.fixes.need import (
    ALGORITHMS,
    ALGORITHMS_OF_MOST,
    DETERMINISM,
    HASH,
    HIDE_GPUS,
    KERAS,
    SEEDING,
    SEEDS_TENSORFLOW,
    SWITCHES,
    TENSORFLOW,
    TENSORFLOW_1,
    TENSORFLOW_COMPAT,
    WORKSPACE,
    Step,
)
from repro_lint.fixes.rows import Layout
from repro_lint.remarks.draws import takes_seed
from repro_lint.remarks.model import Remark, SeedBlock
from repro_lint.resolve.domain import streams
from repro_lint.resolve.domain.streams import STREAM_KEYS, Key, Place
from repro_lint.resolve.verdicts.judgement import Judgement, Start
from repro_lint.settings.config import BlockForm, Config
from repro_lint.settings.keras_version import EARLY
from repro_lint.source import syntax

PACKAGES = frozenset({"tensorflow", "keras", "tf_keras"})
CALLS_TENSORFLOW = SEEDS_TENSORFLOW | {DETERMINISM}
_SWITCHES = {
    streams.GPU: HIDE_GPUS,
    streams.DETERMINISM: DETERMINISM,
    streams.WORKSPACE: WORKSPACE,
    streams.ALGORITHMS: ALGORITHMS,
}
Steps = Mapping[str, set[Step]]
"""By entry file what is to be inserted."""
_STEPS = {STREAM_KEYS[one]: SEEDING[one.name] for one in STREAMS if one.turn}
_FURTHER = {SEEDING[one.name] for one in STREAMS if one.turn and one.library}
_OF_TORCH = frozenset({WORKSPACE, ALGORITHMS, ALGORITHMS_OF_MOST})
_KERAS = PACKAGES - {"tensorflow"}
# Keras has `utils.set_random_seed` since 2.7; these were gone, or about to go, when it came.
_OLD_MODULES = re.compile(
    r"keras\.(backend\.tensorflow_backend|engine|utils\.np_utils|layers\.(core|embeddings|recurrent))\b"
)
_DATA = re.compile(r"(tensorflow\.)?keras\.(datasets|utils)\b")
_OLD_NAMES = frozenset(
    {"evaluate_generator", "fit_generator", "get_session", "np_utils", "predict_generator", "set_session"}
)
_OLD_ARGUMENTS = frozenset({"border_mode", "nb_epoch", "nb_filter", "samples_per_epoch"})
_OLD_KEYS = frozenset({"acc", "val_acc"})  # of `History.history`, called "accuracy" since 2.3


def needed(remarks: Iterable[Remark], judgement: Judgement, refused: Container[Place]) -> dict[str, set[Step]]:
    """The steps to insert by entry file, as the remarks that are to be fixed ask for them.

    `refused`: the draws that cannot be given a seed of their own.
    """
    starts = {start.entry.path: start for start in judgement.starts}
    seeding = cache(lambda path: _seeding(starts[path], refused))  # every draw of an entry point asks for the same
    steps: dict[str, set[Step]] = {}
    for remark in remarks:
        for repair in remark.repairs:
            if not isinstance(repair, SeedBlock) or not (repair.first or remark.place in refused):
                continue
            wanted = steps.setdefault(repair.entry.path, set())
            if repair.missing:
                wanted |= seeding(repair.entry.path)
            wanted.update(_switch(key, starts[repair.entry.path]) for key in repair.switches)
    return steps


def _switch(key: Key, start: Start) -> Step:
    """The step that throws a switch; what has no deterministic algorithm would raise if they were asked of all."""
    return ALGORITHMS_OF_MOST if key == streams.ALGORITHMS and start.refused else _SWITCHES[key]


def obsolete(remarks: Iterable[Remark]) -> dict[str, set[int]]:
    """The lines of statements that the block replaces, by file."""
    repairs = (repair for remark in remarks for repair in remark.repairs if isinstance(repair, SeedBlock))
    lines: dict[str, set[int]] = {}
    for place in (place for repair in repairs for place in repair.obsolete if place.path == repair.entry.path):
        lines.setdefault(place.path, set()).add(place.span.line)
    return lines


def _seeding(start: Start, refused: Container[Place]) -> set[Step]:
    """The missing steps: all four for a program on TensorFlow, those of the streams it draws from for another."""
    left = (draw for draw in start.draws if draw.place in refused or not takes_seed(draw))
    wanted = {_STEPS[draw.key] for draw in left if draw.key in _STEPS}
    if not wanted or not start.libraries & PACKAGES:
        return wanted
    seeded = {key for call in start.seeded for key in call.keys}
    asked = [one for one in STREAMS if one.turn and (not one.library or one.library in start.libraries)]
    wanted |= {SEEDING[one.name] for one in asked if STREAM_KEYS[one] not in seeded}
    if not any(switch.key == streams.HASH for switch in start.switches):
        wanted.add(HASH)
    return wanted


def fitted(
    steps: set[Step], start: Start, layout: Layout, tree: ast.Module, config: Config, *, tensorflow_1: bool
) -> set[Step]:
    """The steps as the TensorFlow or Keras of a file has them. `tensorflow_1`: it is written for TensorFlow 1."""
    if tensorflow_1:
        return _steps_of_first(steps, tree)
    imported = frozenset().union(*(row.roots for row in layout.rows)) & PACKAGES or start.libraries & PACKAGES
    alone = bool(imported) and "tensorflow" not in imported
    if (alone and config.keras == EARLY) or ("keras" in imported and _is_for_old_keras(tree)):
        seed = {TENSORFLOW_COMPAT} if TENSORFLOW in steps else set()
        return steps - {TENSORFLOW, DETERMINISM} | seed
    if config.block is BlockForm.KERAS and imported and steps & set(_STEPS.values()) - _FURTHER:
        return steps & (SWITCHES | _FURTHER) | {KERAS}
    return steps - {TENSORFLOW} | {KERAS} if alone and TENSORFLOW in steps else steps


def of_draws(steps: set[Step], start: Start) -> set[Step]:
    """The steps of the streams that a program draws from, and of PyTorch's switches."""
    return steps & {*_OF_TORCH, *(_STEPS[draw.key] for draw in start.draws if draw.key in _STEPS)}


def only_loads(start: Start, layout: Layout) -> bool:
    """Whether a program has nothing of TensorFlow but data that it brings, and helpers, or does not use it itself."""
    if start.trainings or not start.libraries & PACKAGES:
        return False
    modules = [name for row in layout.rows for name in row.modules if name.partition(".")[0] in PACKAGES]
    used = (draw.api for draw in start.draws if draw.key == streams.TENSORFLOW or draw.kind is Kind.MODEL)
    inside = any(api.partition(".")[0] in PACKAGES for api in used)
    return all(map(_DATA.match, modules)) and not inside


def _is_for_old_keras(tree: ast.Module) -> bool:
    return any(map(_is_old, syntax.nodes(tree)))


def _is_old(node: ast.AST) -> bool:
    """Whether only Keras before 2.7 has what a node asks for."""
    match node:
        case ast.Attribute(attr=name):
            return name in _OLD_NAMES
        case ast.keyword(arg=str(name)):
            return name in _OLD_ARGUMENTS
        case ast.Subscript(slice=ast.Constant(value=str(name))):
            return name in _OLD_KEYS
        case ast.ImportFrom(module=str(module), names=names):
            return bool(_OLD_MODULES.match(module)) or any(one.name in _OLD_NAMES for one in names)
        case ast.Import(names=names):
            return any(_OLD_MODULES.match(one.name) for one in names)
        case _:
            return False


def _steps_of_first(steps: set[Step], tree: ast.Module) -> set[Step]:
    """The steps that TensorFlow 1 has: op determinism came later, and `compat.v1` with 1.13.

    A file that mentions `compat` gets the name that both generations have.
    """
    newer = any(isinstance(node, ast.Attribute) and node.attr == "compat" for node in syntax.nodes(tree))
    seed = {TENSORFLOW_COMPAT if newer else TENSORFLOW_1} if TENSORFLOW in steps else set()
    return steps - {TENSORFLOW, DETERMINISM} | seed


def without_tensorflow(start: Start, steps: set[Step]) -> set[Step]:
    """The steps that are of use though TensorFlow's stream cannot be seeded: under op determinism its draws raise."""
    kept = steps - CALLS_TENSORFLOW
    return kept if set(start.missing) - {streams.TENSORFLOW} else kept & SWITCHES


def seeded_by(steps: Iterable[Step]) -> frozenset[Key]:
    """The streams that steps seed."""
    made = frozenset(steps)
    return frozenset(key for key, step in _STEPS.items() if step in made)


def thrown(steps: Iterable[Step]) -> frozenset[Key]:
    """The switches among steps."""
    named = {ALGORITHMS if step == ALGORITHMS_OF_MOST else step for step in steps}
    return frozenset(key for key, step in _SWITCHES.items() if step in named)


def title(steps: set[Step]) -> str:
    """What the steps do, in a few words."""
    seeds = bool(steps - SWITCHES)
    parts = ["insert the seeding block"] if seeds else []
    if HIDE_GPUS in steps:
        parts.append("hide the GPUs")
    if DETERMINISM in steps:
        parts.append("enable op determinism")
    if steps & _OF_TORCH:
        parts.append("use deterministic algorithms")
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)
