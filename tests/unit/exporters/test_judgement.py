import pytest

from calibrax.exporters.judgement import Judge, Judgement
from calibrax.exporters.plain_rule import judge
from tests.builders import a_point, a_run

RUN = a_run(a_point("a", t=1.0))
REPORT = judge(RUN, RUN, {})


@pytest.mark.parametrize("before", [None, "plain rule", "gate", {"odd": 1}])
def test_what_was_asked_for_replaces_every_verdict(before: object) -> None:
    assert Judgement(report=REPORT, judge=Judge.GATE).replaces(before)
    assert Judgement(report=REPORT, judge=Judge.PLAIN_RULE).replaces(before)


@pytest.mark.parametrize(
    ("before", "replaced"), [(None, True), ("plain rule", True), ("gate", False)]
)
def test_a_plain_rule_that_nobody_asked_for_leaves_the_verdict_of_the_gate(
    before: str | None, replaced: bool
) -> None:
    judgement = Judgement(report=REPORT, judge=Judge.PLAIN_RULE, asked=False)
    assert judgement.replaces(before) is replaced
