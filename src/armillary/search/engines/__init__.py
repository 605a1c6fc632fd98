"""Engines answer plans. The one here is embedded; another (a cluster) would keep to `base.py`."""

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from armillary.search.engines.base import Engine


def engine() -> Engine:
    """The engine of this installation. Opens nothing until it is asked something."""
    return _engine_at(Path(settings.INDEX_ROOT))


@lru_cache(maxsize=8)
def _engine_at(root: Path) -> Engine:
    from armillary.search.engines.tantivy import TantivyEngine

    return TantivyEngine(root)
