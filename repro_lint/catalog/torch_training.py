"""What trains PyTorch models: Lightning, Hugging Face's libraries, and helpers that seed several streams at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from repro_lint.catalog import streams
from repro_lint.catalog.schema import Given, Kind, Role, Row
from repro_lint.catalog.tables import ALL_STREAMS, ENTROPY, NUMPY, group, table
from repro_lint.catalog.torch_random import STREAM, TORCH

WARNS_ONLY = "torch.use_deterministic_algorithms(warn_only=True)"
"""What leaves operations without a deterministic algorithm as they are, as its author asks for."""
SEEDED = (streams.PYTHON, streams.NUMPY, STREAM)
_SEED = Row("", Role.SEED, "documentation of {name}", streams=SEEDED, parameters=("seed",), seed="seed")
_MEASURED = replace(_SEED, source="TORCH §2.29")
# Without a seed, and with None, they take PL_GLOBAL_SEED from the environment, or zero.
_LIGHTNING = replace(_SEED, source="TORCH §1.2", parameters=("seed", "workers", "verbose"), seed_default=0)

_SEEDS = (
    *group("transformers", "set_seed enable_full_determinism", replace(_MEASURED, streams=(*ALL_STREAMS, STREAM))),
    *group("pytorch_lightning", "seed_everything", _LIGHTNING),
    *group("lightning_fabric", "seed_everything Fabric.seed_everything", _LIGHTNING),
    *group("accelerate", "utils.set_seed", _MEASURED),
    *group("torch_geometric", "seed_everything", _MEASURED),
    *group("fastai", "set_seed", replace(_SEED, parameters=("s", "reproducible"), seed="s")),
    *group("ignite", "utils.manual_seed", _SEED),
    *group("monai", "utils.set_determinism", _SEED),
    *group("spacy", "util.fix_random_seed", replace(_SEED, seed_default=0)),
    *group("stable_baselines3", "common.utils.set_random_seed", _SEED),
)

_DATASETS = Row(
    "",
    Role.DRAW,
    "TORCH §1.4",
    rule="unseeded-dataset",
    kind=Kind.DATA,
    streams=NUMPY,
    seed="seed",
    seed_aliases=("generator",),
    returns="datasets.Dataset",
    fix="seed={seed}",
)
_MADE = Row("", Role.OBJECT, "TORCH §1.4", returns="datasets.Dataset")
_ITERATED = replace(_MADE, returns="datasets.IterableDataset")
_SOURCES = "csv dict generator json list pandas parquet polars sql text"
_HUGGING_FACE = (
    *group("datasets", "Dataset DatasetDict concatenate_datasets load_from_disk", _MADE),
    *group("datasets.Dataset", " ".join(f"from_{source}" for source in _SOURCES.split()), _MADE),
    *group("datasets.IterableDataset", "from_file from_generator from_spark", _ITERATED),
    *group("datasets.Dataset", "to_iterable_dataset", _ITERATED),
    *table("datasets.Dataset", "shuffle seed generator", _DATASETS),
    *table(
        "datasets.Dataset",
        "train_test_split test_size train_size shuffle stratify_by_column seed generator",
        replace(_DATASETS, rule="unseeded-split", never_if=({"shuffle": (False,)},)),
    ),
    *table("datasets.IterableDataset", "shuffle seed generator", replace(_DATASETS, streams=ENTROPY, returns="self")),
    *group(
        "datasets",
        "interleave_datasets",
        replace(
            _DATASETS,
            streams=ENTROPY,
            seed_aliases=(),
            parameters=("datasets", "probabilities", "seed"),
            draws_if=({"probabilities": (Given.PRESENT,)},),
        ),
    ),
    Row(
        "transformers.TrainingArguments",
        Role.OBJECT,
        "TORCH §1.3",
        parameters=("output_dir",),
        returns="transformers.TrainingArguments",
    ),
    Row(
        "transformers.DataCollatorForLanguageModeling",
        Role.DRAW,
        "TORCH §2.30",
        rule="unseeded-draw",
        streams=TORCH,
        methods=("__call__", "torch_call"),
        parameters=("tokenizer", "mlm", "mlm_probability"),
        seed="seed",
        never_if=({"mlm": (False,)},),
    ),
    Row(
        "transformers.PreTrainedModel",
        Role.DRAW,
        "TORCH §2.30",
        rule="unseeded-weights",
        kind=Kind.MODEL,
        streams=TORCH,
    ),
    Row(
        "transformers.PreTrainedModel.generate",
        Role.DRAW,
        "TORCH §2.30",
        rule="unseeded-draw",
        streams=TORCH,
        draws_if=({"do_sample": (Given.TRUTHY,)},),
    ),
)
# Their cards on huggingface.co: pretrained without a head for a task, which is "newly initialized" when it is loaded.
_BARE = (
    "albert-base-v2 bert-base-cased bert-base-chinese bert-base-multilingual-cased bert-base-uncased"
    " bert-large-uncased distilbert-base-cased distilbert-base-uncased distilroberta-base roberta-base"
    " roberta-large xlm-roberta-base google-bert/bert-base-cased google-bert/bert-base-uncased"
    " distilbert/distilbert-base-uncased FacebookAI/roberta-base FacebookAI/xlm-roberta-base"
    " microsoft/deberta-v3-base microsoft/deberta-v3-small google/vit-base-patch16-224-in21k"
    " google/electra-small-discriminator"
)
BARE_CHECKPOINTS = frozenset(_BARE.split())


_RANDOM = Row("", Role.DRAW, "TORCH §2.32", rule="unseeded-draw", streams=TORCH)
_METRICS = (
    *group("torchmetrics", "BootStrapper", replace(_RANDOM, methods=("update", "forward", "__call__"))),
    *group(
        "torchmetrics.image",
        "inception.InceptionScore kid.KernelInceptionDistance",
        replace(_RANDOM, methods=("compute", "forward", "__call__")),
    ),
)

ROWS = (*_SEEDS, *_HUGGING_FACE, *_METRICS)

PREFIXES: Mapping[str, str] = {
    "lightning": "pytorch_lightning",
    "lightning.pytorch": "pytorch_lightning",
    "lightning.fabric": "lightning_fabric",
    "pytorch_lightning.utilities.seed": "pytorch_lightning",
    "lightning_fabric.utilities.seed": "lightning_fabric",
    "lightning.fabric.utilities.seed": "lightning_fabric",
    "lightning.pytorch.utilities.seed": "pytorch_lightning",
    "transformers.trainer_utils": "transformers",
    "transformers.trainer": "transformers",
    "transformers.training_args": "transformers",
    "transformers.data.data_collator": "transformers",
    "torch_geometric.seed": "torch_geometric",
    "datasets.arrow_dataset": "datasets",
    "datasets.DatasetDict": "datasets.Dataset",
    "datasets.dataset_dict.DatasetDict": "datasets.Dataset",
    **{f"fastai.{module}": "fastai" for module in ("torch_core", "basics", "vision.all", "tabular.all", "text.all")},
}
