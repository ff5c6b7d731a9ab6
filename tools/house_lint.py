"""The laws of the house that ruff cannot say: one small function a rule, each under test.

`python -m tools.house_lint` looks at every file that git keeps and prints what it finds.
"""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Any, Final, NamedTuple

ROOT: Final = Path(__file__).resolve().parent.parent
DOORS: Final = frozenset({"web", "api", "cli", "ops", "sim", "connectors"})
WRITERS: Final = frozenset({"operations", "operations.py", "bulk.py", "migrations"})
READERS: Final = frozenset(
    {
        "yizhan/ceb/safe_xml.py",
        "yizhan/ceb/schemas/__init__.py",  # the official schemas, our own files
        "yizhan/sim/wire.py",  # the other side: a bug of our reader must not pass there too (D15)
    }
)
LARGEST: Final = 4_000_000  # bytes; what is larger belongs in no repository


@dataclass(frozen=True)
class Source:
    """A kept file: its path from the root, its text, and its size in bytes."""

    path: str
    text: str
    size: int = 0

    @property
    def parts(self) -> tuple[str, ...]:
        return PurePosixPath(self.path).parts

    @property
    def is_product(self) -> bool:
        return self.path.startswith("yizhan/") and self.path.endswith(".py")

    @property
    def is_door(self) -> bool:
        return self.is_product and self.parts[1] in DOORS

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        """Every node of a Python file."""
        return tuple(ast.walk(ast.parse(self.text)))

    @cached_property
    def lines(self) -> tuple[str, ...]:
        return tuple(self.text.splitlines())


class Finding(NamedTuple):
    """Something against the rules: at which line, and what to do instead."""

    line: int
    say: str


Rule = Callable[[Source], Iterator[Finding]]


def visible(source: Source) -> Iterator[Finding]:
    """Doors ask only for what the subject may see."""
    if not source.is_door:
        return
    good = {
        id(node.value)
        for node in source.nodes
        if isinstance(node, ast.Attribute) and node.attr == "visible_to"
    }
    for node in source.nodes:
        if isinstance(node, ast.Attribute) and node.attr == "objects" and id(node) not in good:
            yield Finding(
                node.lineno, "in a door, `.objects` is followed by `.visible_to(subject)`"
            )


SAVE_OPTIONS: Final = frozenset({"update_fields", "force_insert", "force_update", "using"})


def saves(source: Source) -> Iterator[Finding]:
    """Rows change in operations and bulk, nowhere else."""
    if not source.is_product or WRITERS & set(source.parts):
        return
    for node in _calls(source, "save"):
        if not node.args and {word.arg for word in node.keywords} <= SAVE_OPTIONS:
            yield Finding(node.lineno, "`.save()` belongs in operations or bulk")


MONEY: Final = re.compile(
    r"yuan|amount|price|paid|tax|duty|vat|fee|freight|dutiable|balance|money", re.IGNORECASE
)


def floats(source: Source) -> Iterator[Finding]:
    """Money is Decimal, from the first character to the last."""
    if not source.is_product:
        return
    for node in source.nodes:
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        if node.func.id == "float" and MONEY.search(source.lines[node.lineno - 1]):
            yield Finding(node.lineno, "`float(` near money: keep it Decimal")
        if node.func.id == "Decimal" and _is_float(node.args):
            yield Finding(node.lineno, "`Decimal(` of a float: put the number in quotes")


def _is_float(arguments: list[ast.expr]) -> bool:
    first = arguments[0] if arguments else None
    return isinstance(first, ast.Constant) and isinstance(first.value, float)


PARSERS: Final = (
    "xml",
    "defusedxml",
    "xmltodict",
    "bs4",
    "html5lib",
    "lxml.html",
    "lxml.objectify",
    "lxml.sax",
    "django.core.serializers.xml_serializer",
)
PARSING: Final = frozenset(
    {
        *("fromstring", "fromstringlist", "parse", "iterparse", "XML", "XMLID", "HTML"),
        *("XMLParser", "XMLPullParser", "HTMLParser", "HTMLPullParser", "ETCompatXMLParser"),
        *("XSLT", "XInclude", "DTD"),
    }
)


