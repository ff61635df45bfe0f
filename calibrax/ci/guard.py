"""Hold a stored run against its suite's baseline by the plain rule."""

import os

import msgspec

from calibrax.analysis import Regression, compare_runs, detect_regressions
from calibrax.core import Run
from calibrax.errors import DataError, RunNotFound
from calibrax.gate.verdict import Verdict, decide
from calibrax.storage import Store


class GuardResult(msgspec.Struct, frozen=True, kw_only=True):
    """Whether a run passed, and what got worse by more than ``threshold``, a share.

    A benchmark that is missing, invalid or failed is not passed, without being a regression.
    ``baseline_id`` is ``None`` on a first run, which passes unless benchmarks of it failed.
    """

    passed: bool
    regressions: tuple[Regression, ...]
    threshold: float
    baseline_id: str | None
    current_id: str


class CIGuard:
    """Check runs of a store, or of the folder of one, for regressions."""

    def __init__(self, store: Store | str | os.PathLike[str], threshold: float = 0.05) -> None:
        self.store = store if isinstance(store, Store) else Store(store)
        self.threshold = threshold

    def check(self, run_id: str | None = None) -> GuardResult:
        """Return what holds for the newest run, or for the one that ``run_id`` names.

        Raises:
            StoreNotFound: the store's folder is not there.
            RunNotFound: it holds no such run, or none at all.
            DataError: a file cannot be read, or the baseline was set and its file is gone.
            UsageError: the threshold is no finite number of at least 0.
        """
        run = self._run(run_id)
        baseline = self.store.get_baseline(run.suite)
        if baseline is None:
            self._require_first(run.suite)
            return self._result(run, None, (), not run.failed)
        limit, definitions = self.threshold, self.store.metric_defs
        verdict = decide(compare_runs(run, baseline, limit, definitions), run.failed)
        worse = detect_regressions(run, baseline, limit, definitions)
        return self._result(run, baseline, tuple(worse), verdict is Verdict.PASS)

    def _run(self, run_id: str | None) -> Run:
        self.store.require()
        run = self.store.latest() if run_id is None else self.store.load(run_id)
        if run is None:
            raise RunNotFound(f"{self.store.path}: there is no run; store one with Store.save")
        return run

    def _require_first(self, suite: str) -> None:
        lost = self.store.baseline_was_set(suite)
        if lost is not None:
            raise DataError(
                f"{self.store.path}: the baseline {suite!r} was run {lost} and its file is gone; "
                "set it again with Store.set_baseline"
            )

    def _result(
        self, run: Run, baseline: Run | None, regressions: tuple[Regression, ...], passed: bool
    ) -> GuardResult:
        return GuardResult(
            passed=passed,
            regressions=regressions,
            threshold=self.threshold,
            baseline_id=baseline.id if baseline else None,
            current_id=run.id,
        )
