"""Plots as inline SVG: where things are drawn, and that they can be told apart."""

import re

import pytest

from evals.plots import Guide, Series, count_axis, cumulative, interval_bar, plot, seconds_axis, share_axis


def circles(svg: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in re.findall(r'<circle [^>]*cx="([\d.]+)" cy="([\d.]+)"', svg)]


def drawn(svg: str) -> str:
    """Without the legend."""
    return svg.partition("</svg>")[0]


def test_a_distribution_rises_by_equal_steps_at_its_sorted_values() -> None:
    assert cumulative([4.0, 1.0]) == ((1.0, 0.0), (1.0, 0.5), (4.0, 0.5), (4.0, 1.0))


def test_a_distribution_of_nothing_has_no_points() -> None:
    assert cumulative([]) == ()


@pytest.mark.parametrize(
    ("highest", "end", "written"),
    [
        (4.2, 5.0, ["0", "1", "2", "3", "4", "5"]),
        (0.93, 1.0, ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
        (61.0, 80.0, ["0", "20", "40", "60", "80"]),
        (5.0, 5.0, ["0", "1", "2", "3", "4", "5"]),
    ],
)
def test_an_axis_of_seconds_ends_at_a_round_number_beyond_the_highest(
    highest: float, end: float, written: list[str]
) -> None:
    axis = seconds_axis("seconds", highest)
    assert axis.high == pytest.approx(end)
    assert [axis.shown(tick) for tick in axis.ticks] == written


def test_more_is_further_right_and_further_up() -> None:
    series = Series("one", ((1, 0.2), (2, 0.6), (3, 1.0)))
    points = circles(drawn(plot("p", "t", count_axis("k", 1, 3), share_axis("hit"), [series])))
    assert [x for x, _ in points] == sorted({x for x, _ in points})
    heights = [y for _, y in points]
    assert heights == sorted(heights, reverse=True)
    assert heights[0] - heights[1] == pytest.approx(heights[1] - heights[2], abs=0.2)


def test_the_ends_of_both_axes_lie_on_the_ends_of_the_grid() -> None:
    series = Series("one", ((0.0, 0.0), (1.0, 1.0)))
    svg = drawn(plot("p", "t", share_axis("x"), share_axis("y"), [series]))
    low, high = circles(svg)
    levels = [float(y) for y in re.findall(r'class="grid" d="M[\d.]+ ([\d.]+)H', svg)]
    uprights = [float(x) for x in re.findall(r'class="grid" d="M([\d.]+) [\d.]+v', svg)]
    assert (low, high) == ((min(uprights), max(levels)), (max(uprights), min(levels)))


def test_every_system_has_a_mark_and_a_line_of_its_own() -> None:
    series = [Series(str(number), ((1, 0.5), (2, 0.5))) for number in range(4)]
    groups = re.findall(
        r'<g class="series-\d">(.*?)</g>', plot("p", "t", count_axis("k", 1, 2), share_axis("y"), series)
    )
    dashes = {tuple(re.findall(r'stroke-dasharray="([^"]+)"', group)) for group in groups}
    marks = {re.sub(r"[\d.]+", "", re.findall(r'<(\w+ class="mark"[^>]*)', group)[0]) for group in groups}
    assert len(groups) == len(dashes) == 4
    assert len(marks) >= 3  # a square and a diamond have four corners both


def test_the_legend_names_every_system_escaped() -> None:
    svg = plot("p", "t", count_axis("k", 1, 2), share_axis("y"), [Series("<b>", ()), Series("quick start", ())])
    assert svg.count("<li>") == 2
    assert "</svg>&lt;b&gt;</li>" in svg
    assert "</svg>quick start</li>" in svg


def test_a_plot_says_what_it_shows_to_those_who_cannot_see_it() -> None:
    svg = plot("curve", "Retrieval & more", count_axis("k", 1, 2), share_axis("y"), [])
    assert 'role="img" aria-labelledby="curve-title"' in svg
    assert '<title id="curve-title">Retrieval &amp; more</title>' in svg


def test_a_guide_is_drawn_where_the_plot_reaches_it_and_only_there() -> None:
    near, far = Guide("target", x=0.04), Guide("target", x=0.04)
    assert "guide" in plot("p", "t", share_axis("x"), share_axis("y"), [], [near])
    assert "guide" not in plot("p", "t", share_axis("x", 0.5), share_axis("y"), [], [far])


def test_an_interval_bar_goes_from_the_low_to_the_high_end_with_the_value_between() -> None:
    def ends(svg: str, css_class: str) -> tuple[float, float]:
        found = re.search(rf'class="{css_class}" d="M([\d.]+) [\d.]+H([\d.]+)"', svg)
        assert found
        return float(found[1]), float(found[2])

    svg = interval_bar(0.5, 0.25, 0.75)
    (start, end), (low, high), [(value, _)] = ends(svg, "track"), ends(svg, "interval"), circles(svg)
    assert low == pytest.approx(start + (end - start) * 0.25, abs=0.1)
    assert high == pytest.approx(start + (end - start) * 0.75, abs=0.1)
    assert value == pytest.approx((start + end) / 2, abs=0.1)


def test_only_a_rate_with_a_target_has_a_tick() -> None:
    assert "target" not in interval_bar(0.5, 0.4, 0.6)
    assert "target" in interval_bar(0.5, 0.4, 0.6, target=0.9)