def parsers(source: Source) -> Iterator[Finding]:
    """One module of ours reads XML, with entities, DTDs, network and depth in hand (S-30)."""
    if not source.is_product or source.path in READERS:
        return
    for node in source.nodes:
        for module in _imported(node):
            if any(module == name or module.startswith(f"{name}.") for name in PARSERS):
                yield Finding(_line(node), f"`{module}` reads XML: use ceb.safe_xml")
        if _parses(node):
            yield Finding(_line(node), "this reads XML by itself: use ceb.safe_xml")


def _imported(node: ast.AST) -> list[str]:
    """The modules that an import statement may bring in."""
    if isinstance(node, ast.Import):
        return [name.name for name in node.names]
    if isinstance(node, ast.ImportFrom) and node.module and not node.level:
        return [node.module, *(f"{node.module}.{name.name}" for name in node.names)]
    return []


def _parses(node: ast.AST) -> bool:
    """`etree.fromstring` and its like, however they were brought in."""
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        return node.value.id == "etree" and node.attr in PARSING
    if isinstance(node, ast.ImportFrom) and node.module == "lxml.etree":
        return any(name.name in PARSING for name in node.names)
    return False


def params(source: Source) -> Iterator[Finding]:
    """Each value of the law has its first day and its source, and its last once superseded."""
    if "params" not in source.parts or not source.path.endswith(".toml"):
        return
    for name, entries in _tables("", tomllib.loads(source.text)):
        line = next((n for n, text in enumerate(source.lines, 1) if f"[[{name}]]" in text), 1)
        for place, entry in enumerate(entries):
            following = entries[place + 1] if place + 1 < len(entries) else None
            for say in _wrong_with(entry, following):
                yield Finding(line, f"{name}, entry {place + 1}: {say}")


