"""Write the vocabulary of countries: the codes of ISO 3166-1 with the names that CLDR has for them in
the languages of the interface. `make vendor` runs it again when Babel brings other names."""

import re
from pathlib import Path

from armillary.core.languages import INTERFACE_LANGUAGES, country_name
from armillary.formats.values.countries import COUNTRIES

TARGET = Path(__file__).parents[1] / "src/armillary/vocabularies/schemes/countries.ttl"
VOWEL_MARKS = re.compile("[\u064b-\u0652]")  # our Arabic labels have none
SCHEME = "https://w3id.org/armillary/countries"
HEAD = f"""\
# Countries and territories of ISO 3166-1, by their alpha-2 codes. Written by scripts/countries.py:
# the names are those of the Unicode Common Locale Data Repository.
#
# Part of Armillary. Licence: Apache-2.0; names: Unicode-3.0.

@prefix : <{SCHEME}/> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .

<{SCHEME}> a skos:ConceptScheme ;
    dct:title "البلدان والأقاليم"@ar ,
        "Countries and territories"@en ,
        "Países y territorios"@es ,
        "Pays et territoires"@fr ,
        "Страны и территории"@ru ,
        "国家和地区"@zh-hans ;
    dct:license <https://www.unicode.org/license.txt> .
"""


def concept(code: str) -> str:
    """One country in Turtle."""
    named = {tag: country_name(code, within=tag) for tag in INTERFACE_LANGUAGES}
    names = [f'"{VOWEL_MARKS.sub("", name)}"@{tag}' for tag, name in named.items()]
    labels = " ,\n        ".join(names)
    return (
        f"\n:{code} a skos:Concept ;\n"
        f"    skos:inScheme <{SCHEME}> ;\n"
        f"    skos:topConceptOf <{SCHEME}> ;\n"
        f'    skos:notation "{code}" ;\n'
        f"    skos:prefLabel {labels} .\n"
    )


def main() -> None:
    TARGET.write_text(HEAD + "".join(map(concept, COUNTRIES)), encoding="utf-8")


if __name__ == "__main__":
    main()
