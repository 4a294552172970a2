"""The command tree and the options that many commands share."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from litwatch.errors import WrongUse

# The order of the work, which is also the order of the help page.
ORDER = [
    "demo",
    "run",
    "harvest",
    "import",
    "query",
    "classify",
    "queue",
    "show",
    "decide",
    "tag",
    "rate",
    "watch",
    "train",
    "evaluate",
    "model",
    "edition",
    "subscriber",
    "mail",
    "slides",
    "status",
    "works",
    "report",
    "find",
    "export",
    "web",
    "user",
    "db",
    "doctor",
]


class InOrder(TyperGroup):
    """Commands in the order of the work; one that is not named comes last."""

    def list_commands(self, ctx: Any) -> list[str]:
        names = super().list_commands(ctx)
        return sorted(names, key=lambda name: ORDER.index(name) if name in ORDER else len(ORDER))


def _tree(help_text: str) -> typer.Typer:
    return typer.Typer(
        cls=InOrder,
        help=help_text,
        rich_markup_mode=None,
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )


app = _tree(
    "litwatch follows the literature on ME/CFS, post-COVID and other post-infectious conditions."
)
query = _tree("The watched strategies: which words match which record.")
watch = _tree("What people follow outside PubMed: guidelines, reports, pages.")
edition = _tree("The monthly edition: draft, check, review, publish, correct.")
slides = _tree("Decks for seminars.")
status = _tree("What has become of the works we hold.")
model = _tree("The models: which is in force, how it does, and the way back.")
user = _tree("The people who may log in to the pages.")
db = _tree("The database: create or upgrade, check, back up, restore.")
for name, tree in (
    ("query", query),
    ("watch", watch),
    ("edition", edition),
    ("slides", slides),
    ("status", status),
    ("model", model),
    ("user", user),
    ("db", db),
):
    app.add_typer(tree, name=name)

Json = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]
Reviewer = Annotated[str, typer.Option(help="Your name; else LITWATCH_REVIEWER.")]


@app.callback(invoke_without_command=True)
def _root(
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    if version:
        from litwatch import __version__

        print(__version__)
        raise typer.Exit


def now() -> datetime:
    """The clock of the command line; below it, time is passed in."""
    return datetime.now(UTC)


def day(text: str, option: str) -> date | None:
    """A date option such as 2026-10-01; None when it is not given."""
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise WrongUse(f"{option} {text!r} is no date", "Write a date as 2026-10-01.") from None
