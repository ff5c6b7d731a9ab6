"""The only XML parser: no entities, no DTD, no network, bounded in size, depth and count (S-30).

Encodings are UTF-8 (with or without BOM) and GB18030 (with its subsets GBK and GB2312), decided
once, before the parser sees a byte. Trees come without comments and processing instructions.
"""

import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from typing import Final

from lxml import etree

from yizhan.kernel.faults import Fault, FaultCode

MESSAGE_BYTES_MAX: Final = 8 * 1024 * 1024
ENVELOPE_BYTES_MAX: Final = 12 * 1024 * 1024  # Base64 makes a message a third larger
ELEMENTS_MAX: Final = 400_000
DEPTH_MAX: Final = 64
TEXT_CHARACTERS_MAX: Final = 64 * 1024

# The two places where a whole message stands as text.
_LONG_TEXTS: Final = frozenset(
    {"{http://www.chinaport.gov.cn/dxp}Data", "{http://www.chinaport.gov.cn/ceb}oriBizMessage"}
)
_DECLARATION: Final = re.compile(rb"<\?xml\b[^>]{0,200}?\?>")
_PROLOG: Final = re.compile(rb"(?:[ \t\r\n]++|<\?.*?\?>|<!--.*?-->)*+", re.DOTALL)
_ENCODING: Final = re.compile(rb"""\bencoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_CHINESE: Final = frozenset({"gb18030", "gbk", "gb2312"})
_TOO_DEEP: Final = etree.XPath(f"boolean({'/*' * (DEPTH_MAX + 1)})")
_BLOCK: Final = TEXT_CHARACTERS_MAX // 2
_RESOURCE_LIMIT: Final = 114  # libxml2's XML_ERR_RESOURCE_LIMIT
_ENCODING_ERRORS: Final = frozenset({31, 32, 81})  # unknown, unsupported, invalid


def parse(data: bytes, *, envelope: bool = False) -> etree._Element | Fault:
    """The root of `data`, or the fault for which it is refused. Only an `envelope` may be huge."""
    prepared = prepare(data, bytes_max=ENVELOPE_BYTES_MAX if envelope else MESSAGE_BYTES_MAX)
    if isinstance(prepared, Fault):
        return prepared
    root = tree(prepared, huge=envelope)
    if isinstance(root, Fault):
        return root
    return too_deep(root.getroottree()) or root


def tree(prepared: bytes, *, huge: bool = False) -> etree._Element | Fault:
    """The root of what `prepare` gave; its depth is still to be asked (`too_deep`)."""
    if _elements_at_most(prepared) > ELEMENTS_MAX:
        return _fault(
            FaultCode.XML_SIZE,
            f"报文的元素超过 {ELEMENTS_MAX} 个,请拆分后重新报送。",
            f"The message has more than {ELEMENTS_MAX} elements; split it and send again.",
        )
    try:
        root = etree.fromstring(prepared, _parser(huge=huge))
    except etree.XMLSyntaxError as error:
        return _broken(error)
    return _text_too_long(prepared, root) or root


def too_deep(tree: etree._ElementTree) -> Fault | None:
    """The fault of a tree nested beyond the limit."""
    return _depth_fault() if _TOO_DEEP(tree) else None


def prepare(data: bytes, *, bytes_max: int = MESSAGE_BYTES_MAX) -> bytes | Fault:
    """`data` as UTF-8 without BOM, once size, encoding and prolog are found in order."""
    if len(data) > bytes_max:
        return _fault(
            FaultCode.XML_SIZE,
            f"报文 {len(data)} 字节,超过上限 {bytes_max} 字节,请拆分后重新报送。",
            f"The message has {len(data)} bytes, the limit is {bytes_max}; split it.",
        )
    decoded = _decoded(data)
    if isinstance(decoded, Fault):
        return decoded
    if decoded.startswith(b"<!DOCTYPE", skip_prolog(decoded)):
        return _fault(
            FaultCode.XML_DTD,
            "报文含 DOCTYPE 声明,系统一律不接收,请删除后重新报送。",
            "The message has a DOCTYPE, which is never accepted; remove it and send again.",
        )
    return decoded


def skip_prolog(data: bytes) -> int:
    """Where the first mark stands that is neither declaration, comment, instruction nor blank.

    >>> skip_prolog(b"<?xml version='1.0'?> <!-- x --><a/>")
    32
    """
    found = _PROLOG.match(data)
    return found.end() if found else 0


def _decoded(data: bytes) -> bytes | Fault:
    if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE, b"<\0", b"\0<")):
        return _wrong_encoding("UTF-16")
    if b"\0" in data[:64]:
        return _fault(
            FaultCode.XML_BROKEN,
            "文件不是 XML 报文,像是表格、压缩包或图片,请导出为 XML 后再报送。",
            "The file is not an XML message but looks like a sheet, an archive or a picture; "
            "export it as XML.",
            line=1,
        )
    data = data.removeprefix(BOM_UTF8)
    declaration = _DECLARATION.match(data)
    named = _ENCODING.search(declaration[0]) if declaration else None
    name = named[1].decode("ascii").lower() if named else "utf-8"
    if name in {"utf-8", "utf8"}:
        return data
    if name not in _CHINESE or not declaration:
        return _wrong_encoding(name)
    try:
        text = data[declaration.end() :].decode("gb18030")
    except UnicodeDecodeError:
        return _wrong_encoding(name)
    # One line stays one line, so that faults keep their line numbers.
    return b"\n" * declaration[0].count(b"\n") + text.encode()


def _parser(*, huge: bool) -> etree.XMLParser:
    # A fresh one each time: a parser keeps the errors of all it has parsed.
    return etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        attribute_defaults=False,
        huge_tree=huge,
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
    )


def _elements_at_most(data: bytes) -> int:
    """An upper bound of the elements in `data`; 0 where it is too short to hold too many."""
    if len(data) < ELEMENTS_MAX * len(b"<a/>"):
        return 0
    found = data.count(b"<") - data.count(b"</")
    if found <= ELEMENTS_MAX:
        return found
    # Only character data and comments may hold what looks like an element and is none.
    for opening, closing in ((b"<![CDATA[", b"]]>"), (b"<!--", b"-->")):
        at = data.find(opening)
        while at >= 0:
            end = data.find(closing, at)
            if end < 0:
                break
            found -= data.count(b"<", at, end) - data.count(b"</", at, end)
            at = data.find(opening, end)
    return found


def _text_too_long(data: bytes, root: etree._Element) -> Fault | None:
    # A run of 64 KiB without a mark holds at least one aligned block of half that length.
    blocks = range(0, max(len(data) - _BLOCK, 0), _BLOCK)
    if any(data.find(b"<", at, at + _BLOCK) < 0 for at in blocks):
        for element in root.iter():
            longest = max(len(element.text or ""), len(element.tail or ""))
            if longest > TEXT_CHARACTERS_MAX and element.tag not in _LONG_TEXTS:
                return _fault(
                    FaultCode.XML_TEXT,
                    f"第 {_line(element)} 行的文字超过 {TEXT_CHARACTERS_MAX} 个字符。",
                    f"A text at line {_line(element)} is over {TEXT_CHARACTERS_MAX} letters.",
                    line=_line(element),
                )
    return None


def _line(element: etree._Element) -> int:
    return int(getattr(element, "sourceline", None) or 0)


def _broken(error: etree.XMLSyntaxError) -> Fault:
    line, code = error.lineno or 0, getattr(error, "code", 0)
    if code in _ENCODING_ERRORS:
        return _fault(
            FaultCode.XML_ENCODING,
            f"第 {line} 行含有不属于所声明编码的字节,请统一用 UTF-8 保存后重新报送。",
            f"Line {line} has bytes outside the declared encoding; save it as UTF-8.",
            line=line,
        )
    if code == _RESOURCE_LIMIT:
        return (
            _depth_fault()
            if "depth" in str(error.msg)
            else _fault(
                FaultCode.XML_TEXT,
                f"第 {line} 行的文字过长。",
                f"A text at line {line} is too long.",
                line=line,
            )
        )
    return _fault(
        FaultCode.XML_BROKEN,
        f"文件在第 {line} 行不再是完整的 XML(可能被截断、标签不配对或含非法字符),请重新导出。",
        f"From line {line} on this is not well-formed XML: cut off, a tag left open, or a "
        "character XML does not allow; export it again.",
        line=line,
    )


def _depth_fault() -> Fault:
    return _fault(
        FaultCode.XML_DEPTH,
        f"元素嵌套超过 {DEPTH_MAX} 层。",
        f"Elements are nested more than {DEPTH_MAX} deep.",
    )


def _wrong_encoding(name: str) -> Fault:
    return _fault(
        FaultCode.XML_ENCODING,
        f"文件编码 {name} 不受支持或与内容不符,请用 UTF-8 或 GB18030 保存后重新报送。",
        f"The encoding {name} is not accepted or not what the file holds; use UTF-8 or GB18030.",
        line=1,
    )


def _fault(code: FaultCode, zh: str, en: str, *, line: int = 0) -> Fault:
    return Fault(code, "/", (zh, en), line=line)
