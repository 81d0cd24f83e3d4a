from absl import flags

flags.DEFINE_integer("seed", 17, "the seed")
