"""Plots as inline SVG: no script, no file beside the page; colours come from the style sheet, for light and dark."""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from evals.markup import escaped

# As wide as a phone, so that the text of a plot is never smaller there than it was meant to be.
_WIDTH: Final[int] = 340
_HEIGHT: Final[int] = 250
_LEFT: Final[int] = 46
_RIGHT: Final[int] = 22
_TOP: Final[int] = 12
_BOTTOM: Final[int] = 44
_MARK: Final[float] = 4.0
# Every series has its own mark and line besides its colour, for those who do not see the colours apart.
_STYLES: Final[int] = 4
_DASHES: Final[tuple[str, ...]] = ("", "7 4", "2 3", "9 3 2 3")
_BAR_WIDTH: Final[int] = 104
_BAR_HEIGHT: Final[int] = 12
_TICKS: Final[int] = 5

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Axis:
    """One axis: what it shows, from where to where, and the numbers written at it."""

    label: str
    low: float
    high: float
    ticks: tuple[float, ...]
    shown: Callable[[float], str]


@dataclass(frozen=True, slots=True)
class Series:
    """Points of one system, in the units of the axes."""

    name: str
    points: tuple[Point, ...]
    whiskers: tuple[tuple[Point, Point], ...] = ()
    """Intervals, each from one end to the other."""
    joined: bool = True
    has_marks: bool = True


@dataclass(frozen=True, slots=True)
class Guide:
    """A line at a value that matters, across the plot: upright at an x, level at a y."""

    label: str
    x: float | None = None
    y: float | None = None


def share_axis(label: str, low: float = 0.0, high: float = 1.0) -> Axis:
    """An axis of proportions, shown in per cent."""
    step = (high - low) / _TICKS
    ticks = tuple(low + step * number for number in range(_TICKS + 1))
    return Axis(label, low, high, ticks, lambda value: f"{value * 100:.0f} %")


def count_axis(label: str, low: int, high: int) -> Axis:
    """An axis on which every whole number is written."""
    return Axis(label, low, high, tuple(range(low, high + 1)), lambda value: f"{value:.0f}")


def seconds_axis(label: str, highest: float) -> Axis:
    """An axis from 0 to a round number of seconds that is no less than ``highest``."""
    step = _round_step(highest / _TICKS)
    count = max(1, math.ceil(highest / step - 1e-9))
    decimals = max(0, -math.floor(math.log10(step)))
    ticks = tuple(step * number for number in range(count + 1))
    return Axis(label, 0.0, step * count, ticks, lambda value: f"{value:.{decimals}f}")


def cumulative(values: Iterable[float]) -> tuple[Point, ...]:
    """The empirical distribution as steps: at each value the share of values that are no greater."""
    ordered = sorted(values)
    points: list[Point] = []
    for number, value in enumerate(ordered):
        points += [(value, number / len(ordered)), (value, (number + 1) / len(ordered))]
    return tuple(points)


def plot(identity: str, title: str, x: Axis, y: Axis, series: Sequence[Series], guides: Sequence[Guide] = ()) -> str:
    """One plot with a legend under it.

    Args:
        identity: Prefix of the ids in it; unique on the page.
        title: What it shows, for those who cannot see it.
        x: The horizontal axis.
        y: The vertical axis.
        series: One for each system.
        guides: Values that matter.
    """
    lines = [
        f'<svg class="plot" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-labelledby="{identity}-title">',
        f'<title id="{identity}-title">{escaped(title)}</title>',
        *(_grid_level(y, tick) for tick in y.ticks),
        *(_grid_upright(x, tick) for tick in x.ticks),
        _text((_LEFT + _WIDTH - _RIGHT) / 2, _HEIGHT - 6, x.label, "axis", "middle"),
        f'<text class="axis" text-anchor="middle" transform="translate(10 {_number(_middle())}) rotate(-90)">'
        f"{escaped(y.label)}</text>",
        *(_guide(x, y, guide) for guide in guides),
        *(_series(x, y, one, number % _STYLES) for number, one in enumerate(series)),
        "</svg>",
    ]
    return "".join(lines) + legend([one.name for one in series])


def legend(names: Sequence[str]) -> str:
    """The names of the systems, each with its mark."""
    items = (
        f'<li><svg class="swatch series-{number % _STYLES}" viewBox="0 0 28 12" aria-hidden="true">'
        f"{_path([(0, 6), (28, 6)], number % _STYLES)}{_mark(14, 6, number % _STYLES)}</svg>{escaped(name)}</li>"
        for number, name in enumerate(names)
    )
    return f'<ul class="legend">{"".join(items)}</ul>'


