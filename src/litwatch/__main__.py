"""`python -m litwatch` is the command `litwatch`."""

from litwatch.cli import main

main()
