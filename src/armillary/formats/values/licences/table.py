"""The licences Armillary knows: their key, their canonical address and what they allow."""

from dataclasses import dataclass, replace
from functools import cache


@dataclass(frozen=True, slots=True, kw_only=True)
class Licence:
    """Terms in answers to a teacher's questions; they follow the licence's own summary ("deed").

    `address` is canonical: of the version and port that was named, or of the family where no
    version was. `version` is empty where none was named or the licence has none.
    """

    key: str  # "cc-by-sa-3.0-igo"
    family: str  # "cc-by-sa"
    address: str
    name: str
    version: str = ""
    jurisdiction: str = ""  # of a ported Creative Commons licence: "de", "igo"
    copy: bool = True  # may I copy it and pass it on?
    adapt: bool = True  # may I change it?
    commercial: bool = True  # may I sell it, or use it in what I sell?
    share_alike: bool = False  # must what I make of it carry the same licence?
    attribution: bool = True  # must I name the authors?

    @property
    def open(self) -> bool:
        """Open as the Open Definition 2.1 has it: copy, adapt and sell, for anyone."""
        return self.copy and self.adapt and self.commercial

    @property
    def versioned(self) -> bool:
        """False where the source named a family of licences and not which of them."""
        return bool(self.version)


_CC = "https://creativecommons.org"
_CC_FAMILIES = {
    "by": "Attribution",
    "by-sa": "Attribution-ShareAlike",
    "by-nc": "Attribution-NonCommercial",
    "by-nc-sa": "Attribution-NonCommercial-ShareAlike",
    "by-nd": "Attribution-NoDerivatives",
    "by-nc-nd": "Attribution-NonCommercial-NoDerivatives",
}
_CC_WITHOUT_NAME = {"sa": "ShareAlike", "nc": "NonCommercial", "nd": "NoDerivatives"}
_CC_WITHOUT_NAME |= {"nc-sa": "NonCommercial-ShareAlike", "nd-nc": "NoDerivs-NonCommercial"}
CC_VERSIONS = ("1.0", "2.0", "2.1", "2.5", "3.0", "4.0")


@cache
def creative_commons(elements: str, version: str = "", jurisdiction: str = "") -> Licence | None:
    """Answer the Creative Commons licence with these elements ("by-nc-sa"), or `None`.

    Its address follows https://creativecommons.org/licenses/list.en .
    """
    title = _CC_FAMILIES.get(elements) or (
        _CC_WITHOUT_NAME.get(elements) if version == "1.0" else ""
    )
    if not title or (version and version not in CC_VERSIONS):
        return None
    parts = elements.split("-")
    # Version 1.0 put the elements in another order.
    path = "by-nd-nc" if elements == "by-nc-nd" and version == "1.0" else elements
    tail = "".join(f"{part}/" for part in (version, jurisdiction) if part)
    words = (f"CC {elements.upper()}", version, jurisdiction.upper())
    return Licence(
        key="-".join(part for part in (f"cc-{elements}", version, jurisdiction) if part),
        family=f"cc-{elements}",
        address=f"{_CC}/licenses/{path}/{tail}",
        name=" ".join(word for word in words if word),
        version=version,
        jurisdiction=jurisdiction,
        adapt="nd" not in parts,
        commercial="nc" not in parts,
        share_alike="sa" in parts,
        attribution="by" in parts,
    )


def _plain(family: str, version: str, address: str, name: str) -> Licence:
    key = f"{family}-{version}" if version else family
    return Licence(key=key, family=family, address=address, name=name, version=version)


def _copyleft(family: str, version: str, address: str, name: str) -> Licence:
    return replace(_plain(family, version, address, name), share_alike=True)


_GNU = "https://www.gnu.org/licenses"


def _gnu() -> list[Licence]:
    """The GNU licences; without a version, the address is of the page that lists them all."""
    names = {"gfdl": ("fdl", "GNU FDL"), "gpl": ("gpl", "GNU GPL")}
    names |= {"lgpl": ("lgpl", "GNU LGPL"), "agpl": ("agpl", "GNU AGPL")}
    versions = {"gfdl": "1.1 1.2 1.3", "gpl": "1.0 2.0 3.0", "lgpl": "2.0 2.1 3.0", "agpl": "3.0"}
    current = {"gfdl": "1.3", "gpl": "3.0", "lgpl": "3.0", "agpl": "3.0"}
    found = []
    for family, (page, name) in names.items():
        found.append(_copyleft(family, "", f"{_GNU}/{page}.html", name))
        for version in versions[family].split():
            old = "" if version == current[family] else "old-licenses/"
            address = f"{_GNU}/{old}{page}-{version}.html"
            found.append(_copyleft(family, version, address, f"{name} {version}"))
    return found


def _others() -> list[Licence]:
    osi = "https://opensource.org/license"
    ogl = "https://www.nationalarchives.gov.uk/doc/open-government-licence"
    etalab = "https://www.etalab.gouv.fr/licence-ouverte-open-licence"
    return [
        _plain("mit", "", f"{osi}/mit", "MIT"),
        _plain("apache", "2.0", "https://www.apache.org/licenses/LICENSE-2.0", "Apache 2.0"),
        _plain("apache", "", "https://www.apache.org/licenses/", "Apache"),
        _plain("bsd", "", "https://opensource.org/licenses?ls=BSD", "BSD"),
        _plain("bsd-2-clause", "", f"{osi}/bsd-2-clause", "BSD 2-Clause"),
        _plain("bsd-3-clause", "", f"{osi}/bsd-3-clause", "BSD 3-Clause"),
        _copyleft("mpl", "2.0", "https://www.mozilla.org/MPL/2.0/", "MPL 2.0"),
        _copyleft("mpl", "", "https://www.mozilla.org/MPL/", "MPL"),
        *(
            _plain("ogl-uk", v, f"{ogl}/version/{v[0]}/", f"OGL UK {v}")
            for v in ("1.0", "2.0", "3.0")
        ),
        _plain("ogl-uk", "", f"{ogl}/", "OGL UK"),
        _plain("etalab", "2.0", f"{etalab}/v2.0/", "Licence Ouverte 2.0"),
        _plain("etalab", "1.0", f"{etalab}/v1.0/", "Licence Ouverte 1.0"),
        _plain("etalab", "", f"{etalab}/", "Licence Ouverte"),
    ]


def _free_of_rights() -> list[Licence]:
    cc0 = _plain("cc0", "1.0", f"{_CC}/publicdomain/zero/1.0/", "CC0 1.0")
    mark = _plain("pd-mark", "1.0", f"{_CC}/publicdomain/mark/1.0/", "Public Domain Mark 1.0")
    return [replace(cc0, attribution=False), replace(mark, attribution=False)]


COPYRIGHTED = Licence(
    key="copyrighted",
    family="copyrighted",
    address="http://rightsstatements.org/vocab/InC/1.0/",
    name="All rights reserved",
    copy=False,
    adapt=False,
    commercial=False,
)


def _creative_commons_family() -> list[Licence]:
    found = (
        creative_commons(elements, version)
        for version in ("4.0", "3.0", "2.5", "2.0", "1.0", "")
        for elements in _CC_FAMILIES
    )
    return [licence for licence in found if licence]


# By key, in the order a list should show them. Ported Creative Commons licences are not listed
# one by one: `licence()` makes them from their address.
LICENCES: dict[str, Licence] = {
    licence.key: licence
    for licence in (
        *_free_of_rights(),
        *_creative_commons_family(),
        *_gnu(),
        *_others(),
        COPYRIGHTED,
    )
}
