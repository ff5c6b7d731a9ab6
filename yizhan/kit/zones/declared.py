"""Reading TOML into dataclasses, with the place of every mistake."""

from collections.abc import Mapping
from dataclasses import MISSING, Field, fields
from datetime import date, datetime
from types import UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from yizhan.kernel.errors import YizhanError

T = TypeVar("T")
_WORDS = {str: "a text", int: "a whole number", date: "a day such as 2016-04-08"}


class ProfileError(YizhanError):
    """A profile says something that cannot be; the message names where."""

    code = "PROFILE"
    say = ("综试区配置文件有误。", "The zone's profile has a mistake.")


def build(kind: type[T], table: Mapping[str, Any], where: str) -> T:
    """`table` as a `kind`: every key known, every value of its type.

    A field's key is its name, or `key` in its metadata. Raises ProfileError.
    """
    hints = get_type_hints(kind)
    known = {_key(field): field for field in fields(kind)}  # type: ignore[arg-type]  # a dataclass
    for key in table:
        if key not in known:
            raise ProfileError(f"{where}.{key}: not known here; known are {', '.join(known)}")
    values = {}
    for key, field in known.items():
        if key in table:
            values[field.name] = _value(hints[field.name], table[key], f"{where}.{key}")
        elif field.default is MISSING and field.default_factory is MISSING:
            raise ProfileError(f"{where}.{key}: missing")
    return kind(**values)


def _key(field: Field[Any]) -> str:
    return str(field.metadata.get("key", field.name))


def _value(kind: Any, value: object, where: str) -> object:  # noqa: ANN401 -- a type's description
    if isinstance(kind, UnionType):  # an optional one: what is left out has its default
        kind = get_args(kind)[0]
    if get_origin(kind) is tuple:
        of = get_args(kind)[0]
        if not isinstance(value, list):
            raise ProfileError(f"{where}: a list is wanted, found {value!r}")
        return tuple(_value(of, each, f"{where}[{n}]") for n, each in enumerate(value, 1))
    if kind in _WORDS:
        # TOML's true is no number, and its instant no day.
        if not isinstance(value, kind) or isinstance(value, bool | datetime):
            raise ProfileError(f"{where}: {_WORDS[kind]} is wanted, found {value!r}")
        return value
    if not isinstance(value, dict):
        raise ProfileError(f"{where}: a table is wanted, found {value!r}")
    return build(kind, value, where)
