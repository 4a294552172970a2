"""A region's own look: files of theirs that win over the packaged ones of the same name.

What is checked is what is rendered: the files are read once, and their bytes travel as a value.
"""

from __future__ import annotations

from difflib import get_close_matches
from functools import cache
from hashlib import sha256
from importlib import resources
from pathlib import Path

import msgspec

from litwatch.errors import WrongSettings

# Every page carries its style and fonts: ours are some 120 kB together.
_LARGEST = 1_000_000


class Look(msgspec.Struct, frozen=True):
    """The files that win over the packaged ones, by name; none: the packaged look.

    `folder` is where they were read, for messages. A value: two looks with the same files are
    the same look, and give the same pages.
    """

    folder: str = ""
    files: tuple[tuple[str, bytes], ...] = ()

    def own(self, name: str) -> bytes | None:
        """The bytes of the region's own file; None where the packaged one stands."""
        return dict(self.files).get(name)

    def asset(self, name: str) -> bytes:
        """The bytes of a style sheet or font, theirs or the packaged one."""
        own = self.own(name)
        return _packaged("assets", name) if own is None else own

    def sheet(self, name: str) -> str:
        """A style sheet as text, theirs or the packaged one."""
        return self.asset(name).decode()

    def templates(self) -> dict[str, str]:
        """The templates of theirs by name, as text."""
        return {name: text.decode() for name, text in self.files if name.endswith(".j2")}

    def place(self, name: str) -> str:
        """Where a file of theirs lies, for people to find it."""
        return str(Path(self.folder, name))

    def sums(self) -> dict[str, str]:
        """The SHA-256 of each file of theirs, by name."""
        return {name: sha256(content).hexdigest() for name, content in self.files}


PACKAGED = Look()


def _packaged(folder: str, name: str) -> bytes:
    return resources.files("litwatch.digest").joinpath(folder, *name.split("/")).read_bytes()


@cache
def template_names() -> tuple[str, ...]:
    """The names of the packaged templates."""
    return _names("templates", ".j2")


@cache
def replaceable() -> tuple[str, ...]:
    """The names of all files that a folder of templates may replace."""
    fonts = (f"fonts/{name}" for name in _names("assets/fonts", ".woff2"))
    return (*template_names(), *_names("assets", ".css"), *_names("assets", ".xml"), *fonts)


def _names(folder: str, ending: str) -> tuple[str, ...]:
    place = resources.files("litwatch.digest").joinpath(*folder.split("/"))
    return tuple(sorted(file.name for file in place.iterdir() if file.name.endswith(ending)))


def read_files(folder: Path) -> Look:
    """The files of a folder of templates, each with a name that a packaged one has.

    Names that begin with a dot are passed over. Raises WrongSettings naming the file that is
    none of ours, cannot be read, or leads out of the folder.
    """
    if not folder.is_dir():
        raise WrongSettings(
            f"the folder of templates {folder} is not there",
            "Make it, or set LITWATCH_TEMPLATES to the folder with your files.",
        )
    try:
        home = folder.resolve(strict=True)
        found = sorted(path for path in home.rglob("*") if not _hidden(path, home))
        files = [path for path in found if not path.is_dir()]
        return Look(str(folder), tuple(_read(path, home) for path in files))
    except OSError as error:
        raise WrongSettings(
            f"{error.filename or folder} cannot be read: {error.strerror or error}",
            "Mend its permissions, or take it out of the folder of templates.",
        ) from error


def _hidden(path: Path, home: Path) -> bool:
    return any(part.startswith(".") for part in path.relative_to(home).parts)


def _read(path: Path, home: Path) -> tuple[str, bytes]:
    name = path.relative_to(home).as_posix()
    if name not in replaceable():
        close = get_close_matches(name, replaceable(), n=1, cutoff=0.4)
        raise WrongSettings(
            f"{path} replaces none of our files",
            (f"Did you mean {close[0]}? " if close else "")
            + "docs/reference.md lists the names; keep other files elsewhere.",
        )
    if not path.resolve(strict=True).is_relative_to(home):
        raise WrongSettings(
            f"{path} leads out of the folder of templates", "Put the file itself there."
        )
    content = path.read_bytes()
    if len(content) > _LARGEST:
        raise WrongSettings(
            f"{path} holds {len(content):,} bytes, and every page would carry them",
            f"Keep it under {_LARGEST:,} bytes.",
        )
    return name, content
