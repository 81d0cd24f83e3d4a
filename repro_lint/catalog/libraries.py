"""Libraries around the catalogue: those that seed global streams for the caller, and those that nobody has judged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from repro_lint.catalog.schema import Role, Row
from repro_lint.catalog.tables import ALL_STREAMS, group

_SEED = Row("", Role.SEED, "documentation of {name}", parameters=("seed",), seed="seed")

THIRD_PARTY_SEEDS = (
    *group(
        "ray.rllib.utils.debug",
        "update_global_seed_if_necessary",
        replace(_SEED, streams=ALL_STREAMS, parameters=("framework", "seed")),
    ),
    *group("stable_baselines", "common.set_global_seeds", replace(_SEED, streams=ALL_STREAMS)),
    # It seeds a stream of its own, which nothing else draws from.
    *group("mxnet", "random.seed", replace(_SEED, parameters=("seed_state", "ctx"), seed="seed_state")),
)

NOT_JUDGED: Mapping[str, str] = {
    "albumentations": "albumentations",
    "audiomentations": "audiomentations",
    "augly": "augly",
    "autokeras": "autokeras",
    "bayes_opt": "bayesian-optimization",
    "catboost": "catboost",
    "ctgan": "ctgan",
    "cupy": "cupy",
    "dask": "dask",
    "deap": "deap",
    "deepctr": "deepctr",
    "faker": "faker",
    "fastai": "fastai",
    "flaml": "flaml",
    "flax": "flax",
    "gensim": "gensim",
    "gpflow": "gpflow",
    "gym": "gym",
    "gymnasium": "gymnasium",
    "hyperas": "hyperas",
    "hyperopt": "hyperopt",
    "imblearn": "imbalanced-learn",
    "imgaug": "imgaug",
    "jax": "jax",
    "karateclub": "karateclub",
    "keras_contrib": "keras-contrib",
    "keras_cv": "keras-cv",
    "keras_hub": "keras-hub",
    "keras_nlp": "keras-nlp",
    "keras_tuner": "keras-tuner",
    "kerastuner": "keras-tuner",
    "kornia": "kornia",
    "lightgbm": "lightgbm",
    "mxnet": "mxnet",
    "networkx": "networkx",
    "nevergrad": "nevergrad",
    "ngboost": "ngboost",
    "nlpaug": "nlpaug",
    "node2vec": "node2vec",
    "optuna": "optuna",
    "paddle": "paddle",
    "pettingzoo": "pettingzoo",
    "polars": "polars",
    "pymc": "pymc",
    "pymc3": "pymc3",
    "pyod": "pyod",
    "pyspark": "pyspark",
    "pytorch_lightning": "pytorch-lightning",
    "ray": "ray",
    "sdv": "sdv",
    "sentence_transformers": "sentence-transformers",
    "shap": "shap",
    "sionna": "sionna",
    "skimage": "scikit-image",
    "skopt": "scikit-optimize",
    "skorch": "skorch",
    "sonnet": "sonnet",
    "spacy": "spacy",
    "spektral": "spektral",
    "stable_baselines": "stable-baselines",
    "stable_baselines3": "stable-baselines3",
    "statsmodels": "statsmodels",
    "talos": "talos",
    "tcn": "keras-tcn",
    "tensorflow_addons": "tensorflow-addons",
    "tensorflow_federated": "tensorflow-federated",
    "tensorflow_probability": "tensorflow-probability",
    "tensorflow_recommenders": "tensorflow-recommenders",
    "tensorforce": "tensorforce",
    "tensorlayer": "tensorlayer",
    "tf_agents": "tf-agents",
    "tflearn": "tflearn",
    "theano": "theano",
    "torch": "torch",
    "torch_geometric": "torch-geometric",
    "torchaudio": "torchaudio",
    "torchvision": "torchvision",
    "tpot": "tpot",
    "transformers": "transformers",
    "umap": "umap-learn",
    "xgboost": "xgboost",
}
"""Libraries known to draw: top-level module -> the name people know. Those whose draws get rows drop out."""

ROWS = THIRD_PARTY_SEEDS
