"""The home of a station: database, keys, drop folders (D19)."""

import os
import secrets
from pathlib import Path
from typing import Final

PRIVATE: Final = 0o700
PASSABLE: Final = 0o711  # others may pass through to a folder of their own, and list nothing


def home() -> Path:
    """`YIZHAN_HOME`, made when absent; without it `./var`, as root `/var/lib/yizhan`."""
    root = os.geteuid() == 0
    path = Path(os.environ.get("YIZHAN_HOME") or ("/var/lib/yizhan" if root else "var")).absolute()
    if not path.exists():
        # The database of root runs as a user of its own, who must reach its folder.
        path.mkdir(parents=True, mode=PASSABLE if root else PRIVATE)
        path.chmod(PASSABLE if root else PRIVATE)
    return path


def folder(name: str) -> Path:
    """A private folder of the home, made when absent."""
    path = home() / name
    path.mkdir(mode=PRIVATE, exist_ok=True)
    return path


def secret(name: str, size: int = 32) -> str:
    """The secret kept as `keys/<name>`: hexadecimal, made at first use, never in the database."""
    path = folder("keys") / name
    if not path.exists():
        keep(name, secrets.token_hex(size))
    return path.read_text(encoding="ascii").strip()


def keep(name: str, text: str) -> None:
    """Write `keys/<name>` whole or not at all; of two processes at once the first wins."""
    path = folder("keys") / name
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    sync(path.parent)


def sync(directory: Path) -> None:
    """Make the names in `directory` outlive a power cut."""
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