def interval_bar(value: float, low: float, high: float, target: float | None = None) -> str:
    """A proportion with its interval on a line from 0 to 1, and a tick where it must be; for beside the numbers."""
    middle, radius = _BAR_HEIGHT / 2, 2.0
    span = _BAR_WIDTH - 2 * radius

    def at(share: float) -> str:
        return _number(radius + span * share)

    tick = "" if target is None else f'<path class="target" d="M{at(target)} 0V{_BAR_HEIGHT}"/>'
    return (
        f'<svg class="bar" viewBox="0 0 {_BAR_WIDTH} {_BAR_HEIGHT}" aria-hidden="true">'
        f'<path class="track" d="M{at(0)} {_number(middle)}H{at(1)}"/>'
        f'<path class="interval" d="M{at(low)} {_number(middle)}H{at(high)}"/>{tick}'
        f'<circle class="value" cx="{at(value)}" cy="{_number(middle)}" r="{_number(radius)}"/></svg>'
    )


def _series(x: Axis, y: Axis, series: Series, style: int) -> str:
    points = [(_across(x, one), _up(y, other)) for one, other in series.points]
    whiskers = (
        _path([(_across(x, start[0]), _up(y, start[1])), (_across(x, end[0]), _up(y, end[1]))], 0, "whisker")
        for start, end in series.whiskers
    )
    line = _path(points, style) if series.joined and points else ""
    marks = "".join(_mark(*point, style) for point in points) if series.has_marks else ""
    return f'<g class="series-{style}">{"".join(whiskers)}{line}{marks}</g>'


def _grid_level(y: Axis, tick: float) -> str:
    height = _up(y, tick)
    line = f'<path class="grid" d="M{_LEFT} {_number(height)}H{_WIDTH - _RIGHT}"/>'
    return line + _text(_LEFT - 5, height + 4, y.shown(tick), "tick", "end")


def _grid_upright(x: Axis, tick: float) -> str:
    across, bottom = _across(x, tick), _HEIGHT - _BOTTOM
    line = f'<path class="grid" d="M{_number(across)} {bottom}v4"/>'
    return line + _text(across, bottom + 17, x.shown(tick), "tick", "middle")


def _guide(x: Axis, y: Axis, guide: Guide) -> str:
    parts = []
    if guide.x is not None and x.low <= guide.x <= x.high:
        across = _across(x, guide.x)
        parts.append(f'<path class="guide" d="M{_number(across)} {_TOP}V{_HEIGHT - _BOTTOM}"/>')
        parts.append(_text(across + 4, _TOP + 9, guide.label, "tick", "start"))
    if guide.y is not None and y.low <= guide.y <= y.high:
        height = _up(y, guide.y)
        parts.append(f'<path class="guide" d="M{_LEFT} {_number(height)}H{_WIDTH - _RIGHT}"/>')
        parts.append(_text(_WIDTH - _RIGHT, height - 4, guide.label, "tick", "end"))
    return "".join(parts)


def _path(points: Sequence[Point], style: int, css_class: str = "line") -> str:
    steps = "L".join(f"{_number(one)} {_number(other)}" for one, other in points)
    dashes = f' stroke-dasharray="{_DASHES[style]}"' if _DASHES[style] else ""
    return f'<path class="{css_class}" d="M{steps}"{dashes}/>'


def _mark(x: float, y: float, style: int) -> str:
    r = _MARK
    if style == 0:
        return f'<circle class="mark" cx="{_number(x)}" cy="{_number(y)}" r="{_number(r)}"/>'
    outline = {
        1: ((-r, -r), (r, -r), (r, r), (-r, r)),
        2: ((0.0, -r), (r, r), (-r, r)),
        3: ((0.0, -r), (r, 0.0), (0.0, r), (-r, 0.0)),
    }[style]
    corners = "L".join(f"{_number(x + right)} {_number(y + down)}" for right, down in outline)
    return f'<path class="mark" d="M{corners}Z"/>'


def _text(x: float, y: float, text: str, css_class: str, anchor: str) -> str:
    return f'<text class="{css_class}" x="{_number(x)}" y="{_number(y)}" text-anchor="{anchor}">{escaped(text)}</text>'


def _across(axis: Axis, value: float) -> float:
    return _LEFT + (value - axis.low) / (axis.high - axis.low) * (_WIDTH - _LEFT - _RIGHT)


def _up(axis: Axis, value: float) -> float:
    return _HEIGHT - _BOTTOM - (value - axis.low) / (axis.high - axis.low) * (_HEIGHT - _TOP - _BOTTOM)


def _middle() -> float:
    return (_TOP + _HEIGHT - _BOTTOM) / 2


def _number(value: float) -> str:
    """As SVG takes it: a tenth of a pixel is enough, and the page stays small."""
    return f"{value:.1f}".removesuffix(".0")


def _round_step(least: float) -> float:
    """The smallest of 1, 2 and 5 times a power of ten that is no less than ``least``."""
    power = 10.0 ** math.floor(math.log10(least))
    return next((factor * power for factor in (1.0, 2.0, 5.0) if factor * power >= least - 1e-12), 10.0 * power)
