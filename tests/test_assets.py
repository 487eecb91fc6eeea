import re
from pathlib import Path

import pytest

import rag

ASSETS = Path(rag.__file__).parent / "assets"


def test_the_page_asks_no_other_host_for_anything():
    served = [one for one in sorted(ASSETS.iterdir()) if one.suffix in {".css", ".js"}]
    assert served
    for asset in served:
        assert not re.search(r"https?://|//[a-z0-9.-]+\.[a-z]{2,}/|@import", asset.read_text(encoding="utf-8")), asset


def luminance(colour: str) -> float:
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("theme", [":root", ".dark"])
@pytest.mark.parametrize(
    ("ink", "ground"),
    [
        *((ink, ground) for ink in ("ink", "muted", "accent") for ground in ("page", "surface", "soft")),
        ("accent-ink", "accent"),
        ("mark-ink", "mark"),
    ],
)
def test_text_has_a_contrast_of_at_least_4_5(theme, ink, ground):
    css = "".join((ASSETS / name).read_text(encoding="utf-8") for name in ("theme.css", "chat.css", "browse.css"))
    block = re.search(rf"^{re.escape(theme)} {{(.*?)}}", css, re.MULTILINE | re.DOTALL)
    assert block
    colours = dict(re.findall(r"--tk-([a-z-]+): (#[0-9a-f]{6});", block[1]))

    darker, lighter = sorted((luminance(colours[ink]), luminance(colours[ground])))

    assert (lighter + 0.05) / (darker + 0.05) >= 4.5
