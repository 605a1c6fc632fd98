"""What the short codes in a Kolibri channel stand for.

Kolibri writes subjects, levels, types and accessibility as codes of the LE-Utils constants, several
in one field with commas between them; a subject is a path of codes with dots. The words here are
those of LE-Utils, except where another word for the same thing is understood by everyone. Levels and
accessibility have been given other codes once; channels with either are about.
"""

from collections.abc import Iterator
from typing import Final

LEVELS: Final = {
    "FOhG0ib": "Preschool",
    "b#GEd": "Preschool",
    "wnarlxKo": "Primary",  # lower primary
    "by0beT": "Primary",
    "BkGYi3lD": "Primary",  # upper primary
    "bSQdiJ": "Primary",
    "eLt0Mbu4": "Lower secondary",
    "svpsy": "Lower secondary",
    "ZEjiwvOb": "Upper secondary",
    "dn4KHz": "Upper secondary",
    "FYxwbxts": "Tertiary",
    "b&jDyf": "Tertiary",
    "ZrgBU73s": "Professional education",
    "dnezU7": "Professional education",
    "Z#97dvst": "Work skills",
    "dp73Sn": "Work skills",
    "H64ZOHfi": "Basic skills",
    "chRJoI": "Basic skills",
}
RESOURCE_TYPES: Final = {
    "rReY3LOO": "Media",
    "LQYjqpA": "Textbook",
    "OqyPqhxW": "Lesson plan",
    "9dUN1LWT": "Game",
    "0Et83gje": "Book",
    "WtHeUU1": "Tutorial",
    "J45AL9Nb": "Activity",
    "xgFjFhrA": "Lesson",
    "204TGB4U": "Guide",
    "WEEETopZ": "Exercise",
}
# The terms of schema.org, which is what they mean.
ACCESSIBILITY: Final = {
    "LNqKSN9j": "audioDescription",
    "cwDcsY": "audioDescription",
    "Lb0tb9VC": "alternativeText",
    "cuhrmh": "alternativeText",
    "WnIhbgkY": "captions",
    "da2iCe": "captions",
    "uF4CI2wP": "highContrastDisplay",
    "br&HYl": "highContrastDisplay",
    "Kxx#meDW": "taggedPDF",
    "crDF4W": "taggedPDF",
    "Dr4cVXkc": "signLanguage",
    "b1hGk&": "signLanguage",
}
# Below the materials that a learner needs, as it is coded by now and as it was before.
INTERNET: Final = frozenset({"G4h2UBuK", "cdGFA5"})
# Kinds of nodes; a document may be anything and says nothing.
KINDS: Final = {
    "video": "Video",
    "audio": "Audio",
    "exercise": "Exercise",
    "document": "Text",
    "slideshow": "Slideshow",
    "html5": "Interactive resource",
    "h5p": "Interactive resource",
    "zim": "Website",
    "quiz": "Quiz",
}
SUBJECTS: Final = {
    "d&WXdXWF": "School",
    "qs0Xlaxq": "Mathematics",
    "nG96nHDc": "Arithmetic",
    "0t5msbL5": "Algebra",
    "lb7ELcK5": "Geometry",
    "8rJ57ht6": "Calculus",
    "jNm15RLB": "Statistics",
    "i1IdaNwr": "Sciences",
    "uErN4PdS": "Biology",
    "#r5ocgid": "Chemistry",
    "r#wbt#jF": "Physics",
    "zbDzxDE7": "Earth science",
    "mjSF4QlF": "Astronomy",
    "kHKJ&PbV": "Reading and writing",
    "DJLBbaEk": "Literature",
    "r7RxB#9t": "Reading comprehension",
    "KFJOCr&6": "Writing",
    "YMBXStib": "Logic and critical thinking",
    "0&d0qTqS": "Logic and critical thinking",  # among the foundations
    "K80UMYnW": "Social sciences",
    "K72&pITr": "Political science",
    "75WBu1ZS": "Sociology",
    "ViBlbQR&": "Anthropology",
    "F863vKiF": "Civic education",
    "5QAjgfv7": "Arts",
    "4LskOFXj": "Visual art",
    "u0aKjT4i": "Music",
    "BUMJJBnS": "Dance",
    "XsWznP4o": "Drama",
    "e#RTW9E#": "Computer science",
    "CfnlTDZ#": "Programming",
    "8ZoaPsVW": "Mechanical engineering",
    "P7s8FxQ8": "Web design",
    "JDUfJNXc": "Language learning",
    "zWtcJ&F2": "History",
    "BCG3&slG": "Foundations",
    "HLo9TbNq": "Literacy",
    "Tsyej9ta": "Numeracy",
    "wZ3EAedB": "Digital literacy",
    "fP2j70bj": "Learning skills",
    "l7DsPDlm": "Work",
    "#N2VymZo": "Professional skills",
    "ISEXeZt&": "Technical and vocational training",
    "1JfIbP&N": "Tools and software training",
    "&1WpYE&n": "Skills training",
    "pRvOzJTE": "Industry and sector specific",
    "PbGoe2MV": "Daily life",
    "kivAZaeX": "Public health",
    "kyxTNsRS": "Entrepreneurship",
    "HGIc9sZq": "Financial literacy",
    "J7CU1IxN": "Current events",
    "tS7WKnZ7": "Environment",
    "UOTL#KIV": "Media literacy",
    "EHcbjuKq": "Diversity",
    "d8&gCo2N": "Mental health",
}
FOR_TEACHERS: Final = "ziJ6PCuU"
TEACHING_TYPES: Final = {"RLfhp37t": "Guide", "lOBPr5ix": "Lesson plan"}
# What files are by the ends of their names.
MEDIA_TYPES: Final = {
    "mp4": "video/mp4",
    "webm": "video/webm",
    "mp3": "audio/mpeg",
    "pdf": "application/pdf",
    "epub": "application/epub+zip",
    "zip": "application/zip",
    "h5p": "application/zip",
    "perseus": "application/zip",
    "bloompub": "application/zip",
    "json": "application/json",
    "vtt": "text/vtt",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "svg": "image/svg+xml",
}


