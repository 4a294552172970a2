"""The command line: one small command a stage. Everything heavy is imported inside commands."""

from __future__ import annotations

import sys

from litwatch.cli.app import app
from litwatch.errors import NO_SPACE, LitwatchError

__all__ = ["app", "main"]


def register() -> None:
    """Bring all commands into the tree; their modules do it when they are imported."""
    from litwatch.cli import (  # noqa: F401 (registers)
        alarms,
        auditing,
        building,
        collaboration,
        decks,
        editing,
        escalating,
        evaluating,
        exporting,
        keeping,
        looking,
        mailing,
        models,
        outside,
        publishing,
        rating,
        recall,
        record,
        reporting,
        screening,
        serving,
        statements,
        strategies,
        subscribers,
        updating,
        users,
        watching,
        works,
    )


def main() -> None:
    """Run the command line; an error is one sentence and its remedy, and its exit code."""
    register()
    try:
        app()
    except LitwatchError as error:
        print(f"litwatch: {error}.", file=sys.stderr)
        if error.remedy:
            print(f"  {error.remedy}", file=sys.stderr)
        sys.exit(error.exit_code)
    except BrokenPipeError:
        sys.exit(0)
    except OSError as error:
        what = f"{error.strerror or error}: {error.filename}" if error.filename else str(error)
        print(f"litwatch: {what}", file=sys.stderr)
        if error.errno in NO_SPACE:
            print("  Nothing is half-written. Free some space and run again.", file=sys.stderr)
            sys.exit(3)
        print("  Check the path and its permissions.", file=sys.stderr)
        sys.exit(2)
