"""What training with PyTorch on a GPU lacks to be repeatable, which two rules ask."""

from __future__ import annotations

from collections.abc import Iterable

from repro_lint.resolve.domain.streams import ALGORITHMS, GPU, WORKSPACE, Key, Origins, Place, Provenance
from repro_lint.resolve.trace.events import CudaTraining

DETERMINISTIC = (ALGORITHMS, WORKSPACE)
"""The switches that together make PyTorch's kernels on a GPU repeatable."""
_SETS_WORKSPACE = 'set `os.environ["CUBLAS_WORKSPACE_CONFIG"] = ":4096:8"`'
_USES_ALGORITHMS = "call `torch.use_deterministic_algorithms(True)`"
_HELP = {
    GPU: 'set `os.environ["CUDA_VISIBLE_DEVICES"] = "-1"` before PyTorch uses a GPU',
    ALGORITHMS: _USES_ALGORITHMS,
    WORKSPACE: _SETS_WORKSPACE,
}


def is_exposed(training: CudaTraining, policy: str) -> bool:
    """Whether it runs on a GPU where there is one, as far as hiding that counts."""
    used = any(origin.provenance is Provenance.SEED for origin in training.cuda)
    return used and (policy == "deterministic" or is_off(training.gpu) or is_chosen(training.gpu))


def asking_places(training: CudaTraining) -> list[Place]:
    """Where the program asks for a GPU."""
    return sorted({origin.place for origin in training.cuda if origin.place is not None})


def lacking(training: CudaTraining, policy: str) -> tuple[Key, ...]:
    """The switches to be thrown: without the first of them results vary, without the workspace alone calls raise."""
    if policy == "hide":
        return (GPU,)
    workspace = (WORKSPACE,) if is_off(training.workspace) else ()
    if is_off(training.algorithms):
        return (ALGORITHMS, *workspace)
    for_all = any(origin.provenance is Provenance.SEED for origin in training.algorithms)
    return workspace if for_all else ()


def how_to(switches: Iterable[Key]) -> str:
    """What to write to throw switches."""
    return " and ".join(_HELP[key] for key in switches)


def is_off(origins: Origins) -> bool:
    """Whether a switch is certainly not thrown on some path."""
    return any(origin.provenance is Provenance.NEVER for origin in origins)


def is_chosen(origins: Origins) -> bool:
    """Whether a program chooses its devices, or throws a switch for a part of the operations, on some path."""
    return any(origin.provenance is Provenance.GIVEN for origin in origins)
