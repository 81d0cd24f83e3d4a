"""DEAP: operators, algorithms and trees draw from Python's global stream, strategies of evolution from NumPy's.

What a `Toolbox` was told to call is not followed: the algorithms that call it draw for themselves.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from repro_lint.catalog.schema import Role, Row
from repro_lint.catalog.tables import NUMPY, PYTHON, group

_DRAW = Row("", Role.DRAW, "DEAP §1 {name}", rule="unseeded-draw", streams=PYTHON)
_STRATEGIES = ("Strategy", "StrategyOnePlusLambda", "StrategyActiveOnePlusLambda", "StrategyMultiObjective")

ROWS = (
    *group(
        "deap.tools",
        "selRandom selTournament selRoulette selStochasticUniversalSampling selDoubleTournament selLexicase"
        " selEpsilonLexicase selAutomaticEpsilonLexicase selTournamentDCD cxOnePoint cxTwoPoint cxTwoPoints cxUniform"
        " cxPartialyMatched cxUniformPartialyMatched cxOrdered cxBlend cxSimulatedBinary cxSimulatedBinaryBounded"
        " cxMessyOnePoint cxESBlend cxESTwoPoint cxESTwoPoints mutGaussian mutPolynomialBounded mutShuffleIndexes"
        " mutFlipBit mutUniformInt mutInversion mutESLogNormal",
        _DRAW,
    ),
    *group("deap.tools", "selNSGA3", replace(_DRAW, streams=NUMPY)),
    *group("deap.algorithms", "varAnd varOr eaSimple eaMuPlusLambda eaMuCommaLambda", _DRAW),
    *group(
        "deap.gp",
        "genFull genGrow genHalfAndHalf genRamped cxOnePoint cxOnePointLeafBiased mutUniform mutNodeReplacement"
        " mutInsert mutShrink",
        _DRAW,
    ),
    *(Row(f"deap.cma.{name}", Role.OBJECT, "DEAP §1 cma", returns=f"deap.cma.{name}") for name in _STRATEGIES),
    *group("deap.cma", " ".join(f"{name}.generate" for name in _STRATEGIES), replace(_DRAW, streams=NUMPY)),
)

PREFIXES: Mapping[str, str] = {
    f"deap.tools.{module}": "deap.tools" for module in ("crossover", "emo", "mutation", "selection")
}
