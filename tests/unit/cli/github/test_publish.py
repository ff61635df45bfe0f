"""The comment of github publish: what GitHub does not let is said, and changes nothing."""

import msgspec
import pytest

from calibrax.cli.github.publish import _comment
from calibrax.github.plan import Plan
from calibrax.report import build
from tests.builders import a_point, a_run
from tests.github_api import Api
from tests.unit.github.plans import REQUEST, a_plan

BASE = a_run(a_point("a", t=1.0), id="base")
SLOW = build.judged(a_run(a_point("a", t=2.0)), BASE, 0.05, "main")
WELL = build.judged(a_run(a_point("a", t=1.0)), BASE, 0.05, "main")


@pytest.fixture
def plan(api: Api) -> Plan:
    """Return the plan of a pull request on the API on loopback."""
    return a_plan(msgspec.structs.replace(REQUEST, api_url=api.url))


def test_a_comment_is_written_and_told(
    capsys: pytest.CaptureFixture[str], api: Api, plan: Plan
) -> None:
    assert _comment(plan, SLOW) == []
    assert capsys.readouterr() == ("Commented on #7\n", "")
    assert len(api.comments) == 1


def test_no_comment_is_needed(capsys: pytest.CaptureFixture[str], api: Api, plan: Plan) -> None:
    assert _comment(plan, WELL) == []
    assert capsys.readouterr() == ("No comment is needed.\n", "")
    assert api.comments == []


def test_a_comment_that_is_not_allowed_is_a_warning_with_the_remedy(
    capsys: pytest.CaptureFixture[str], api: Api, plan: Plan
) -> None:
    api.forbidden = True
    (command,) = _comment(plan, SLOW)
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("warning: no comment: ")
    assert err.endswith(
        "; the job needs the permission pull-requests: write, which a pull request of a fork "
        "never has\n"
    )
    assert command.startswith("::warning title=No comment::")


def test_a_server_that_is_gone_is_a_warning_too(
    capsys: pytest.CaptureFixture[str], api: Api, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    api.close()
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    (command,) = _comment(plan, SLOW)
    err = capsys.readouterr().err
    assert err.startswith("warning: no comment: ")
    assert "permission" not in err
    assert command.startswith("::warning title=No comment::")
