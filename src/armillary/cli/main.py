"""Assemble `armillary <context> <verb>` and turn errors into exit codes.

0 done, 1 refused or failed with one clear line, 2 wrong use.
"""

import os
import sys

import django
from django.core.exceptions import ImproperlyConfigured


def main() -> None:
    """The entry point of the `armillary` command."""
    os.umask(0o077)  # the database, the index and the mail in them are for their owner only
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "armillary.config.settings")
    try:
        django.setup()
    except ImproperlyConfigured as error:
        sys.stderr.write(f"{error}\n")
        raise SystemExit(1) from error
    from armillary.cli.application import run

    run()


if __name__ == "__main__":
    main()
