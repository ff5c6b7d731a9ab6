"""People who never lived: born 1900–1909, with right check digits and numbers nobody can call."""

import csv
import functools
import hashlib
from dataclasses import dataclass
from datetime import date, timedelta
from importlib import resources
from typing import Final

from yizhan.sim.chance import Chance

FIRST_BIRTHDAY: Final = date(1900, 1, 1)
BIRTHDAYS: Final = 3_652
PER_DAY: Final = 999
STRIDE: Final = 7_368_787  # a prime that divides no count here: distinct numbers, well spread

SURNAMES: Final = (
    "王李张刘陈杨黄赵周吴徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏"
    "苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵"
)
GIVEN: Final = (
    "一云仁仪伟佳俊健光兰冰凯凡利力勇北南卓华卫古可嘉国坤城培声多天宁安宇宏家宜容展山岚岩峰川平广庆"
    "康建强彤彬德心志忠怡恒悦慧成扬新方旭明春晓晨智月朗林枫柏柔桐梅森楠欣正武民江沐河泽洁洋浩海涛"
    "清源潇澜灿然熙燕玉珍珊琳瑞瑶璐生甜畅白盈知石秀秋童竹笑红纯群翔翠聪胜芳若英茂莉莹菲萍蓉蕾薇诗"
)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"


@dataclass(frozen=True, slots=True)
class Person:
    """A made-up buyer: name, ID card number, phone, address and its division code."""

    name: str
    id_number: str
    phone: str
    address: str
    district: str


def person(seed: object, index: int) -> Person:
    """The person of that `index`; within one seed no two share an ID number or a phone."""
    chance = Chance(seed, "person", index)
    places = _places()
    start = int.from_bytes(hashlib.sha256(str(seed).encode()).digest()[:6], "big")
    number = (start + index * STRIDE) % (len(places) * BIRTHDAYS * PER_DAY)
    rest, place = divmod(number, len(places))
    order, day = divmod(rest, BIRTHDAYS)
    code, _ = places[place]
    district, address = chance.one_of(places)
    return Person(
        name=_name(chance),
        id_number=_with_check(f"{code}{_birthday(day)}{order + 1:03d}"),
        # Mobile numbers begin with 13 to 19: a number that begins with 100 reaches nobody.
        phone=f"100{(start + index * STRIDE) % 100_000_000:08d}",
        address=f"{address}样例路{chance.between(1, 999)}号虚构小区"
        f"{chance.between(1, 40)}幢{chance.between(1, 33)}{chance.between(1, 8):02d}室",
        district=district,
    )


def mistyped(id_number: str) -> str:
    """The number with a check digit that cannot be right."""
    right = _CHECKS.index(id_number[-1])
    return id_number[:-1] + _CHECKS[(right + 3) % len(_CHECKS)]


def _name(chance: Chance) -> str:
    given = chance.one_of(GIVEN)
    if chance.happens(0.8):
        given += chance.one_of(GIVEN)
    return chance.one_of(SURNAMES) + given


@functools.cache
def _birthday(day: int) -> str:
    return f"{FIRST_BIRTHDAY + timedelta(days=day):%Y%m%d}"


def _with_check(body: str) -> str:
    """The 17 digits and their check by GB 11643.

    >>> _with_check("11010119000101001")
    '110101190001010014'
    """
    total = sum(int(digit) * weight for digit, weight in zip(body, _WEIGHTS, strict=True))
    return body + _CHECKS[total % 11]


@functools.cache
def _places() -> tuple[tuple[str, str], ...]:
    """Division code and name in full of each county."""
    table = resources.files("yizhan.sim") / "data" / "places.csv"
    with table.open(encoding="utf-8") as lines:
        return tuple(
            (row["code"], row["province"] + row["city"] + row["county"])
            for row in csv.DictReader(lines)
        )
