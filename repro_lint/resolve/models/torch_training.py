"""What trains PyTorch models for the program: Lightning's and Hugging Face's trainers, accelerate."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from repro_lint.catalog.schema import Row
from repro_lint.catalog.tables import ALWAYS
from repro_lint.catalog.torch_training import BARE_CHECKPOINTS, SEEDED, WARNS_ONLY
from repro_lint.resolve.domain.arguments import Arguments
from repro_lint.resolve.domain.choices import options
from repro_lint.resolve.domain.origins import origin_of
from repro_lint.resolve.domain.streams import ALGORITHMS, BENCHMARK, STREAM_KEYS, Origin, Provenance
from repro_lint.resolve.domain.values import (
    NONE,
    UNKNOWN,
    Func,
    Instance,
    Known,
    LibraryObject,
    Sequence,
    Value,
)
from repro_lint.resolve.interpreter.api import Call, Machine, Model
from repro_lint.resolve.models.registry import MADE, REST, Key, draws_when_iterated
from repro_lint.resolve.models.torch_devices import full_determinism, on_cuda, switch, trains_on_cuda
from repro_lint.resolve.models.torch_modules import modules
from repro_lint.resolve.trace.events import SeedCall

_TRAINERS = ("transformers.Trainer", "transformers.Seq2SeqTrainer", "trl.SFTTrainer")
_ARGUMENTS, _MODEL = "transformers.TrainingArguments", "transformers.PreTrainedModel"
_VISION = "torchvision.models.Module"
_DEFAULT_SEED = Known(42)  # of TrainingArguments
_FULL = "full_determinism"
_SWITCHES = (_FULL, "use_cpu", "no_cuda")
_AUTOMATIC = Known("auto")
_ACCELERATORS = frozenset({_AUTOMATIC, Known("gpu"), Known("cuda"), NONE})
_LIGHTNING = "pytorch_lightning.Trainer"
# What Lightning calls of a module, in its order, and of a data module.
_HOOKS = (
    *("prepare_data", "setup", "configure_model", "configure_optimizers", "train_dataloader", "val_dataloader"),
    *("test_dataloader", "predict_dataloader", "on_fit_start", "on_train_start", "on_train_epoch_start"),
    *("training_step", "validation_step", "test_step", "predict_step", "on_train_epoch_end", "on_train_end"),
)
_HEADS = re.compile(r"For[A-Z]\w*(Classification|QuestionAnswering|MultipleChoice)$")
# The classes of models, but for those that belong to other frameworks.
_MODELS = re.compile(r"(?!TF|Flax|Auto)[A-Z]\w*(Model|LMHeadModel|For[A-Z]\w+)|Model|For[A-Z]\w+")


def _keep_arguments(machine: Machine, call: Call) -> None:
    """`TrainingArguments(seed=…)` seeds nothing: the trainer reads it."""
    given = dict(call.arguments.keywords)
    if isinstance(call.receiver, LibraryObject):
        seed = given.get("seed", _DEFAULT_SEED)
        machine.state.write(call.receiver, "seed", UNKNOWN if call.arguments.open else seed)
        for name in _SWITCHES:
            machine.state.write(call.receiver, name, given.get(name, Known(call.arguments.open and name != _FULL)))


def _trainer(machine: Machine, call: Call) -> Value:
    """`Trainer(…)` seeds all streams when it is made; what it is given to make a model with runs after that."""
    given = dict(call.arguments.keywords)
    told = given.get("args", (*call.arguments.positional[1:2], NONE)[0])
    seeds = [machine.state.read(one, "seed") or UNKNOWN for one in options(told)] if told != NONE else [_DEFAULT_SEED]
    origins = frozenset(origin_of(option, call.place) for seed in seeds for option in options(seed))
    keys = tuple(STREAM_KEYS[stream] for stream in SEEDED)
    for key in keys:
        machine.state.set(key, *origins)
    machine.state.emit(SeedCall(call.place, call.name, keys, origins, None))
    _choose_device(machine, call, {name: machine.state.read(told, name) or Known(False) for name in _SWITCHES})
    if isinstance(made := given.get("model_init"), Func):
        machine.invoke(made, Arguments(), call.place)
    thing = LibraryObject(call.name, call.place)
    for name in ("train_dataset", "eval_dataset", "data_collator", "model"):
        machine.state.write(thing, name, given.get(name, NONE))
    return thing


def _choose_device(machine: Machine, call: Call, told: Mapping[str, Value]) -> None:
    """The trainer takes a GPU where there is one, and is deterministic if it is told to be."""
    if told[_FULL] != Known(False):
        full_determinism(machine, call.place, call.name)
    if told["use_cpu"] == told["no_cuda"] == Known(False):
        on_cuda(machine, call.place, call.name)


def _train(machine: Machine, call: Call) -> Value:
    """`trainer.train()`: the model runs in training, on items of the data set."""
    trains_on_cuda(machine, call.place, "Trainer.train")
    for name in ("train_dataset", "data_collator", "model"):
        machine.escape(machine.state.read(call.receiver, name) or NONE, call.place, call.frame)
    return UNKNOWN


def _model(machine: Machine, call: Call) -> Value | None:
    """`BertModel(config)` and `from_config` draw weights; `from_pretrained` those of a head that the file lacks."""
    last = ".".join(call.name.split(".")[1:])
    row = machine.row(_MODEL)
    if row is None or call.name == _MODEL or last.startswith("PreTrained"):
        return None
    if last.endswith(".from_config") or _MODELS.fullmatch(last):
        for value in call.arguments.values():
            machine.escape(value, call.place, call.frame)
        machine.apply(row, Call(_MODEL, Arguments(), call.place, call.frame))
        return LibraryObject(_MODEL, call.place)
    loaded = last.removesuffix(".from_pretrained")
    if loaded != last and _MODELS.fullmatch(loaded.removeprefix("Auto") or "Model"):
        made = LibraryObject(_MODEL, call.place)
        machine.state.write(made, "training", Known(False))
        if _HEADS.search(loaded):
            _draw_head(machine, row, call)
        return made
    return None


def _draw_head(machine: Machine, row: Row, call: Call) -> None:
    """A checkpoint of the bare model lacks the weights of the head; any other one may."""
    given = dict(call.arguments.keywords)
    name = given.get("pretrained_model_name_or_path", call.first)
    bare = isinstance(name, Known) and name.value in BARE_CHECKPOINTS
    drawn = row if bare else replace(row, may_if=(ALWAYS,))
    machine.apply(replace(drawn, name=call.name), replace(call, arguments=Arguments()))


def _generate(machine: Machine, call: Call) -> Value:
    """`model.generate(do_sample=True)` draws the tokens."""
    row = machine.row(f"{_MODEL}.{call.name}")
    return UNKNOWN if row is None else machine.apply(row, call)


def _vision(machine: Machine, call: Call) -> Value | None:
    """`torchvision.models.resnet18()` draws its weights, unless it is given some."""
    if call.name.rpartition(".")[2].startswith("get_") or (row := machine.row(_MODEL)) is None:
        return None
    given = dict(call.arguments.keywords)
    weights = given.get("weights", given.get("pretrained", call.first if call.arguments.positional else NONE))
    made = LibraryObject(_VISION, call.place)
    machine.state.write(made, "training", Known(True))
    if not call.arguments.open and weights in (NONE, Known(False)):
        machine.apply(replace(row, name=call.name), replace(call, arguments=Arguments()))
    return made


def _fit(machine: Machine, call: Call) -> Value:
    """Lightning's `fit`: the hooks of the module, and its loaders."""
    if call.name == "fit":
        trains_on_cuda(machine, call.place, "Trainer.fit")
    for value in call.arguments.values():
        for one in (inner for option in options(value) for inner in _each(option)):
            if draws_when_iterated(one):
                machine.iterate(one, call.place, call.frame)
            elif isinstance(one, Instance):
                _run_hooks(machine, one, call)
    return UNKNOWN


