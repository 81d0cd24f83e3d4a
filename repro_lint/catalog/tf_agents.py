"""TF-Agents: the uniform replay buffer samples from TensorFlow's stream."""

from __future__ import annotations

from repro_lint.catalog.schema import Given, Kind, Role, Row
from repro_lint.catalog.tables import TENSORFLOW, table

_BUFFER = "tf_agents.replay_buffers.tf_uniform_replay_buffer.TFUniformReplayBuffer"
_SAMPLE = Row(
    "",
    Role.DRAW,
    "tf_agents/replay_buffers/tf_uniform_replay_buffer.py _get_next: `tf.random.uniform`",
    rule="unseeded-dataset",
    kind=Kind.DATA,
    streams=TENSORFLOW,
    never_if=({"single_deterministic_pass": (Given.TRUTHY,)},),
)

ROWS = (
    Row(_BUFFER, Role.OBJECT, "tensorflow.org/agents TFUniformReplayBuffer", returns=_BUFFER),
    *table(
        _BUFFER,
        """
        get_next sample_batch_size num_steps
        as_dataset sample_batch_size num_steps num_parallel_calls single_deterministic_pass
        """,
        _SAMPLE,
    ),
)

ALIASES = {"tf_agents.replay_buffers.TFUniformReplayBuffer": _BUFFER}
