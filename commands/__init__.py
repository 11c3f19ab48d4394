"""The terminal door: the `consortium` command, one module for each subcommand."""
