"""`python -m chairctl` is the command line."""

from chairctl.frontends.cli.entry import main

main()
