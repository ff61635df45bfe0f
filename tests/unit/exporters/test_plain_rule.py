from calibrax.exporters.plain_rule import judge
from calibrax.gate.verdict import Verdict
from tests.builders import a_point, a_run

RUN = a_run(a_point("a", t=1.0))


def test_five_percent_are_allowed() -> None:
    slower = a_run(a_point("a", t=1.06), id="slower")
    assert judge(slower, RUN, {}).verdict is Verdict.FAIL
    assert judge(a_run(a_point("a", t=1.04), id="b"), RUN, {}).verdict is Verdict.PASS


def test_without_a_baseline_nothing_is_judged() -> None:
    assert judge(RUN, None, {}).verdict is Verdict.NO_BASELINE
