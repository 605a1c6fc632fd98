"""Search, read and feed an Armillary clearinghouse: `Armillary(address)` is all there is to begin with."""

from armillary_client.client import Armillary, Harvest
from armillary_client.errors import ApiError, ArmillaryError, Unreachable
from armillary_client.models import (
    Agent,
    Change,
    Collection,
    CollectionItem,
    CollectionSummary,
    Description,
    Edition,
    FacetCount,
    File,
    Found,
    MergedInto,
    Origin,
    Resource,
    SearchPage,
    Submission,
)
from armillary_client.webhooks import is_genuine

__all__ = [
    "Agent",
    "ApiError",
    "Armillary",
    "ArmillaryError",
    "Change",
    "Collection",
    "CollectionItem",
    "CollectionSummary",
    "Description",
    "Edition",
    "FacetCount",
    "File",
    "Found",
    "Harvest",
    "MergedInto",
    "Origin",
    "Resource",
    "SearchPage",
    "Submission",
    "Unreachable",
    "is_genuine",
]
