"""Gymnasium and Gym: an environment draws from a generator of its own, and so does each of its spaces.

Seeding the environment (`reset(seed=)`, `seed()` in Gym) seeds no space; each space has `seed()`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from repro_lint.catalog.schema import Role, Row
from repro_lint.catalog.streams import OWN
from repro_lint.catalog.tables import ALWAYS, ENTROPY, group, table

ENVIRONMENT, OTHER, VECTOR, JOINED, SPACE = (
    "gymnasium.Env",
    "gymnasium.Env.Other",
    "gymnasium.vector.VectorEnv",
    "gymnasium.vector.SyncVectorEnv",  # of the environments that its functions make: their spaces are its own
    "gymnasium.spaces.Space",
)
SPACES = ("action_space", "observation_space", "single_action_space", "single_observation_space")
"""The attributes of an environment that are spaces; each is an object of its own, and so a kind below `SPACE`."""
_ENVIRONMENTS = (
    "Acrobot Ant BipedalWalker BipedalWalkerHardcore Blackjack CarRacing CartPole FrozenLake FrozenLake8x8"
    " HalfCheetah Hopper Humanoid HumanoidStandup InvertedDoublePendulum InvertedPendulum LunarLander"
    " LunarLanderContinuous MountainCar MountainCarContinuous Pendulum Pusher Reacher Swimmer Taxi Walker2d"
)
DRAWING = frozenset(_ENVIRONMENTS.split())
"""The environments of the library that draw when they are reset, or in their steps, by their names without version."""

_RESET = Row(
    "",
    Role.DRAW,
    "LIBRARIES §1.5 {name}",
    rule="unseeded-draw",
    streams=(OWN,),
    seed="seed",
    reseeds=(OWN,),
    fix="seed={seed}",
)
_SEED = Row("", Role.SEED, "LIBRARIES §1.5", streams=(OWN,), parameters=("seed",), seed="seed")
_MAKE = Row("", Role.OBJECT, "LIBRARIES §1.5", returns=ENVIRONMENT)
_SPACE = Row("", Role.OBJECT, "LIBRARIES §2 gymnasium", seed="seed", returns=SPACE)

ROWS = (
    *table("gymnasium", "make id max_episode_steps", _MAKE),
    *table("gym", "make id", replace(_MAKE, source="gymlibrary.dev make")),  # whose environments have `seed`
    *table("gymnasium", "make_vec id num_envs", Row("", Role.OBJECT, "LIBRARIES §2 gymnasium", returns=VECTOR)),
    *group(
        "gymnasium.vector",
        "AsyncVectorEnv SyncVectorEnv",
        Row("", Role.OBJECT, "LIBRARIES §2 gymnasium", returns=JOINED),
    ),
    Row(VECTOR, Role.OBJECT, "gymnasium.farama.org VectorEnv", returns=VECTOR),
    Row(ENVIRONMENT, Role.OBJECT, "gymnasium.farama.org Env", returns=ENVIRONMENT),
    Row(SPACE, Role.OBJECT, "gymnasium.farama.org Space", returns=SPACE),
    *group(ENVIRONMENT, "reset", _RESET),
    *group(OTHER, "reset", replace(_RESET, may_if=(ALWAYS,))),
    *group(VECTOR, "reset", _RESET),
    *group(ENVIRONMENT, "seed", _SEED),
    *group(VECTOR, "seed", _SEED),
    *table(
        "gymnasium.spaces",
        """
        Box low high shape dtype seed
        Dict spaces seed
        Discrete n seed
        Graph node_space edge_space seed
        MultiBinary n seed
        MultiDiscrete nvec dtype seed
        OneOf spaces seed
        Sequence space seed
        Text max_length
        Tuple spaces seed
        """,
        _SPACE,
    ),
    *group(SPACE, "sample", Row("", Role.DRAW, "LIBRARIES §1.5 {name}", rule="unseeded-draw", streams=(OWN,))),
    *group(SPACE, "seed", _SEED),
    Row(
        "gymnasium.utils.seeding.np_random",
        Role.GENERATOR,
        "LIBRARIES §1.5, catalogue",
        rule="unseeded-generator",
        streams=ENTROPY,
        parameters=("seed",),
        seed="seed",
        fix="{seed}",
    ),
    *table(
        "gymnasium.envs.toy_text.frozen_lake",
        "generate_random_map size p seed",
        replace(_RESET, source="LIBRARIES §2 gymnasium", streams=ENTROPY, reseeds=()),
    ),
)

_MODULES = ("box", "dict", "discrete", "multi_binary", "multi_discrete", "tuple")
PREFIXES: Mapping[str, str] = {
    "gym": "gymnasium",
    **{f"gymnasium.spaces.{module}": "gymnasium.spaces" for module in _MODULES},
}
BASES: Mapping[str, str] = {OTHER: ENVIRONMENT, JOINED: VECTOR, **{f"{SPACE}.{name}": SPACE for name in SPACES}}