def codes(field: str) -> list[str]:
    """The codes of one field, each once.

    >>> codes("by0beT, bSQdiJ,by0beT,")
    ['by0beT', 'bSQdiJ']
    """
    return [code for part in dict.fromkeys(field.split(",")) if (code := part.strip())]


def words(field: str, table: dict[str, str]) -> list[str]:
    """The words for the codes of a field; a code that nobody knows stands for itself."""
    return list(dict.fromkeys(table.get(code, code) for code in codes(field)))


def needs_internet(field: str) -> bool:
    """Is a connection among what learners need? A field that does not say so says nothing."""
    return any(path[-1] in INTERNET for path in _paths(field))


def subjects(field: str) -> list[str]:
    """The subjects of a field of paths: every step but the first, which only says where they are
    taught (`School`), where there is another.

    >>> subjects("d&WXdXWF.qs0Xlaxq.0t5msbL5,PbGoe2MV")
    ['Mathematics', 'Algebra', 'Daily life']
    """
    found: dict[str, None] = {}
    for path in _paths(field):
        if path[0] != FOR_TEACHERS:
            found |= dict.fromkeys(SUBJECTS.get(step, step) for step in path[1:] or path)
    return list(found)


def is_for_teachers(field: str) -> bool:
    """Whether a field of paths says that the resource is meant for teachers."""
    return any(path[0] == FOR_TEACHERS for path in _paths(field))


def teaching_types(field: str) -> list[str]:
    """The types that Kolibri keeps among the subjects: guides and lesson plans for teachers."""
    steps = (step for path in _paths(field) if path[0] == FOR_TEACHERS for step in path[1:])
    return [TEACHING_TYPES.get(step, step) for step in dict.fromkeys(steps)]


def _paths(field: str) -> Iterator[list[str]]:
    for code in codes(field):
        if path := [step for step in code.split(".") if step]:
            yield path
