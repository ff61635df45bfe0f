import pytest
import wandb

from calibrax.exporters.whole_table import WholeTable


def test_the_artifact_of_a_table_is_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wandb.Table, "MAX_ARTIFACT_ROWS", 2)
    table = WholeTable(columns=["n"], data=[[1], [2], [3]])
    kept = table.to_json(wandb.Artifact("a", type="run_table"))
    assert kept["data"] == [[1], [2], [3]]
    assert kept["_type"] == "table"
    assert wandb.Table.MAX_ARTIFACT_ROWS == 2


def test_the_limits_are_what_they_were_after_an_error() -> None:
    limits = wandb.Table.MAX_ROWS, wandb.Table.MAX_ARTIFACT_ROWS
    table = WholeTable(columns=["n"], data=[[1]] * (limits[0] + 1))
    with pytest.raises(TypeError):
        table.to_json(None)
    assert limits == (wandb.Table.MAX_ROWS, wandb.Table.MAX_ARTIFACT_ROWS)
