"""Debian roots to build and to try in, made by debootstrap from the mirror that this machine's own apt uses.

Nothing is mounted on the machine: every command in a root runs in a mount namespace of its own, which ends
with it. Needs Linux, root and debootstrap; signatures are checked, as apt does.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn

KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
SECURED = ("bullseye", "bookworm", "trixie")
"""Releases whose security updates lie in a suite of this naming."""
_DEBIAN = re.compile(r"^(https?://\S+?/debian)/?$")
_MADE = "root.made"
_PROXIES = ("http_proxy", "https_proxy", "no_proxy")


class BuildError(Exception):
    """What could not be done, in one sentence."""


def stop(text: str) -> NoReturn:
    """Give up with one sentence."""
    raise BuildError(text)


@dataclass(frozen=True, slots=True)
class Mirror:
    """Where packages come from, and who said so."""

    url: str
    said_by: str
    proxy: str = ""

    @property
    def security(self) -> str:
        """The security archive beside the mirror, as every full mirror lays it out."""
        return re.sub(r"/debian$", "/debian-security", self.url)

    def __str__(self) -> str:
        return f"{self.url} ({self.said_by}{', by the proxy of apt' if self.proxy else ''})"


def _answer(*command: str) -> str:
    try:
        return subprocess.run(command, capture_output=True, text=True, check=False).stdout
    except OSError:
        return ""


def find_mirror(environment: Mapping[str, str]) -> Mirror:
    """`APT_MIRROR`, else the Debian archive in this machine's apt sources.

    Raises:
        BuildError: when neither names one; no address stands in the sources.
    """
    proxy = re.search(r"'(.+)'", _answer("apt-config", "shell", "PROXY", "Acquire::http::Proxy"))
    through = proxy[1] if proxy else ""
    given = environment.get("APT_MIRROR", "").rstrip("/")
    if given:
        return Mirror(given, "APT_MIRROR", through)
    for line in _answer("apt-get", "indextargets", "--format", "$(REPO_URI)", "Created-By: Packages").split():
        found = _DEBIAN.match(line)
        if found:
            return Mirror(found[1], "this machine's apt sources", through)
    stop("This machine's apt sources name no Debian archive; name one by APT_MIRROR (it ends in /debian).")


def check_machine() -> None:
    """Stop with a sentence where a root cannot be made."""
    if shutil.which("debootstrap") is None or shutil.which("unshare") is None:
        stop("debootstrap is missing; run as root: apt-get install -y --no-install-recommends debootstrap")
    if os.geteuid() != 0:
        stop("A Debian root is made by debootstrap, which needs root; run this again as root.")
    if not KEYRING.exists():
        stop(f"{KEYRING} is missing (package debian-archive-keyring); signatures could not be checked.")


@dataclass(frozen=True, slots=True)
class Root:
    """A folder that holds a Debian system.

    Attributes:
        folder: where it lies.
        suite: its release.
        shared: outside folder → place inside where it is seen while a command runs.
    """

    folder: Path
    suite: str
    shared: Mapping[Path, str] = field(default_factory=dict)

    def make(self, mirror: Mirror, sources: Iterable[str] = ()) -> None:
        """Make the root, unless a whole one is there.

        Args:
            mirror: where from.
            sources: suites whose source packages can be fetched as well.

        Raises:
            BuildError: when debootstrap or apt fails; what was half made is removed.
        """
        if (self.folder / _MADE).exists():
            return
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        command = ["debootstrap", "--variant=minbase", f"--keyring={KEYRING}", "--force-check-gpg"]
        command += ["--include=ca-certificates", self.suite, str(self.folder), mirror.url]
        environment = dict(os.environ)
        if mirror.proxy:
            environment.setdefault("http_proxy", mirror.proxy)
        done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
        if done.returncode != 0:
            shutil.rmtree(self.folder, ignore_errors=True)
            stop(f"debootstrap could not make {self.suite} from {mirror}: {done.stdout[-300:].strip()}")
        self._configure(mirror, sources)
        self.run("apt-get", "-qq", "update")
        (self.folder / _MADE).write_text(f"{self.suite} from {mirror.url}\n", "utf-8")

    def _configure(self, mirror: Mirror, sources: Iterable[str]) -> None:
        apt = self.folder / "etc" / "apt"
        lines = [f"deb {mirror.url} {self.suite} main"]
        if self.suite in SECURED:
            lines.append(f"deb {mirror.security} {self.suite}-security main")
        lines += [f"deb-src {mirror.url} {suite} main" for suite in sources]
        (apt / "sources.list").write_text("\n".join(lines) + "\n", "utf-8")
        # An old release is signed for ever and its date runs out: only the date is passed over.
        settings = ['Acquire::Check-Valid-Until "false";', 'APT::Install-Recommends "false";']
        settings += ['APT::Sandbox::User "root";', 'Dpkg::Use-Pty "0";']
        if mirror.proxy:
            settings.append(f'Acquire::http::Proxy "{mirror.proxy}";')
        (apt / "apt.conf.d" / "90root").write_text("\n".join(settings) + "\n", "utf-8")
        for name in ("resolv.conf", "hosts"):
            if Path("/etc", name).exists():
                shutil.copyfile(Path("/etc", name), self.folder / "etc" / name)

    def install(self, *packages: str) -> None:
        """Install packages with what they need.

        Raises:
            BuildError: naming the packages.
        """
        self.run("apt-get", "-qq", "install", "-y", *packages)

    def command(self, words: Sequence[str], user: str = "root") -> list[str]:
        """The machine's command that runs `words` in the root."""
        lines = ['mount -t proc proc "$0/proc"']
        for folder in self.shared:
            folder.mkdir(parents=True, exist_ok=True)
        for outside, place in self.shared.items():
            lines.append(f'mkdir -p "$0{place}" && mount --bind "{outside}" "$0{place}"')
        lines.append(f'exec chroot --userspec={user} "$0" "$@"')
        inside = ["unshare", "--mount", "--propagation", "private", "sh", "-ec", "\n".join(lines)]
        return [*inside, str(self.folder), *words]

    def start(
        self, *words: str, user: str = "root", environment: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Run a command in the root with an environment of its own and give its outcome, whatever it is."""
        home = "/root" if user == "root" else f"/home/{user}"
        given = {
            "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "HOME": home,
            "LC_ALL": "C.UTF-8",
            "TZ": "UTC",
            "DEBIAN_FRONTEND": "noninteractive",
            **{name: value for name, value in os.environ.items() if name.lower() in _PROXIES},
            **(environment or {}),
        }
        return subprocess.run(
            self.command(words, user),
            env=given,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
        )

    def run(self, *words: str, environment: Mapping[str, str] | None = None) -> str:
        """Run a command in the root as root; its output.

        Raises:
            BuildError: when it fails, with the end of what it said.
        """
        done = self.start(*words, environment=environment)
        if done.returncode != 0:
            said = f"{done.stdout[-1500:]}\n{done.stderr[-1500:]}".strip()
            stop(f"In the {self.suite} root this failed: {' '.join(words)[:200]}\n{said}")
        return done.stdout
