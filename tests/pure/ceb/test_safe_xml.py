"""The one parser refuses what could hurt it, with a code, and raises nothing (S-30)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.pure.ceb import made
from yizhan import ceb
from yizhan.ceb import safe_xml
from yizhan.kernel.faults import Fault, FaultCode

NS = 'xmlns="http://www.chinaport.gov.cn/ceb"'
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
HUGE_ENTITY = f'<!DOCTYPE a [<!ENTITY x "{"x" * 50_000}">]><a>{"&x;" * 1_000}</a>'

DOCTYPES = {
    "plain": "<!DOCTYPE a><a/>",
    "after a declaration": '<?xml version="1.0"?><!DOCTYPE a><a/>',
    "after a blank": "  \n<!DOCTYPE a><a/>",
    "after a comment": "<!-- x --><!DOCTYPE a><a/>",
    "after an instruction": "<?x y?><!DOCTYPE a><a/>",
    "after many comments": "<!--x-->" * 1_000 + "<!DOCTYPE a><a/>",
    "laughs": f'<!DOCTYPE a [<!ENTITY l0 "ha">{LAUGHS}]><a>&l9;</a>',
    "quadratic": HUGE_ENTITY,
    "external entity, file": '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
    "external entity, host": '<!DOCTYPE a [<!ENTITY x SYSTEM "http://127.0.0.1/x">]><a>&x;</a>',
    "parameter entity": '<!DOCTYPE a [<!ENTITY % p SYSTEM "file:///etc/hosts"> %p;]><a/>',
    "external subset": '<!DOCTYPE a SYSTEM "http://127.0.0.1/a.dtd"><a/>',
    "public subset": '<!DOCTYPE a PUBLIC "-//x//y" "http://127.0.0.1/a.dtd"><a/>',
    "attribute default": '<!DOCTYPE a [<!ATTLIST a b CDATA "x">]><a/>',
    "internal, empty": "<!DOCTYPE a []><a/>",
    "recursive": '<!DOCTYPE a [<!ENTITY x "&y;"><!ENTITY y "&x;">]><a>&x;</a>',
    "with a BOM": "\ufeff<!DOCTYPE a><a/>",
    "new lines inside": "<!DOCTYPE\n\n a\n><a/>",
    "notation": '<!DOCTYPE a [<!NOTATION n SYSTEM "x">]><a/>',
    "conditional section": "<!DOCTYPE a [<![INCLUDE[<!ENTITY x 'y'>]]>]><a/>",
}


@pytest.mark.parametrize("name", DOCTYPES)
def test_any_doctype_is_refused(name: str) -> None:
    assert code(DOCTYPES[name].encode()) == FaultCode.XML_DTD


def test_a_doctype_in_gb18030_is_refused_too() -> None:
    xml = '<?xml version="1.0" encoding="GB18030"?><!--中--><!DOCTYPE a><a/>'
    assert code(xml.encode("gb18030")) == FaultCode.XML_DTD


ENCODINGS = {
    "UTF-16 LE": "<a>中</a>".encode("utf-16"),
    "UTF-16 BE": b"\xfe\xff" + "<a/>".encode("utf-16-be"),
    "UTF-16 without BOM": "<a/>".encode("utf-16-le"),
    "UTF-32": "<a/>".encode("utf-32"),
    "UTF-7": b'<?xml version="1.0" encoding="UTF-7"?>+ADw-a/+AD4-',
    "EBCDIC": b'<?xml version="1.0" encoding="IBM037"?><a/>',
    "Latin 1": b'<?xml version="1.0" encoding="ISO-8859-1"?><a>\xe9</a>',
    "Big5": '<?xml version="1.0" encoding="Big5"?><a>中</a>'.encode("big5"),
    "GBK said to be UTF-8": '<?xml version="1.0" encoding="UTF-8"?><a>中文</a>'.encode("gbk"),
    "GBK that says nothing": "<a>中文测试</a>".encode("gbk"),
    "not GB18030 though it says so": b'<?xml version="1.0" encoding="gbk"?><a>\xff\xff</a>',
    "overlong UTF-8": b"<a>\xc0\xbc</a>",
    "surrogates": b"<a>\xed\xa0\x80</a>",
    "unknown": b'<?xml version="1.0" encoding="x-made-up"?><a/>',
    "cut inside a character": "<a>中".encode()[:-1] + b"</a>",
}


@pytest.mark.parametrize("name", ENCODINGS)
def test_other_encodings_are_refused(name: str) -> None:
    assert code(ENCODINGS[name]) == FaultCode.XML_ENCODING


@pytest.mark.parametrize("encoding", ["UTF-8", "utf-8", "GB18030", "gbk", "GB2312"])
def test_the_two_encodings_read_alike(encoding: str) -> None:
    xml = f"<?xml version='1.0' encoding='{encoding}'?>\n<a>中文\u3000①</a>".replace(
        "①" if encoding.lower() == "gb2312" else "\0", ""
    )
    root = safe_xml.parse(xml.encode(encoding.lower()))
    assert not isinstance(root, Fault)
    assert (root.text or "").startswith("中文")


def test_a_bom_is_no_part_of_the_text() -> None:
    xml = b"\xef\xbb\xbf" + made.message("CEB311Message")
    assert ceb.read_columns([xml]).reads[0].faults == []


BROKEN = {
    "empty": b"",
    "blank": b"  \n ",
    "text": b"hello",
    "json": b'{"a": 1}',
    "cut off": made.message("CEB311Message")[:-40],
    "tags crossed": b"<a><b></a></b>",
    "two roots": b"<a/><b/>",
    "an open tag": b"<a",
    "attribute twice": b'<a b="1" b="2"/>',
    "unknown entity": b"<a>&nbsp;</a>",
    "a control character": b"<a>\x01</a>",
    "a reference to one": b"<a>&#1;</a>",
    "NUL far in": b"<a>" + b" " * 100 + b"\0</a>",
    "prefix unknown": b"<x:a/>",
    "an ampersand": b"<a>P&G</a>",
    "lower-case doctype": b"<!doctype a><a/>",
    "doctype inside": b"<a><!DOCTYPE b></a>",
    "comment left open": b"<a><!-- </a>",
    "CDATA left open": b"<a><![CDATA[ </a>",
    "declaration late": b'<a/><?xml version="1.0"?>',
    "name with a space": b"< a/>",
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_xml_is_told_from_the_rest(name: str) -> None:
    assert code(BROKEN[name]) == FaultCode.XML_BROKEN
    read = ceb.read_columns([BROKEN[name]]).reads[0]
    assert [fault.code for fault in read.faults] == [FaultCode.XML_BROKEN]


@pytest.mark.parametrize("depth", [safe_xml.DEPTH_MAX, safe_xml.DEPTH_MAX + 1, 300, 100_000])
def test_depth(depth: int) -> None:
    found = code(b"<a>" * depth + b"</a>" * depth)
    assert found == (None if depth <= safe_xml.DEPTH_MAX else FaultCode.XML_DEPTH)


def test_depth_inside_the_extension_of_a_valid_message() -> None:
    deep = "<x>" * 70 + "</x>" * 70
    extension = (
        f"<ceb:ExtendMessage><ceb:name>x</ceb:name><ceb:version>1</ceb:version>"
        f"<ceb:Message>{deep}</ceb:Message></ceb:ExtendMessage>"
    )
    xml = made.swap(
        made.message("CEB311Message"), {"</ceb:BaseTransfer>": f"</ceb:BaseTransfer>{extension}"}
    )
    assert [f.code for f in ceb.read_columns([xml]).reads[0].faults] == [FaultCode.XML_DEPTH]


@pytest.mark.parametrize("more", [0, 1])
def test_elements(more: int) -> None:
    xml = b"<a>" + b"<b/>" * (safe_xml.ELEMENTS_MAX - 1 + more) + b"</a>"
    assert code(xml) == (FaultCode.XML_SIZE if more else None)


def test_marks_in_comments_and_character_data_are_no_elements() -> None:
    many = b"<b/>" * (safe_xml.ELEMENTS_MAX // 2 + 1)
    assert code(b"<a><![CDATA[" + many + b"]]><!--" + many + b"--></a>") is None
    assert code(b"<a><!--" + many * 3) == FaultCode.XML_SIZE


@pytest.mark.parametrize("more", [0, 1])
def test_bytes(more: int) -> None:
    xml = made.message("CEB311Message")
    xml += b" " * (safe_xml.MESSAGE_BYTES_MAX - len(xml) + more)
    faults = ceb.read_columns([xml]).reads[0].faults
    assert [fault.code for fault in faults] == ([FaultCode.XML_SIZE] if more else [])


@pytest.mark.parametrize("more", [0, 1])
def test_text_of_a_node(more: int) -> None:
    long = b"x" * (safe_xml.TEXT_CHARACTERS_MAX + more)
    assert code(b"<a><b>" + long + b"</b></a>") == (FaultCode.XML_TEXT if more else None)
    assert code(b"<a><b/>" + long + b"</a>") == (FaultCode.XML_TEXT if more else None)


def test_the_original_in_a_format_receipt_may_be_long() -> None:
    original = "<x>" * 30_000
    xml = made.of("CEB900Message", [made.document("CEB900Message", ori_biz_message=original)])
    columns = ceb.read_columns([xml])
    assert columns.reads[0].faults == []
    assert columns.heads["CEB900Message"]["ori_biz_message"].to_list() == [original]


def test_nothing_is_included_or_fetched() -> None:
    included = b'<a xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="/etc/hosts"/></a>'
    root = safe_xml.parse(included)
    assert not isinstance(root, Fault)
    assert not root.text
    assert not root[0].text
    located = (
        f'<CEB312Message {NS} xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
        f'xsi:schemaLocation="http://www.chinaport.gov.cn/ceb http://127.0.0.1/x.xsd"/>'
    )
    assert code(located.encode()) is None


@given(st.binary(max_size=300))
def test_bytes_at_random_never_raise(noise: bytes) -> None:
    ceb.identity(noise)
    assert ceb.read_columns([noise]).reads[0].faults


@given(st.integers(0, 3000), st.binary(min_size=1, max_size=8))
def test_damaged_messages_never_raise(at: int, noise: bytes) -> None:
    xml = made.message("CEB311Message")
    damaged = xml[:at] + noise + xml[at + len(noise) :]
    columns = ceb.read_columns([damaged])
    assert columns.reads[0].faults or columns.heads["CEB311Message"].height == 1


def code(xml: bytes) -> FaultCode | None:
    found = safe_xml.parse(xml)
    return found.code if isinstance(found, Fault) else None
