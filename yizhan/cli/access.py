"""`yizhan access`: who may do what; organisations, their keys, and links for people."""

import json
from datetime import UTC, datetime

import click

from yizhan.access import operations
from yizhan.access.matrix import MATRIX, OFFICES
from yizhan.access.models import Role
from yizhan.kernel.parties import uscc_shape, valid_customs_code

ZONE = click.option(
    "--zone", default="chongqing", show_default=True, help="综试区代码 · Code of the zone."
)
JSON = click.option(
    "--json", "as_json", is_flag=True, help="输出一个 JSON 对象 · One JSON object, for scripts."
)


@click.group(help="权限、企业、密钥与登录链接。\n\nRights, organisations, keys and sign-in links.")
def access() -> None:
    """Letting people and machines in."""


@access.command(
    short_help="权限表 · The table of rights",
    help="列出权限表。\n\nPrint the table of rights.",
)
@JSON
def show(*, as_json: bool) -> None:
    """One line an act: who may do it, on which side, in which role."""
    if as_json:
        table = {
            act: {"sides": sorted(right.sides), "roles": sorted(right.roles)}
            for act, right in MATRIX.items()
        }
        click.echo(json.dumps(table, ensure_ascii=False))
        return
    for act, right in MATRIX.items():
        click.echo(f"{act:<16} {right.zh} · {right.en}")
        click.echo(
            f"{'':<16}   {', '.join(sorted(right.sides))} | {', '.join(sorted(right.roles))}"
        )


@access.command(
    short_help="登记企业,签发密钥 · Enter a firm, issue its key",
    help="登记企业并签发接口密钥。\n\nEnter an organisation and issue its API key.",
)
@ZONE
@click.option("--name", required=True, help="名称 · Name.")
@click.option("--uscc", default="", help="统一社会信用代码 · Unified social credit code.")
@click.option("--customs-code", default="", help="海关编码 · Customs code, 10 characters.")
@click.option("--dxp-id", default="", help="传输节点编号 · DXP id.")
@click.option(
    "--kind",
    "kinds",
    multiple=True,
    type=click.Choice(
        ["platform", "ecommerce", "payment", "logistics", "agent", "warehouse", "customs"]
    ),
    help="类型,可多次 · What it is; may be repeated.",
)
@click.option("--signs-by-station", is_flag=True, help="授权驿站代签清单 · The station may sign.")
@JSON
def organisation(  # noqa: PLR0913 -- one argument an option
    *,
    zone: str,
    name: str,
    uscc: str,
    customs_code: str,
    dxp_id: str,
    kinds: tuple[str, ...],
    signs_by_station: bool,
    as_json: bool,
) -> None:
    """Enter or change it; the key is shown this once."""
    if not (uscc or customs_code):
        raise click.UsageError("--uscc / --customs-code: 至少一项 · one of the two is needed.")
    _insist_on_codes(uscc, customs_code)
    number = operations.register_organisation(
        operations.zone_of(zone),
        name=name,
        uscc=uscc,
        customs_code=customs_code,
        dxp_id=dxp_id,
        kinds=kinds,
        signs_by_station=signs_by_station,
    )
    key = operations.issue_key(zone, number, datetime.now(UTC))
    if as_json:
        click.echo(json.dumps({"organisation": number, "key": key}))
        return
    click.echo(f"{name} ({number})\n接口密钥,只显示这一次 API key, shown this once:\n{key}")


def _insist_on_codes(uscc: str, customs_code: str) -> None:
    """A mistyped code would make a firm that none of its documents belongs to."""
    if uscc and not uscc_shape(uscc):
        raise click.UsageError(
            f"--uscc {uscc}: 应为 18 位统一社会信用代码,请核对 · 18 characters of a credit code; "
            "please compare it with the licence."
        )
    if customs_code and not valid_customs_code(customs_code):
        raise click.UsageError(
            f"--customs-code {customs_code}: 应为 10 位海关注册编码,请核对 · 10 characters; "
            "please check it."
        )


@access.command(
    short_help="一次性登录链接 · A link that lets one in, once",
    help="签发一次性登录链接。\n\nMake a link that lets one person in, once.",
)
@ZONE
@click.option("--username", required=True, help="用户名 · User name.")
@click.option("--name", required=True, help="姓名 · The person's name.")
@click.option("--organisation", type=int, help="企业编号 · Number of the firm acted for.")
@click.option("--office", type=click.Choice(sorted(OFFICES)), help="部门 · Office acted for.")
@click.option(
    "--role",
    type=click.Choice(Role.values),
    default=Role.CLERK.value,
    show_default=True,
    help="角色 · What the person is there.",
)
@click.option("--url", default="http://127.0.0.1:8000", show_default=True, help="门户 · Portal.")
def link(  # noqa: PLR0913 -- one argument an option
    *,
    zone: str,
    username: str,
    name: str,
    organisation: int | None,
    office: str | None,
    role: str,
    url: str,
) -> None:
    """Enter the person if need be, and print the link; it lives half an hour."""
    if (organisation is None) == (office is None):
        raise click.UsageError("--organisation / --office: 二选一 · one of the two is needed.")
    membership = operations.register_person(
        operations.zone_of(zone),
        username=username,
        name=name,
        organisation=organisation,
        office=office or "",
        role=role,
    )
    token = operations.make_link(zone, membership, datetime.now(UTC))
    click.echo(f"{url.rstrip('/')}/s/{token}")
