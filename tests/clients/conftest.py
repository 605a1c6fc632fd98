"""The client as it stands in the repository, without installing it."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "clients" / "python" / "src"))
