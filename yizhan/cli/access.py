"""`yizhan access`: who may do what; organisations, their keys, and links for people."""

import json
from datetime import UTC, datetime

import click

from yizhan.access import operations
from yizhan.access.matrix import MATRIX, OFFICES
from yizhan.access.models import Role

ZONE = click.option(
    "--zone", default="chongqing", show_default=True, help="综试区代码 · Code of the zone."
)
JSON = click.option("--json", "as_json", is_flag=True, help="One JSON object, for scripts.")


@click.group(help="权限、企业、密钥与登录链接。\n\nRights, organisations, keys and sign-in links.")
def access() -> None:
    """Letting people and machines in."""


@access.command(help="列出权限表。\n\nPrint the table of rights.")
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


@access.command(help="登记企业并签发接口密钥。\n\nEnter an organisation and issue its API key.")
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


@access.command(help="签发一次性登录链接。\n\nMake a link that lets one person in, once.")
@ZONE
@click.option("--username", required=True, help="用户名 · User name.")
@click.option("--name", required=True, help="姓名 · The person's name.")
@click.option("--organisation", type=int, help="企业编号 · Number of the firm acted for.")
@click.option("--office", type=click.Choice(sorted(OFFICES)), help="部门 · Office acted for.")
@click.option("--role", type=click.Choice(Role.values), default=Role.CLERK.value, show_default=True)
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
