"""What holds for every body, whatever its bytes and whatever is said of them."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from pipelines import decode
from pipelines.decode.codecs import decode_strictly
from pipelines.options import Flag

LINES = (
    "据市气象台预报，未来三天我市以多云天气为主，最高气温二十六度。",
    "会议指出，要坚持问题导向，着力解决群众反映强烈的突出问题。",
    "院墙外的老槐树，据说比村里年纪最大的人还要大一百岁。",
    "市图书馆新馆正式向市民开放，首日接待读者六千八百余人次。",
)
CODECS = {"utf-8": "utf-8", "gbk": "gbk", "gb18030": "gb18030", "big5": "big5hkscs"}
HEADERS = st.sampled_from(
    (None, "text/html", *(f"text/html; charset={name}" for name in (*CODECS, "hz", "utf-16", "x")))
)
PIECES = st.lists(
    st.one_of(
        st.binary(max_size=20),
        st.tuples(st.sampled_from(LINES), st.sampled_from([*CODECS.values(), "utf-16-le", "hz"])).map(
            lambda pair: pair[0].encode(pair[1], "ignore")
        ),
        st.sampled_from((b"<p>", b"\n", b"\0\0\0", b"\xff", b"\x1f\x8b\x08", b"<meta charset=gbk>", b"~{", b"\x1b$B")),
    ),
    max_size=12,
).map(b"".join)


@given(st.one_of(st.binary(max_size=400), PIECES), HEADERS, st.sampled_from((None, "http://a.tw/", "http://[", "")))
@example(b"", None, None)
@example(b"\xff\xfe", None, None)
@example(b"\xef\xbb\xbf\xff", "text/html; charset=", None)
def test_any_body(body: bytes, content_type: str | None, url: str | None) -> None:
    found = decode(body, content_type=content_type, url=url)
    found.text.encode()
    assert 0 <= found.confidence <= 1
    assert found == decode(body, content_type=content_type, url=url)
    if not found.flags & {Flag.BINARY, Flag.UNSUPPORTED_ENCODING}:
        assert "\0" not in found.text
        assert (Flag.LOST in found.flags) == bool(found.flags & {Flag.DAMAGED, Flag.TRUNCATED})


@given(st.sampled_from(list(CODECS)), st.binary(max_size=12), st.integers(0, 4))
def test_lines_beside_damage_are_kept(label: str, noise: bytes, number: int) -> None:
    lines = list(LINES)
    if label == "big5":
        lines = [line.encode("big5hkscs", "ignore").decode("big5hkscs") for line in lines]
    bodies = [line.encode(CODECS[label]) for line in lines]
    bodies.insert(number, noise.replace(b"\n", b"").replace(b"~", b""))
    body = b"<p>" + b"\n".join(bodies)
    got = decode(body, content_type=f"text/html; charset={label}").text.removeprefix("<p>").split("\n")
    assert got[:number] + got[number + 1 :] == lines or (decode_strictly(body, label) is None and number == 0)


@given(
    st.sampled_from([("gbk", "utf-8"), ("utf-8", "gbk"), ("big5hkscs", "utf-8"), ("utf-8", "big5hkscs")]),
    st.lists(st.booleans(), min_size=2, max_size=10),
)
def test_parts_in_two_encodings_are_read_each_by_its_own(codecs: tuple[str, str], which: list[bool]) -> None:
    texts, bodies = [], []
    for number, other in enumerate(which):
        line = f"<p>{LINES[number % len(LINES)]}</p>".encode(codecs[codecs[0] == "utf-8"], "ignore")
        line_text = line.decode(codecs[codecs[0] == "utf-8"])
        texts.append(line_text)
        bodies.append(line_text.encode(codecs[other]))
    found = decode(b"\n".join(bodies))
    assert found.text == "\n".join(texts)
    assert (Flag.MIXED_ENCODINGS in found.flags) == (len(set(which)) == 2)