def _tables(prefix: str, table: Mapping[str, Any]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    for key, inside in table.items():
        if isinstance(inside, dict):
            yield from _tables(f"{prefix}{key}.", inside)
        elif isinstance(inside, list) and inside and isinstance(inside[0], dict):
            yield prefix + key, inside
        else:
            yield prefix + key, [{}]  # a bare value has neither day nor source


def _wrong_with(entry: Mapping[str, Any], following: Mapping[str, Any] | None) -> Iterator[str]:
    since, to = entry.get("from"), entry.get("to")
    if not isinstance(since, date):
        yield "`from` is missing or no day"
    if not entry.get("source"):
        yield "`source` is missing"
    if following is None or not isinstance(since, date):
        return
    if to is None:
        yield "superseded, so it needs `to`"
    elif not since <= to < following.get("from", date.max):
        yield "`to` lies before `from` or runs into the next entry"


# In two pieces, so that this file may stand among those it looks at.
PLACES: Final = re.compile(
    r"(?<![\w./-])/(?:wo" + r"rk|ro" + r"ot|home/\w+|tmp/pl" + r"an)/"
    r"|/opt/(?:wheels|py" + r"pi)"
    r"|py" + r"pi\.org|pythonho" + r"sted\.org|registry\.npm" + r"js|deb\.deb" + r"ian\.org"
    r"|--(?:extra-)?index" + r"-url[ =]|--find" + r"-links[ =]"
)


def places(source: Source) -> Iterator[Finding]:
    """No path of one machine and no address of a registry is kept."""
    for number, text in enumerate(source.lines, 1):
        if found := PLACES.search(text):
            yield Finding(number, f"`{found.group()}` is true on one machine only")


KEY: Final = re.compile(r"-----BEGIN (?:[A-Z]+ )*PRIVATE KE" + r"Y-----\n")


def secrets(source: Source) -> Iterator[Finding]:
    """Keys are made at first start, never kept here."""
    for found in KEY.finditer(source.text):
        yield Finding(source.text.count("\n", 0, found.start()) + 1, "a private key")


LIVING: Final = 1910  # made-up people are born before this, so that nobody living is meant
PERSON: Final = re.compile(
    r"(?<![\dA-Za-z])[1-9]\d{5}((?:19|20)\d\d)(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx]"
    r"(?![\dA-Za-z])",
    re.ASCII,
)
WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def people(source: Source) -> Iterator[Finding]:
    """No ID number that a living person may have: those of samples are born before 1910."""
    for line, text in enumerate(source.lines, 1):
        for found in PERSON.finditer(text):
            number = found.group().upper()
            total = sum(int(digit) * weight for digit, weight in zip(number, WEIGHTS, strict=False))
            if int(found.group(1)) >= LIVING and "10X98765432"[total % 11] == number[-1]:
                yield Finding(
                    line, "an ID number somebody may have: let the person be born in 1900"
                )


REASONED: Final = re.compile(r"#\s*noqa:\s*[A-Z]+\d+(?:\s*,\s*[A-Z]+\d+)*\s+--?\s+\S+")
NOQA: Final = re.compile(r"#\s*no" + r"qa\b")


def excuses(source: Source) -> Iterator[Finding]:
    """An exception from a rule says which rule, and why; the next line may share the reason."""
    if not source.path.endswith(".py"):
        return
    reasoned = False
    for number, text in enumerate(source.lines, 1):
        excused = NOQA.search(text) is not None
        reasoned = excused and (reasoned or REASONED.search(text) is not None)
        if excused and not reasoned:
            yield Finding(number, "write `# no" + "qa: CODE - the reason`")


def large(source: Source) -> Iterator[Finding]:
    """Big files come from where they are kept, not from here."""
    if source.size > LARGEST:
        yield Finding(1, f"{source.size:,} bytes; at most {LARGEST:,}")


def placeholders(source: Source) -> Iterator[Finding]:
    """Every module says what it is."""
    if not source.path.endswith(".py") or not source.text.strip():
        return
    first = (ast.get_docstring(ast.parse(source.text)) or "").strip(". ")
    if first.upper() in {"TB" + "D", "TO" + "DO"}:
        yield Finding(1, "this docstring says nothing yet")


def _calls(source: Source, name: str) -> Iterator[ast.Call]:
    """Calls of a method by that name."""
    for node in source.nodes:
        called = node.func if isinstance(node, ast.Call) else None
        if isinstance(node, ast.Call) and getattr(called, "attr", "") == name:
            yield node


def _line(node: ast.AST) -> int:
    return getattr(node, "lineno", 1)


RULES: Final[Mapping[str, Rule]] = {
    rule.__name__: rule
    for rule in (
        visible,
        saves,
        floats,
        parsers,
        params,
        places,
        secrets,
        people,
        excuses,
        placeholders,
        large,
    )
}


def kept(root: Path) -> Iterator[Source]:
    """Every file that git keeps; of pictures and the like, what is text in them."""
    listed = subprocess.run(
        ("git", "-c", "safe.directory=*", "ls-files", "-z"),  # noqa: S607 - git wherever it is installed
        cwd=root,
        capture_output=True,
        check=True,
    ).stdout.decode()
    for name in filter(None, listed.split("\0")):
        place = root / name
        if place.is_file():
            content = place.read_bytes()
            yield Source(name, content.decode(errors="ignore"), size=len(content))


def main(root: Path = ROOT) -> int:
    """Print what is against the rules; 1 when anything is."""
    found = [
        f"{source.path}:{finding.line}: {name}: {finding.say}"
        for source in kept(root)
        for name, rule in RULES.items()
        for finding in rule(source)
    ]
    print("\n".join(found) or "house rules: all kept")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
