import pytest

from calibrax.exporters.literal import literal


@pytest.mark.parametrize(
    "text", ["wandb-artifact://a/b/c:v0", "wandb-artifact://", "wandb-client-artifact://a/b"]
)
def test_a_reference_is_a_text_like_any_other(text: str) -> None:
    assert literal(text) == f" {text}"
    assert literal({"cpu": ["x", {"model": text}]}) == {"cpu": ["x", {"model": f" {text}"}]}


def test_what_the_sdk_reads_as_an_artifact_is_none() -> None:
    assert literal({"_type": "artifactVersion"}) == {"_type": " artifactVersion"}


@pytest.mark.parametrize("value", ["see wandb-artifact://a", "artifactVersions", 1.5, None, True])
def test_everything_else_stays_what_it_is(value: object) -> None:
    assert literal(value) is value
