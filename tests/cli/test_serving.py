import subprocess
import sys

import pytest

CODE = """
import os
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "armillary.config.settings")
import django; django.setup()
from armillary.cli.serving import limit_memory
limit_memory({mebibytes})
try:
    bytearray(3 * 1024**3)
except MemoryError:
    print("refused")
else:
    print("taken")
"""


@pytest.mark.parametrize(("mebibytes", "said"), [(2048, "refused"), (0, "taken")])
def test_a_document_that_swells_is_an_error_and_not_the_end_of_the_machine(
    mebibytes: int, said: str
):
    code = CODE.format(mebibytes=mebibytes)
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == said
