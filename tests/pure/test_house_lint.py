"""Each rule of the house with what it lets pass and what it stops."""

import subprocess
from pathlib import Path
from typing import Final

import pytest

from tools import house_lint
from tools.house_lint import RULES, Source

BEGIN: Final = "-----BEGIN PRIVATE " + "KEY-----\n"
OLD: Final = "110101190001010014"
LIVING: Final = "1101011990" + "01010015"
EXCUSE: Final = "x = 1  # no" + "qa"

GOOD: Final = (
    ("visible", "yizhan/web/trades/views.py", "Trade.objects.visible_to(subject).filter(a=1)"),
    ("visible", "yizhan/services/trade/queries.py", "Trade.objects.all()"),
    ("saves", "yizhan/access/operations.py", "user.save()"),
    ("saves", "yizhan/kit/zones/operations/install.py", "zone.save(update_fields=['name'])"),
    ("saves", "yizhan/cli/sheet.py", "workbook.save(path)"),
    ("floats", "yizhan/cli/bench.py", "seconds = float(text)"),
    ("floats", "yizhan/kernel/money.py", "amount = Decimal('1.10')"),
    ("parsers", "yizhan/ceb/safe_xml.py", "from lxml import etree\netree.fromstring(b'<a/>')"),
    ("parsers", "yizhan/ceb/envelope.py", "from lxml import etree\netree.SubElement(a, 'b')"),
    (
        "params",
        "yizhan/services/tax/params/a.toml",
        "[[a.b]]\nfrom=2019-01-01\nsource='x'\nyuan='1'",
    ),
    (
        "params",
        "yizhan/services/tax/params/a.toml",
        "[[a]]\nfrom=2016-04-08\nto=2018-12-31\nsource='x'\n[[a]]\nfrom=2019-01-01\nsource='y'",
    ),
    ("params", "pyproject.toml", "[project]\nname='a'"),
    ("places", "README.md", "./yz demo; files lie under ./var and in docs/work/"),
    ("secrets", "docs/adr/0001.md", "A key begins with the words PRIVATE KEY."),
    ("excuses", "yizhan/cli/up.py", f"{EXCUSE}: S603 - fixed words, no shell"),
    ("excuses", "yizhan/cli/up.py", f"{EXCUSE}: S603 - fixed words\n{EXCUSE}: S603"),
    ("placeholders", "yizhan/cli/__init__.py", '"""Commands."""'),
    ("placeholders", "tests/__init__.py", ""),
    ("people", "tests/samples/a.xml", f"<id>{OLD}</id>"),
    ("people", "tests/samples/a.xml", f"<id>{LIVING[:-1]}9</id>"),
    ("people", "tests/samples/a.xml", f"<id>{LIVING.replace('5', '５')}</id>"),
    ("large", "data.csv", "a"),
)

BAD: Final = (
    ("visible", "yizhan/api/trades.py", "Trade.objects.filter(a=1)"),
    ("visible", "yizhan/web/x.py", "found = Trade.objects"),
    ("saves", "yizhan/web/x.py", "user.save()"),
    ("saves", "yizhan/services/tax/queries.py", "row.save(update_fields=['a'])"),
    ("floats", "yizhan/services/tax/rules.py", "duty = float(text)"),
    ("floats", "yizhan/kernel/money.py", "Decimal(0.1)"),
    ("parsers", "yizhan/web/x.py", "import xml.etree.ElementTree as ET"),
    ("parsers", "yizhan/web/x.py", "from xml.dom import minidom"),
    ("parsers", "yizhan/api/x.py", "from lxml import etree\netree.fromstring(b'<a/>')"),
    ("parsers", "yizhan/api/x.py", "from lxml.etree import XMLParser"),
    ("parsers", "yizhan/api/x.py", "from lxml import html"),
    ("params", "yizhan/services/tax/params/a.toml", "[[a]]\nsource='x'\nyuan='1'"),
    ("params", "yizhan/services/tax/params/a.toml", "[[a]]\nfrom=2019-01-01\nyuan='1'"),
    ("params", "yizhan/services/tax/params/a.toml", "[a]\nlimit='1'"),
    (
        "params",
        "yizhan/services/tax/params/a.toml",
        "[[a]]\nfrom=2016-04-08\nsource='x'\n[[a]]\nfrom=2019-01-01\nsource='y'",
    ),
    (
        "params",
        "yizhan/services/tax/params/a.toml",
        "[[a]]\nfrom=2016-04-08\nto=2019-01-01\nsource='x'\n[[a]]\nfrom=2019-01-01\nsource='y'",
    ),
    ("places", "docs/howto/run.md", "cd /ro" + "ot/yizhan"),
    ("places", "requirements.txt", "--index" + "-url somewhere"),
    ("places", "requirements.txt", "wheel from py" + "pi.org"),
    ("secrets", "tests/samples/key.pem", BEGIN),
    ("excuses", "yizhan/cli/up.py", EXCUSE),
    ("excuses", "yizhan/cli/up.py", f"{EXCUSE}: S603"),
    ("excuses", "yizhan/cli/up.py", f"{EXCUSE}: S603 - fixed words\n\n{EXCUSE}: S603"),
    ("placeholders", "yizhan/cli/__init__.py", '"""' + "TB" + 'D"""'),
    ("people", "tests/samples/a.xml", f"<id>{LIVING}</id>"),
    ("large", "huge.csv", "a"),
)


@pytest.mark.parametrize(("rule", "path", "text"), GOOD)
def test_lets_pass(rule: str, path: str, text: str) -> None:
    size = house_lint.LARGEST + ("huge" in path)
    assert list(RULES[rule](Source(path, text, size))) == []


@pytest.mark.parametrize(("rule", "path", "text"), BAD)
def test_stops(rule: str, path: str, text: str) -> None:
    size = house_lint.LARGEST + ("huge" in path)
    assert list(RULES[rule](Source(path, text, size)))


def test_every_rule_has_both_cases() -> None:
    assert {rule for rule, *_ in GOOD} == {rule for rule, *_ in BAD} == set(RULES)


def test_a_finding_names_its_line() -> None:
    source = Source("yizhan/web/x.py", "a = 1\n\nuser.save()\n")
    assert [finding.line for finding in RULES["saves"](source)] == [3]


def test_shape_lists_the_longest_first(tmp_path: Path) -> None:
    from tools.shape import measure  # noqa: PLC0415 - beside its only use

    (tmp_path / "yizhan").mkdir()
    (tmp_path / "yizhan" / "a.py").write_text("def f():\n    return 1\n", encoding="utf-8")
    (tmp_path / "yizhan" / "b.py").write_text("x = 1\n", encoding="utf-8")
    files, functions = measure(tmp_path, ("yizhan",))
    assert [length.lines for length in files] == [2, 1]
    assert [length.lines for length in functions] == [2]


def test_looks_at_what_git_keeps(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "yizhan").mkdir()
    (tmp_path / "yizhan" / "kept.py").write_text("user.save()\n", encoding="utf-8")
    (tmp_path / "yizhan" / "stray.py").write_text("user.save()\n", encoding="utf-8")
    (tmp_path / "picture.bin").write_bytes(b"\xff\xfe\x00")
    for words in (("init", "-q"), ("add", "yizhan/kept.py", "picture.bin")):
        subprocess.run(("git", *words), cwd=tmp_path, check=True)  # noqa: S603, S607 - fixed words
    assert house_lint.main(tmp_path) == 1
    assert capsys.readouterr().out.splitlines() == [
        "yizhan/kept.py:1: saves: `.save()` belongs in operations or bulk"
    ]
