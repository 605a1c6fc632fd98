"""Answer our kind of relation for the verbs of Dublin Core, schema.org and LOM."""

from armillary.formats.values.folding import fold, fold_term, folded_table
from armillary.formats.values.memory import of_names

_RELATIONS = folded_table(
    {
        "version_of": "version of|is version of|isversionof|replaces|is format of|isformatof",
        "translation_of": "translation of|is translation of|istranslationof|translation of work|"
        "translationofwork",
        "based_on": "based on|is based on|isbasedon|is based on url|isbasedonurl|source|derived from",
        "part_of": "part of|is part of|ispartof",
    }
)


@of_names
def relation(verb: str) -> str | None:
    """Answer version_of, translation_of, based_on or part_of, or `None` for another relation.

    >>> relation("dcterms:isPartOf"), relation("isBasedOn"), relation("references")
    ('part_of', 'based_on', None)
    """
    return _RELATIONS.get(fold(verb)) or _RELATIONS.get(fold_term(verb))
