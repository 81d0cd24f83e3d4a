"""An estimator or dataset maker that uses random_state without one.

Why:
    With the arguments given, the result depends on `random_state`; estimators that would accept one but do not
    use it (`LogisticRegression` with lbfgs, `SVC`) are not reported.

Bad:
    import numpy as np
    from sklearn.ensemble import RandomForestClassifier

    x = np.arange(20).reshape(10, 2)
    print(RandomForestClassifier(n_estimators=3).fit(x, [0, 1] * 5).predict(x))

Good:
    import numpy as np
    from sklearn.ensemble import RandomForestClassifier

    x = np.arange(20).reshape(10, 2)
    print(RandomForestClassifier(n_estimators=3, random_state=42).fit(x, [0, 1] * 5).predict(x))

Fix:
    Adds `random_state=` to the call.
"""

from __future__ import annotations

from collections.abc import Iterator

from repro_lint.remarks.draws import remarks
from repro_lint.remarks.model import Remark, Rule, View

RULE = Rule(
    code="RPL303",
    name="unseeded-estimator",
    summary="an estimator or dataset maker that uses random_state without one",
    severity="by proof",
    fix="adds random_state=",
)


def check(view: View) -> Iterator[Remark]:
    """The draws of this rule, by what was proved of each."""
    yield from remarks(RULE, view)
