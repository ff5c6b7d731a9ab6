"""The command group, assembled from the doors; a command is imported when it is used.

`yizhan --help` must not wait for Django or Polars, so names and sentences stand here and
everything else behind a `module:attribute`.
"""

import importlib
import importlib.util
import os
import sys
from collections.abc import Mapping
from typing import NamedTuple

import click

from yizhan.kernel.errors import YizhanError

SETTINGS = "yizhan.site.settings.base"
DONE, FAULTS, MISUSE = 0, 1, 2
ABOUT = """驿站:跨境电商综合试验区公共服务平台。

Yizhan: the public service platform of a cross-border e-commerce pilot zone.
"""


class Entry(NamedTuple):
    """Where a command lives, what it does in both languages, and whether it needs Django."""

    target: str
    zh: str
    en: str
    django: bool = False


COMMANDS: Mapping[str, Entry] = {
    "demo": Entry("yizhan.site.demo.command:demo", "演示一天的业务", "Watch a day of trades clear"),
    "up": Entry("yizhan.ops.up:up", "启动全部进程", "Run all processes", django=True),
    "web": Entry("yizhan.ops.serve:web", "只启动网站与接口", "Run portal and API only"),
    "worker": Entry("yizhan.ops.serve:worker", "只启动处理进程", "Run one worker", django=True),
    "scheduler": Entry(
        "yizhan.site.scheduler:scheduler", "只启动定时任务", "Run chores", django=True
    ),
    "send": Entry("yizhan.cli.send:send", "发送报文", "Send messages to a station"),
    "check": Entry("yizhan.cli.check:check", "离线检查报文", "Judge messages offline"),
    "sample": Entry("yizhan.sim.commands:sample", "生成样例业务", "Make sample trades"),
    "examples": Entry("yizhan.cli.examples:examples", "核对算例", "Evaluate worked examples"),
    "bench": Entry("yizhan.site.bench.command:bench", "测速", "Measure"),
    "sim": Entry("yizhan.sim.commands:sim", "模拟海关等对方", "The other sides, simulated"),
    "access": Entry("yizhan.cli.access:access", "查看权限", "Show who may do what", django=True),
}


class LazyGroup(click.Group):
    """A group that knows its commands by name alone."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        return [name for name, entry in COMMANDS.items() if _is_there(entry)]

    def get_command(self, _ctx: click.Context, cmd_name: str) -> click.Command | None:
        entry = COMMANDS.get(cmd_name)
        if entry is None or not _is_there(entry):
            return None
        if entry.django:
            _set_up_django()
        module, _, attribute = entry.target.partition(":")
        command = getattr(importlib.import_module(module), attribute)
        if not isinstance(command, click.Command):
            raise TypeError(f"{entry.target} is no command")
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        rows = [(name, _help(COMMANDS[name])) for name in self.list_commands(ctx)]
        with formatter.section("命令 Commands"):
            formatter.write_dl(rows)


def _help(entry: Entry) -> str:
    return f"{entry.zh} · {entry.en}"


def _is_there(entry: Entry) -> bool:
    """Whether the command's module exists; the package above it is imported, it is not."""
    return importlib.util.find_spec(entry.target.partition(":")[0]) is not None


def _set_up_django() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    import django  # noqa: PLC0415 -- half a second that `--help` need not wait for

    django.setup()


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]}, help=ABOUT)
def group() -> None:
    """The station's commands."""


def main(arguments: list[str] | None = None) -> None:
    """Run one command and leave with its code: 0 done, 1 faults, 2 misuse."""
    try:
        code = group.main(arguments, prog_name="yizhan", standalone_mode=False)
    except click.exceptions.Abort:
        _complain("已中断。", "Interrupted.")
        code = FAULTS
    except click.ClickException as misuse:
        _complain(f"用法有误:{_usage(misuse)}", misuse.format_message())
        code = misuse.exit_code if isinstance(misuse, click.UsageError) else MISUSE
    except BrokenPipeError:
        # Whoever read our lines has seen enough; nothing may be written at exit either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = FAULTS
    except YizhanError as error:
        _complain(error.say[0], f"{error.say[1]} {_detail(error)}".rstrip())
        code = FAULTS
    sys.exit(code if isinstance(code, int) else DONE)


def _usage(misuse: click.ClickException) -> str:
    context = misuse.ctx if isinstance(misuse, click.UsageError) else None
    return f"见 {context.command_path} --help" if context else "见 yizhan --help"


def _detail(error: YizhanError) -> str:
    return f"[{error.code}] {error}" if error.args else f"[{error.code}]"


def _complain(zh: str, en: str) -> None:
    click.echo(f"{zh}\n{en}", err=True)
