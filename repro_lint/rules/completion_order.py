"""Results are kept in the order in which they arrive.

Why:
    `as_completed` and `imap_unordered` give the results as the workers finish, and that differs from run to
    run.

Bad:
    from concurrent.futures import ThreadPoolExecutor, as_completed

    with ThreadPoolExecutor(4) as pool:
        futures = [pool.submit(pow, 2, exponent) for exponent in range(16)]
        print([future.result() for future in as_completed(futures)])

Good:
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(4) as pool:
        futures = [pool.submit(pow, 2, exponent) for exponent in range(16)]
        print([future.result() for future in futures])

Fix:
    None: sort, or keep results by what they belong to.
"""

from __future__ import annotations

from collections.abc import Iterator

from repro_lint.model import Severity
from repro_lint.remarks.model import Remark, Rule, View
from repro_lint.remarks.orders import remarks

RULE = Rule(
    code="RPL403",
    name="completion-order",
    summary="results are kept in the order in which they arrive",
    severity="E",
    fix="–",
)


def check(view: View) -> Iterator[Remark]:
    """One remark for each such order that is used."""
    yield from remarks(
        RULE,
        view,
        Severity.ERROR,
        lambda _: "results are kept in the order in which they arrive, and that differs from run to run",
        lambda _: "keep them in the order of submission",
    )
