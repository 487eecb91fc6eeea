import pytest

from rag.errors import DocumentError
from rag.formats.html import MAX_TAGS, declared_charset, html_page
from rag.types import Metadata


def outline(text: str) -> list[str]:
    """Headings with a # in front, as many as their level; paragraphs as they are."""
    blocks = html_page(text).blocks
    return ["#" * block.level + " " + block.text if block.is_heading else block.text for block in blocks]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (
            "<h1>Apoteker</h1><p>Ia\n meracik.</p><h3>Tugas</h3><p>Ia.</p>",
            ["# Apoteker", "Ia meracik.", "### Tugas", "Ia."],
        ),
        ("<p>Me<b>ra</b>cik <i>obat</i><a href=x>dan</a> <span>resep</span>.</p>", ["Meracik obatdan resep."]),
        (
            "<p>apo&shy;teker&nbsp;&amp; ahli &lt;obat&gt; &#8220;kafe&#769;&#8221;</p>",
            ["apo\u00adteker & ahli <obat> “kafe\u0301”"],
        ),
        ("<div><div>Ia meracik.<div>Ia teliti.</div>Ia sabar.</div></div>", ["Ia meracik.", "Ia teliti.", "Ia sabar."]),
        ("Ia meracik.<p>Ia teliti.", ["Ia meracik.", "Ia teliti."]),
        (
            "<ul><li>meracik<li><p>melayani</p><p>resep</p><ul><li>cepat</ul></ul>Ia.",
            ["meracik\nmelayani resep\ncepat", "Ia."],
        ),
        ("<p>Tugasnya:</p><ol><li>meracik</li><li>melayani</li></ol>", ["Tugasnya:", "meracik\nmelayani"]),
        ("<ol><li><h3>Tugas</h3><p>Ia meracik.</p></li></ol>", ["### Tugas", "Ia meracik."]),
        ("<dl><dt>Obat<dd>yang diracik<dt>Resep<dd>dari dokter</dl>", ["Obat yang diracik\nResep dari dokter"]),
        ("<table><tr><th>Obat<th>Dosis<tr><td>Sirup<td>5 ml<br>sehari</table>", ["Obat Dosis\nSirup 5 ml sehari"]),
        ("<table><tr><td><h2>Tugas</h2>Ia meracik.<td><p>Ia.</table>", ["## Tugas", "Ia meracik.", "Ia."]),
        ("<table><tr><td>Ia.<td><table><tr><td>Obat<td>Dosis</table></table>", ["Ia.", "Obat Dosis"]),
        ("<blockquote>Ia teliti.<p>Ia sabar.</blockquote>", ["Ia teliti.", "Ia sabar."]),
        ("<pre>Ia meracik\nobat.\n\nIa teliti.</pre>", ["Ia meracik obat.", "Ia teliti."]),
        ("<p>Ia meracik<br>obat.</p>", ["Ia meracik obat."]),
        ("<div>Ia meracik.<br>Ia teliti.<br>Ia sabar.</div>", ["Ia meracik.", "Ia teliti.", "Ia sabar."]),
        ("<div>Ia meracik obat<br>\n<br>Ia teliti<br/>sekali</div>", ["Ia meracik obat", "Ia teliti sekali"]),
        ("<p><b>Tugas:</b></p><p>Ia.</p><p><strong>Ia teliti.</strong></p>", ["####### Tugas", "Ia.", "Ia teliti."]),
        ("<p><b>Obat</b> dan <b>resep</b></p>", ["Obat dan resep"]),
        ("<h1>Apoteker <small>klinis</small></h1><hr>Ia.", ["# Apoteker klinis", "Ia."]),
        ("Ia meracik obat.", ["Ia meracik obat."]),
        ("http://contoh.id", ["http://contoh.id"]),
        (
            "<?xml version='1.0' encoding='utf-16'?><html xmlns='http://www.w3.org/1999/xhtml'><p>Ia é.</p></html>",
            ["Ia é."],
        ),
        ("<p>***</p><p>Ia.</p>", ["Ia."]),
        ("<html></html>", []),
    ],
)
def test_a_page_becomes_blocks(html: str, expected: list[str]) -> None:
    assert outline(html) == expected


