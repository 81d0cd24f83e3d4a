"""The many names of one thing: module prefixes, single names, base classes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from repro_lint.catalog.keras_initializers import SNAKE_CASE

KERAS_2 = (
    "tf_keras",
    "tensorflow.python.keras",
    "tensorflow.compat.v1.keras",
    "tensorflow.contrib.keras",
    "tensorflow_core.python.keras",
)
"""Prefixes under which Keras is Keras 2, whatever version `keras` itself has."""

PREFIXES: Mapping[str, str] = {
    **dict.fromkeys(KERAS_2, "keras"),
    "tensorflow.keras": "keras",
    "tensorflow.compat.v2.keras": "keras",
    "tensorflow.contrib.keras.api.keras": "keras",
    "tensorflow_core.keras": "keras",
    "keras.api": "keras",
    "keras.api.keras": "keras",
    "keras.api._v1.keras": "keras",
    "keras.api._v2.keras": "keras",
    "keras.src": "keras",
    "keras.legacy": "keras",
    "keras.engine": "keras",
    "keras_core": "keras",
    "keras_preprocessing": "keras.preprocessing",
    "keras.layers.experimental.preprocessing": "keras.layers",
    "tensorflow_core": "tensorflow",
    "tensorflow.compat.v1": "tensorflow",
    "tensorflow.compat.v2": "tensorflow",
    "tensorflow._api.v2": "tensorflow",
    "tensorflow._api.v2.compat.v1": "tensorflow.compat.v1",
    "tensorflow.initializers": "keras.initializers",
    "tensorflow.contrib.layers.python.layers": "tensorflow.contrib.layers",
    "tensorflow.contrib.rnn": "tensorflow.nn.rnn_cell",
    "tensorflow.contrib.slim": "tensorflow.contrib.layers",
    "tensorflow.contrib.slim.learning": "tensorflow.contrib.training",
    "tensorflow.contrib.slim.python.slim": "tensorflow.contrib.slim",
    "tf_slim": "tensorflow.contrib.slim",
    "tensorflow.random.experimental.Generator": "tensorflow.random.Generator",
    "tensorflow.python.data.ops.dataset_ops": "tensorflow.data",
    "tensorflow.python.framework.config": "tensorflow.config.experimental",
    "tensorflow.python.ops.image_ops": "tensorflow.image",
    "tensorflow.python.ops.image_ops_impl": "tensorflow.image",
    "tensorflow.python.ops.nn": "tensorflow.nn",
    "tensorflow.python.ops.nn_ops": "tensorflow.nn",
    "tensorflow.python.ops.random_ops": "tensorflow.random",
    "tensorflow.python.ops.stateful_random_ops": "tensorflow.random",
    "tensorflow.python.ops.stateless_random_ops": "tensorflow.random",
    "tensorflow.python.framework.random_seed": "tensorflow.random",
    "random._inst": "random",
    "numpy.random.mtrand": "numpy.random",
    "numpy.random.mtrand._rand": "numpy.random",
    "numpy.random._generator": "numpy.random",
    "numpy.random.bit_generator": "numpy.random",
    "numpy.core.numpy.random": "numpy.random",
    "scipy.random": "numpy.random",
    "scipy.stats.distributions": "scipy.stats",
    "scipy.stats._qmc": "scipy.stats.qmc",
    "sklearn.cross_validation": "sklearn.model_selection",
    "sklearn.grid_search": "sklearn.model_selection",
    "pylab": "numpy.random",
    "matplotlib.pylab": "numpy.random",
    "pandas.core.frame": "pandas",
    "pandas.core.series": "pandas",
    "pandas.core.groupby": "pandas.api.typing",
}
"""Module -> the module under which its names have rows."""

_RANDOM_OPS = {
    "random_gamma": "gamma",
    "random_normal": "normal",
    "random_poisson": "poisson",
    "random_shuffle": "shuffle",
    "random_uniform": "uniform",
    "truncated_normal": "truncated_normal",
}
_CONVOLUTIONS = {
    f"keras.layers.{old}{size}": f"keras.layers.{new}{size}"
    for old, new in (("Convolution", "Conv"), ("SeparableConvolution", "SeparableConv"))
    for size in ("1D", "2D", "3D", "1DTranspose", "2DTranspose", "3DTranspose")
    if not (old.startswith("Separable") and size not in ("1D", "2D"))
}
_V1_INITIALIZERS = (
    "glorot_normal",
    "glorot_uniform",
    "orthogonal",
    "random_normal",
    "random_uniform",
    "truncated_normal",
    "uniform_unit_scaling",
    "variance_scaling",
)

_CONSTANTS = ("zeros", "ones", "constant", "identity")  # initializers that draw nothing
_INIT_OPS = "tensorflow.python.ops.init_ops"


def _inner_initializers() -> Iterator[tuple[str, str]]:
    """The names of initializers inside TensorFlow 2.21, of the first version and of the second."""
    for name in (*_V1_INITIALIZERS, *_CONSTANTS):
        cls = "".join(part.capitalize() for part in name.split("_"))
        constant = f"keras.initializers.{cls}" if name in _CONSTANTS else None
        for spelled in (name, f"{name}_initializer", cls):
            yield f"{_INIT_OPS}.{spelled}", constant or f"tensorflow.compat.v1.{name}_initializer"
            if constant or (spelled != cls and name in SNAKE_CASE):
                yield f"{_INIT_OPS}_v2.{spelled}", constant or f"{_INIT_OPS}_v2.{cls}"


ALIASES: Mapping[str, str] = {
    "keras.models.Model": "keras.Model",
    "keras.models.Sequential": "keras.Sequential",
    "keras.models.Functional": "keras.Functional",
    "keras.training.Model": "keras.Model",
    "keras.functional.Functional": "keras.Functional",
    "keras.sequential.Sequential": "keras.Sequential",
    "keras.saving.load_model": "keras.models.load_model",
    "keras.preprocessing.audio_dataset_from_directory": "keras.utils.audio_dataset_from_directory",
    "keras.preprocessing.image_dataset_from_directory": "keras.utils.image_dataset_from_directory",
    "keras.preprocessing.text_dataset_from_directory": "keras.utils.text_dataset_from_directory",
    "keras.preprocessing.timeseries_dataset_from_array": "keras.utils.timeseries_dataset_from_array",
    "keras.layers.GroupedQueryAttention": "keras.layers.GroupQueryAttention",
    "keras.layers.Convolution2DTranspose": "keras.layers.Conv2DTranspose",
    "keras.layers.Deconvolution2D": "keras.layers.Conv2DTranspose",
    **_CONVOLUTIONS,
    **{f"keras.initializers.{old}": f"keras.initializers.{new}" for old, new in SNAKE_CASE.items()},
    **{f"tensorflow.{old}": f"tensorflow.random.{new}" for old, new in _RANDOM_OPS.items()},
    **{f"tensorflow.random.{old}": f"tensorflow.random.{new}" for old, new in _RANDOM_OPS.items() if old != new},
    **{
        f"tensorflow.compat.v1.initializers.{name}": f"tensorflow.compat.v1.{name}_initializer"
        for name in _V1_INITIALIZERS
    },
    **{f"tensorflow.{name}_initializer": f"keras.initializers.{SNAKE_CASE[name]}" for name in _CONSTANTS},
    **dict(_inner_initializers()),
    "tensorflow.random_crop": "tensorflow.image.random_crop",
    "tensorflow.random.random_crop": "tensorflow.image.random_crop",
    "tensorflow.random.experimental.create_rng_state": "tensorflow.random.create_rng_state",
    "tensorflow.random.experimental.get_global_generator": "tensorflow.random.get_global_generator",
    "tensorflow.random.experimental.set_global_generator": "tensorflow.random.set_global_generator",
    "tensorflow.random.experimental.stateless_fold_in": "tensorflow.random.fold_in",
    "tensorflow.random.experimental.stateless_split": "tensorflow.random.split",
    "tensorflow.nn.all_candidate_sampler": "tensorflow.random.all_candidate_sampler",
    "tensorflow.nn.fixed_unigram_candidate_sampler": "tensorflow.random.fixed_unigram_candidate_sampler",
    "tensorflow.nn.learned_unigram_candidate_sampler": "tensorflow.random.learned_unigram_candidate_sampler",
    "tensorflow.nn.log_uniform_candidate_sampler": "tensorflow.random.log_uniform_candidate_sampler",
    "tensorflow.nn.uniform_candidate_sampler": "tensorflow.random.uniform_candidate_sampler",
    "tensorflow.data.DatasetV1": "tensorflow.data.Dataset",
    "tensorflow.data.DatasetV2": "tensorflow.data.Dataset",
    "tensorflow.config.experimental.set_visible_devices": "tensorflow.config.set_visible_devices",
    "tensorflow.config.experimental.get_visible_devices": "tensorflow.config.get_visible_devices",
    "tensorflow.config.experimental.list_physical_devices": "tensorflow.config.list_physical_devices",
    "tensorflow.config.experimental.list_logical_devices": "tensorflow.config.list_logical_devices",
    "tensorflow.python.framework.random_seed.set_random_seed": "tensorflow.compat.v1.set_random_seed",
    # TensorFlow 1 had this name too; TensorFlow 2 has neither.
    "tensorflow.random.set_random_seed": "tensorflow.set_random_seed",
    "sklearn.decomposition.randomized_svd": "sklearn.utils.extmath.randomized_svd",
    "sklearn.metrics.cluster.silhouette_score": "sklearn.metrics.silhouette_score",
    "sklearn.utils.validation.check_random_state": "sklearn.utils.check_random_state",
}
"""One name -> the name of its row, after the prefixes."""

BASES: Mapping[str, str] = {
    "keras.Functional": "keras.Model",
    "keras.Sequential": "keras.Model",
    "pandas.api.typing.DataFrameGroupBy": "pandas.DataFrame",
    "random.SystemRandom": "random.Random",
    "tensorflow.data.FixedLengthRecordDataset": "tensorflow.data.Dataset",
    "tensorflow.data.TFRecordDataset": "tensorflow.data.Dataset",
    "tensorflow.data.TextLineDataset": "tensorflow.data.Dataset",
    "tensorflow.data.experimental.RandomDataset": "tensorflow.data.Dataset",
}
"""Class -> the class whose methods it inherits."""
