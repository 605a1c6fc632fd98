"""Match texts with the labels of a vocabulary: `suggest` is the door, `Vocabulary.of` the key.

`labels` reads a label, `index` arranges those of a language, `mentions` finds them in a text,
`naming` says how well each is written, `signs` gathers what speaks for a concept, and `suggesting`
weighs that. Nothing is trained on records.
"""

from armillary.methods.enrichment.concepts.labels import Label
from armillary.methods.enrichment.concepts.suggesting import suggest
from armillary.methods.enrichment.concepts.vocabulary import Vocabulary

__all__ = ["Label", "Vocabulary", "suggest"]
