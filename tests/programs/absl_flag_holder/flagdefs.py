from absl import flags

SEED = flags.DEFINE_integer("seed", 5, "the seed")
