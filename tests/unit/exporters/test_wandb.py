import subprocess
import sys

import pytest

from calibrax.errors import UsageError
from calibrax.exporters.plain_rule import judge
from calibrax.exporters.wandb import WandBExporter
from tests.builders import a_point, a_run

RUN = a_run(a_point("a", t=1.0))


@pytest.mark.parametrize(
    ("environ", "said"),
    [
        ({}, "WANDB_API_KEY is not set"),
        ({"WANDB_API_KEY": " "}, "WANDB_API_KEY is blank"),
        ({"WANDB_MODE": "of"}, "no WANDB_MODE 'of'"),
        ({"WANDB_MODE": "disabled"}, "WANDB_MODE is disabled"),
    ],
)
def test_without_credentials_it_says_what_to_set(
    environ: dict[str, str], said: str, caplog: pytest.LogCaptureFixture
) -> None:
    with WandBExporter("p", environ=environ) as exporter:
        assert exporter.export_run(RUN, finish=False) == ""
        assert not exporter.check_auth()
        exporter.export_analysis(RUN, RUN)
    assert len(caplog.records) == 3
    assert all(record.message.startswith("nothing is sent: ") for record in caplog.records)
    assert all(said in record.message for record in caplog.records)


def test_without_credentials_the_sdk_is_not_imported() -> None:
    script = (
        "import sys\n"
        "from calibrax.core import Run\n"
        "from calibrax.exporters.wandb import WandBExporter\n"
        "assert WandBExporter('p', environ={}).export_run(Run(points=())) == ''\n"
        "assert 'wandb' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True, timeout=60)


def test_a_report_on_another_run_is_refused() -> None:
    report = judge(RUN, RUN, {})
    with pytest.raises(UsageError, match="the report is on a1b2c3d4e5f6, not on run other"):
        WandBExporter("p", environ={}).export_report(a_run(id="other"), report)
