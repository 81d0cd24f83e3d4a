"""TensorFlow's own stream: `tf.random`, `tf.image`, `tf.nn`, its generators, seeds and switches."""

from __future__ import annotations

from dataclasses import replace

from repro_lint.catalog.schema import Given, Kind, Role, Row
from repro_lint.catalog.tables import ALWAYS, ENTROPY, TENSORFLOW, group, table

_DRAW = Row(
    "",
    Role.DRAW,
    "TRUTH §1 tf_uniform, tf_normal_twice, tf_shuffle",
    rule="unseeded-draw",
    streams=TENSORFLOW,
    seed="seed",
    fix="seed={seed}",
)
_IMAGE = replace(_DRAW, source="TRUTH §1 tf_image_random_crop, tf_image_random_brightness")
# A pure function of its seed, which has no default: only the value of the seed can be wrong.
_STATELESS = replace(_DRAW, source="TRUTH §1 tf_stateless_uniform", streams=())
_RATE = ({"rate": (0, 0.0)},)

_RANDOM = (
    *table(
        "tensorflow.random",
        """
        categorical      logits num_samples dtype seed
        gamma            shape alpha beta dtype seed
        normal           shape mean stddev dtype seed
        poisson          shape lam dtype seed
        shuffle          value seed
        truncated_normal shape mean stddev dtype seed
        uniform          shape minval maxval dtype seed
        all_candidate_sampler             true_classes num_true num_sampled unique seed
        fixed_unigram_candidate_sampler   true_classes num_true num_sampled unique range_max vocab_file distortion \
        num_reserved_ids num_shards shard unigrams seed
        learned_unigram_candidate_sampler true_classes num_true num_sampled unique range_max seed
        log_uniform_candidate_sampler     true_classes num_true num_sampled unique range_max seed
        uniform_candidate_sampler         true_classes num_true num_sampled unique range_max seed
        """,
        _DRAW,
    ),
    *table(
        "tensorflow.random",
        """
        create_rng_state                              seed
        fold_in                                       seed
        split                                         seed
        stateless_binomial                            shape seed
        stateless_categorical                         logits num_samples seed
        stateless_gamma                               shape seed
        stateless_normal                              shape seed
        stateless_parameterized_truncated_normal      shape seed
        stateless_poisson                             shape seed
        stateless_truncated_normal                    shape seed
        stateless_uniform                             shape seed
        experimental.index_shuffle                    index seed
        experimental.stateless_shuffle                value seed
        """,
        _STATELESS,
    ),
    *table("tensorflow", "random_index_shuffle index seed", _STATELESS),
    *group(
        "tensorflow.experimental.numpy.random",
        "poisson rand randint randn random standard_normal uniform",
        replace(_DRAW, source="api docs tf.experimental.numpy.random", seed=None, fix=""),
    ),
)

_IMAGES = (
    *table(
        "tensorflow.image",
        """
        random_brightness      image max_delta seed
        random_contrast        image lower upper seed
        random_crop            value size seed
        random_flip_left_right image seed
        random_flip_up_down    image seed
        random_hue             image max_delta seed
        random_jpeg_quality    image min_jpeg_quality max_jpeg_quality seed
        random_saturation      image lower upper seed
        """,
        _IMAGE,
    ),
    *table(
        "tensorflow.image",
        """
        stateless_random_brightness            image max_delta seed
        stateless_random_contrast              image lower upper seed
        stateless_random_crop                  value size seed
        stateless_random_flip_left_right       image seed
        stateless_random_flip_up_down          image seed
        stateless_random_hue                   image max_delta seed
        stateless_random_jpeg_quality          image min_jpeg_quality max_jpeg_quality seed
        stateless_random_saturation            image lower upper seed
        stateless_sample_distorted_bounding_box image_size bounding_boxes seed
        """,
        _STATELESS,
    ),
)

# Their default seed 0 means "no seed", and the global seed does not reach them.
_ENTROPIC = replace(
    _DRAW, source="measured, TF 2.21: {name} differs between processes after tf.random.set_seed", streams=ENTROPY
)
_UNREACHED = (
    *table("tensorflow.image", "sample_distorted_bounding_box image_size bounding_boxes seed", _ENTROPIC),
    *table(
        "tensorflow.nn",
        """
        fractional_avg_pool value pooling_ratio pseudo_random overlapping seed
        fractional_max_pool value pooling_ratio pseudo_random overlapping seed
        """,
        _ENTROPIC,
    ),
    *group(
        "tensorflow.raw_ops",
        "Multinomial ParameterizedTruncatedNormal RandomCrop RandomGamma RandomPoisson RandomPoissonV2 RandomShuffle"
        " RandomStandardNormal RandomUniform RandomUniformInt TruncatedNormal AllCandidateSampler"
        " FixedUnigramCandidateSampler LearnedUnigramCandidateSampler LogUniformCandidateSampler"
        " ThreadUnsafeUnigramCandidateSampler UniformCandidateSampler SampleDistortedBoundingBoxV2"
        " FractionalAvgPool FractionalMaxPool",
        replace(_ENTROPIC, never_if=({"seed2": (Given.PRESENT,)},)),
    ),
)