def _each(value: Value) -> tuple[Value, ...]:
    return value.items if isinstance(value, Sequence) else (value,)


def _run_hooks(machine: Machine, module: Instance, call: Call) -> None:
    if call.name == "fit":
        for one in modules(machine, module):
            machine.state.write(one, "training", Known(True))
    for name in _HOOKS:
        hook = machine.find_member(module.cls, name)
        if isinstance(hook, Func):
            made = machine.invoke(hook, Arguments(open=True), call.place, module)
            for loader in _each(made):
                if draws_when_iterated(loader):
                    machine.iterate(loader, call.place, call.frame)


def _lightning(machine: Machine, call: Call) -> Value:
    """Lightning's trainer takes a GPU where there is one, and throws the switches that it is given."""
    given = dict(call.arguments.keywords)
    deterministic = given.get("deterministic", NONE)
    if deterministic == Known("warn"):
        machine.state.set(ALGORITHMS, Origin(Provenance.GIVEN, call.place, WARNS_ONLY))
    elif deterministic == Known(True):
        full_determinism(machine, call.place, call.name)
    elif deterministic != NONE:
        switch(machine, ALGORITHMS, deterministic, call.place, call.name)
    if "benchmark" in given:
        switch(machine, BENCHMARK, given["benchmark"], call.place, call.name)
    accelerator, gpus = given.get("accelerator", _AUTOMATIC), given.get("gpus", _AUTOMATIC)
    if not call.arguments.open and _takes_gpu(accelerator) and gpus not in (NONE, Known(0)):
        on_cuda(machine, call.place, call.name)
    return LibraryObject(_LIGHTNING, call.place)


def _takes_gpu(accelerator: Value) -> bool:
    return any(option in _ACCELERATORS for option in options(accelerator))


def _accelerator(machine: Machine, call: Call) -> Value:
    """`Accelerator()` takes a GPU where there is one; its `device` is that."""
    if dict(call.arguments.keywords).get("cpu", Known(False)) == Known(False):
        on_cuda(machine, call.place, call.name)
    return LibraryObject("accelerate.Accelerator", call.place)


def _prepare(machine: Machine, call: Call) -> Value:
    """`accelerator.prepare(model, optimizer, loader)` gives back what it is given."""
    given = call.arguments.positional
    return Sequence(given) if len(given) > 1 else call.first


def _load_dataset(machine: Machine, call: Call) -> Value:
    streams = dict(call.arguments.keywords).get("streaming", Known(False)) != Known(False)
    return LibraryObject("datasets.IterableDataset" if streams else "datasets.Dataset", call.place)


MODELS: dict[Key, Model] = {
    (_ARGUMENTS, MADE): _keep_arguments,
    **dict.fromkeys(_TRAINERS, _trainer),
    **{(trainer, "train"): _train for trainer in _TRAINERS},
    f"transformers.{REST}": _model,
    (_MODEL, "generate"): _generate,
    f"torchvision.models.{REST}": _vision,
    _LIGHTNING: _lightning,
    **{(_LIGHTNING, name): _fit for name in ("fit", "validate", "test", "predict")},
    "accelerate.Accelerator": _accelerator,
    ("accelerate.Accelerator", "prepare"): _prepare,
    "datasets.load_dataset": _load_dataset,
    ("datasets.Dataset", "__getitem__"): lambda _, call: call.receiver,
}
