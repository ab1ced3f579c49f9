"""The subcommands of `avow`, one file each; avow/cli.py registers them."""