@pytest.mark.parametrize(
    "chrome",
    [
        "<script>x()</script>", "<style>p{}</style>", "<nav>Menu</nav>", "<aside>Iklan</aside>",
        "<footer>Kontak</footer>", "<form>Cari</form>", "<template>Pola</template>",
        "<noscript>Nyalakan</noscript>", "<!-- catatan -->",
        "<p hidden>Rahasia</p>", "<p style='color:red; display : NONE'>Rahasia</p>", "<div aria-hidden=true>x</div>",
        "<div style='visibility:hidden'>x</div>", "<div role=navigation>Menu</div>", "<header>Situs</header>",
        "<button>Tekan</button>", "<svg><title>Gambar</title><text>x</text></svg>", "<select><option>x</select>",
        "<iframe>x</iframe>", "<img alt='Foto'>",
    ],
)  # fmt: skip
def test_what_is_not_content_or_not_shown_is_left_out(chrome: str) -> None:
    assert outline(f"<body><h1>Apoteker</h1><p>Ia.</p>{chrome}<div>Ia teliti.</div></body>") == [
        "# Apoteker",
        "Ia.",
        "Ia teliti.",
    ]


@pytest.mark.parametrize(
    "html",
    [
        "<div>Menu</div><main><h1>Apoteker</h1><p>Ia.</p></main><div>Kaki</div>",
        "<div>Menu</div><div role=main><h1>Apoteker</h1><p>Ia.</p></div>",
        "<div>Menu</div><article><header><h1>Apoteker</h1></header><p>Ia.</p></article>",
        "<header><a>Menu</a><h1>Apoteker</h1></header><main><p>Ia.</p></main>",
        "<header><a>Menu</a><h1>Apoteker</h1></header><p>Ia.</p>",
        "<main><article><h1>Apoteker</h1></article><article><p>Ia.</p></article></main>",
        "<main hidden>Rahasia</main><h1>Apoteker</h1><p>Ia.</p>",
        "<main></main><h1>Apoteker</h1><p>Ia.</p>",
        "<form><div><h1>Apoteker</h1><p>Ia.</p></div></form>",
    ],
)
def test_the_main_content_is_found(html: str) -> None:
    assert outline(html) == ["# Apoteker", "Ia."]


def test_a_page_that_is_one_form_keeps_its_text() -> None:
    assert outline("<form><p>Ia meracik.</p></form>") == ["Ia meracik."]


def test_the_page_declares_title_and_metadata() -> None:
    page = html_page(
        "<html lang='en-US'><head><title>Apoteker –\n Situs</title><meta name=Author content=' Rina '>"
        "<meta name=date content=2024-05-01><meta name=license content=CC0><meta name=viewport content=x>"
        "<meta name=author content=Budi></head><body>Ia.</body></html>"
    )
    assert page.title == "Apoteker – Situs"
    assert page.metadata == Metadata(origin="Rina", licence="CC0", date="2024-05-01", language="en-US")
    assert html_page("Ia.").metadata == Metadata()


@pytest.mark.parametrize(
    ("data", "charset"),
    [
        (b'<html><meta charset="windows-1251">', "windows-1251"),
        (b"<META http-equiv='Content-Type' content='text/html; charset=iso-8859-1'>", "iso-8859-1"),
        (b"<p>charset=utf-8</p>", ""),
        (b" " * 1024 + b"<meta charset=utf-8>", ""),
    ],
)
def test_the_charset_is_read_where_browsers_look_for_it(data: bytes, charset: str) -> None:
    assert declared_charset(data) == charset


@pytest.mark.parametrize("tag", ["div", "ul><li", "table><tr><td", "b", "article", "form", "blockquote", "h1"])
def test_deeply_nested_pages_keep_their_text(tag: str) -> None:
    blocks = html_page(f"<{tag}>" * (MAX_TAGS // 5) + "Ia meracik.").blocks
    assert [block.text for block in blocks] == ["Ia meracik."]


def test_a_page_of_tags_alone_is_refused() -> None:
    with pytest.raises(DocumentError, match=rf"^has {MAX_TAGS + 1} HTML tags; the limit is {MAX_TAGS}"):
        html_page("<div>" * (MAX_TAGS + 1) + "Ia meracik.")
