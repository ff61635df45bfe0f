"""What is accepted stands first, means one series, and leaves all else as it was."""

from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from calibrax.core import Metric, Point
from calibrax.settings import Settings
from calibrax.settings.accepting import accepted, holds, selector_of
from calibrax.settings.edit import Entry
from calibrax.settings.keys import read_keys
from tests.builders import a_point

NAMES = st.one_of(
    st.text(alphabet="ab*?[]!:#{},'\"\\\n\t -&|>%@`é\u2028\x85😀~0.", min_size=1, max_size=12),
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12),
)
FILES = st.sampled_from(
    [
        "",
        "# nothing\n",
        "data: d  # why\nlevels:\n  # old\n  - {benchmark: x, metric: y, since: z, reason: r}\n",
        "levels:\r\n- benchmark: x\r\n  metric: y\r\n  since: z\r\n  reason: r\r\ndata: d\r\n",
        "levels: [{benchmark: x, metric: y, since: z, reason: r}]",
        "{data: d}",
    ]
)


def a_level(point: Point, metric: str, since: str = "4f2a", reason: str = "r") -> Entry:
    return {**selector_of(point, metric), "since": since, "reason": reason}


@given(FILES, NAMES, NAMES, st.dictionaries(NAMES, NAMES | st.just(""), max_size=2), NAMES)
@example("", "yes", "1e6", {"null": "", "~": "2027-01-31"}, " no")
def test_any_name_means_itself_and_reads_back(
    content: str, name: str, metric: str, tags: dict[str, str], reason: str
) -> None:
    point = Point(name=name, scenario="", tags=tags, metrics={metric: Metric(value=1.0)})
    entry = a_level(point, metric, reason=f"r{reason}")
    text = accepted(content, "levels", entry)
    assert text is not None
    settings = Settings(**read_keys(text))
    level = settings.level_for(metric, name, tags)
    assert level is settings.levels[0]
    assert (level.since, level.reason) == ("4f2a", f"r{reason}")
    assert not level.covers(metric, f"{name}!", tags)
    assert not level.covers(f"{metric}!", name, tags)
    assert not any(level.covers(metric, name, {**tags, key: tags[key] + "!"}) for key in tags)
    assert holds(settings, "levels", entry, point, metric)


@given(FILES, NAMES)
def test_what_was_there_is_still_there_byte_for_byte(content: str, name: str) -> None:
    text = accepted(content, "levels", a_level(a_point(name, m=1.0), "m"))
    assert text is not None
    rest = iter(text)
    assert all(char in rest for char in content)  # a subsequence: nothing taken out or changed
    old = {**read_keys(content)}
    new = read_keys(text)
    assert new.pop("levels")[1:] == old.pop("levels", ())
    assert new == old


def test_a_newer_level_wins_over_the_older() -> None:
    point = a_point("a", m=1.0)
    text = accepted("", "levels", a_level(point, "m", since="old"))
    assert text is not None
    text = accepted(text, "levels", a_level(point, "m", since="new"))
    assert text is not None
    settings = Settings(**read_keys(text))
    assert [each.since for each in settings.levels] == ["new", "old"]
    assert holds(settings, "levels", a_level(point, "m", since="new"), point, "m")
    assert not holds(settings, "levels", a_level(point, "m", since="old"), point, "m")


def test_the_places_of_older_waivers_may_move() -> None:
    entry: Entry = {
        **selector_of(a_point("a", m=1.0), "m"),
        "ceiling": "20%",
        "expires": date(2027, 1, 31),
        "reason": "r",
    }
    one = accepted("data: d\n", "waivers", entry)
    assert one is not None
    two = accepted(one, "waivers", {**entry, "ceiling": "30%"})
    assert two is not None
    waivers = Settings(**read_keys(two)).waivers
    assert [(each.ceiling, each.place) for each in waivers] == [
        (0.3, "3: waivers[0]"),
        (0.2, "4: waivers[1]"),
    ]
    assert holds(Settings(waivers=waivers[1:]), "waivers", entry, a_point("a", m=1.0), "m")


@pytest.mark.parametrize(
    "content",
    [
        "data: |+\n  a",  # the line break that is added would belong to the text
        "levels: &a\n  - {benchmark: x, metric: y, since: z, reason: r}\n",
    ],
)
def test_where_the_rest_would_change_there_is_no_text(content: str) -> None:
    assert accepted(content, "levels", a_level(a_point("a", m=1.0), "m")) is None


def test_a_text_that_is_not_valid_is_refused_with_its_line() -> None:
    with pytest.raises(ValueError, match=r"^1: no key 'dta'; did you mean 'data'\?$"):
        accepted("dta: a\n", "levels", a_level(a_point("a", m=1.0), "m"))