_NETWORK = (
    *table(
        "tensorflow.nn",
        "dropout x rate noise_shape seed",
        replace(_DRAW, source="TRUTH §1 tf_nn_dropout", never_if=_RATE),
    ),
    *table(
        "tensorflow.nn.experimental",
        "stateless_dropout x rate seed",
        replace(_STATELESS, source="api_catalog: tf.nn.experimental.stateless_dropout", never_if=_RATE),
    ),
    *table(
        "tensorflow.nn",
        """
        sampled_softmax_loss weights biases labels inputs num_sampled num_classes num_true sampled_values \
        remove_accidental_hits seed
        """,
        replace(
            _DRAW,
            source="api_catalog: tf.nn.{name}",
            defaults={"sampled_values": None},
            never_if=({"sampled_values": (Given.PRESENT,)},),
        ),
    ),
    *table(
        "tensorflow.nn",
        "nce_loss weights biases labels inputs num_sampled num_classes num_true sampled_values remove_accidental_hits",
        replace(
            _DRAW,
            source="api docs tf.nn.{name}: draws by log_uniform_candidate_sampler, without a seed of its own",
            seed=None,
            fix="",
            defaults={"sampled_values": None},
            never_if=({"sampled_values": (Given.PRESENT,)},),
        ),
    ),
    *table(
        "tensorflow.queue",
        "RandomShuffleQueue capacity min_after_dequeue dtypes shapes names seed",
        replace(_DRAW, source="api_catalog: tf.queue.{name}"),
    ),
    *table(
        "tensorflow",
        """
        random_normal_initializer  mean stddev seed
        random_uniform_initializer minval maxval seed
        """,
        replace(
            _DRAW,
            source="measured, TF 2.21: tf.{name} follows tf.random.set_seed",
            rule="unseeded-initializer",
            kind=Kind.MODEL,
        ),
    ),
)

_FROM_SEED = Row(
    "",
    Role.GENERATOR,
    "TRUTH §1 tf_Generator_from_seed",
    rule="unseeded-generator",
    streams=ENTROPY,
    returns="tensorflow.random.Generator",
)
_GENERATORS = (
    Row(
        "tensorflow.random.Generator",
        Role.OBJECT,
        "api docs tf.random.Generator",
        returns="tensorflow.random.Generator",
    ),
    replace(_FROM_SEED, name="tensorflow.random.Generator.from_seed", parameters=("seed",), seed="seed", fix="{seed}"),
    replace(_FROM_SEED, name="tensorflow.random.Generator.from_state", parameters=("state",), seed="state"),
    replace(_FROM_SEED, name="tensorflow.random.Generator.from_key_counter", parameters=("key",), seed="key"),
    replace(
        _FROM_SEED,
        name="tensorflow.random.Generator.from_non_deterministic_state",
        source="TRUTH §1 tf_Generator_nondet_state, §4.9",
        fix="from_seed({seed})",
    ),
    replace(
        _FROM_SEED,
        name="tensorflow.random.get_global_generator",
        source="TRUTH §1 tf_get_global_generator, §4.10: only set_global_generator governs it",
    ),
    Row(
        "tensorflow.random.set_global_generator",
        Role.OBJECT,
        "TRUTH §4.10",
        parameters=("generator",),
        returns="tensorflow.random.Generator",
    ),
    *table(
        "tensorflow.random.Generator",
        "reset_from_seed seed",
        Row("", Role.SEED, "api docs tf.random.Generator", seed="seed"),
    ),
)

_SEED = Row("", Role.SEED, "TRUTH §1 tf_uniform", streams=TENSORFLOW, parameters=("seed",), seed="seed")
_SEEDS = (
    replace(_SEED, name="tensorflow.random.set_seed"),
    replace(_SEED, name="tensorflow.compat.v1.set_random_seed"),
    replace(_SEED, name="tensorflow.compat.v1.random.set_random_seed"),
    replace(
        _SEED,
        name="tensorflow.experimental.numpy.random.seed",
        source="api docs tf.experimental.numpy.random.seed",
        parameters=("s",),
        seed="s",
    ),
    replace(
        _SEED,
        name="tensorflow.set_random_seed",
        source="TensorFlow 2.0 release notes: the name is gone",
        raises_if=(ALWAYS,),
        raises="TensorFlow 2 has it as `tf.random.set_seed` and under `tf.compat.v1`",
        valid="compat.v1.set_random_seed({given})",  # what calls it was written for TensorFlow 1, which has this, too
        until="2",
    ),
)

_SWITCH = Row("", Role.SWITCH, "TRUTH §4.9, §4.23")
_SWITCHES = (
    *group("tensorflow.config.experimental", "enable_op_determinism", _SWITCH),
    *table("tensorflow.config", "set_visible_devices devices device_type", _SWITCH),
    *table(
        "tensorflow.config",
        """
        list_physical_devices device_type
        list_logical_devices  device_type
        get_visible_devices   device_type
        """,
        _SWITCH,
    ),
    *group("tensorflow.test", "is_gpu_available gpu_device_name", _SWITCH),
)

ROWS = (*_RANDOM, *_IMAGES, *_UNREACHED, *_NETWORK, *_GENERATORS, *_SEEDS, *_SWITCHES)
