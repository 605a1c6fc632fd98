"""Find the licence of a page in its footer: from marked links, from addresses, from sentences.

Whoever calls brings `resolve`, which answers the key of the licence that an address or a sentence
names, or None; what this module adds is what a footer means by it. "Except where otherwise noted"
hardly matters, "not licensed under" does, "images are CC BY" speaks of a part, two licences contradict
each other, and a list of many is a menu.

Confidences are by reasoning, in the order of how hard it is to say such a thing by mistake: a link
marked `rel=license` is made for machines, a sentence is written by people, a short name in passing
may be about anything.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from armillary.methods.enrichment.guess import MORE_LIKELY_THAN_NOT, Guess, evidence_of

Resolve = Callable[[str], str | None]

MARKED: Final = 0.95
ADDRESS: Final = 0.88
SENTENCE: Final = 0.85
NAME: Final = 0.7
RESERVED: Final = 0.7
PUBLIC_DOMAIN: Final = 0.6
SUREST: Final = 0.98

OF_A_PART: Final = 0.4  # what doubts leave
CONTRADICTED: Final = 0.5
BESIDE_A_PART: Final = 0.95
BESIDE_RESERVED: Final = 0.7
ABOUT: Final = 0.3

A_MENU: Final = 3  # licences, from which on a page offers a choice or teaches about them
LONGEST: Final = 20_000  # characters looked at, from the end: there footers are
MOST_CLAUSES: Final = 400

_CLAUSE: Final = re.compile(
    r"(?<=[^\W\d]{2})[.](?=\s|$)|(?<=\d)[.](?=\s+[^\W\d])|[;\n|•·。；]"
    r"|,\s(?=(?:and|but|while|whereas|code|images?|the code|y el código|et le code)\b)"
)
_CUE: Final = re.compile(
    r"licen[cs]|creative\s?commons|\bcc[\s-]?(?:by|0|zero)\b|copyright|©|\(c\)\s|rights? reserved|"
    r"public[\s-]domain|copyleft|\bgnu\b|\bg?fdl\b|\bgpl|\bmit\b|\bapache\b|\bbsd\b|reconocimiento|"
    r"dominio público|derechos reservados|domaine public|droits réservés|лиценз|общественн\w+ достоян|"
    r"авторск\w+ прав|права защищены|知识共享|知識共享|许可|署名|公有领域|公共领域|版权所有|保留所有权利|"
    r"المشاع|رخصة|ترخيص|الملك العام|الحقوق محفوظة|حقوق (?:النشر|الطبع)"
)
_SAYS_SO: Final = re.compile(
    r"licen[cs]ed|under (?:a|an|the)\b|released|published|available|distributed|shared|terms of|"
    r"dedicated|waive|this (?:work|site|page|text|book|content|material)|"
    r"bajo|se distribuye|publicad|con licencia|licencia de|esta obra|"
    r"sous|mis à disposition|diffusé|publié|cette œuvre|ce document|"
    r"распростран|на условиях|доступ\w* по|по лицензии|опубликован|"
    r"采用|遵循|依据|授权|许可协议|进行许可|本作品|本站|"
    r"بموجب|مرخص|منشور|تحت رخصة|هذا العمل|هذا المصنف"
)
_NEGATED: Final = re.compile(
    r"\bnot (?:be )?(?:licen[cs]ed|covered|available|released|under|included|subject)|"
    r"\bno longer (?:licen|avail|under)|n(?:['’]|e )(?:est|sont) pas|no (?:está|están|se distribuye)|"
    r"не (?:распростран|подпада|лиценз|явля)|(?:未|不)(?:采用|适用|受|在)|ليس\w* (?:مرخص|بموجب)|غير مرخص"
)
_PART: Final = re.compile(
    r"\b(?:images?|photo(?:s|graphs?)?|pictures?|illustrations?|figures?|icons?|fonts?|music|sounds?|"
    r"logos?|videos?|(?:source )?code|software|scripts?|data(?:sets?)?|screenshots?|some|parts?|"
    r"translations?|examples?|theme|template)\b|"
    r"\b(?:imágenes|fotos|fotografías|ilustraciones|iconos|el código|el software|los datos)\b|"
    r"\b(?:les images|photos|icônes|le code|le logiciel|les données|illustrations)\b|"
    r"изображени|фотограф|иллюстрац|значк|исходный код|программ|данные|"
    r"图片|照片|图标|代码|源码|软件|数据|الصور|الايقونات|الشيفرة|الكود|البيانات"
)
_WHOLE: Final = re.compile(
    r"\b(?:this (?:work|site|website|page|book|course|material|lesson|resource)|(?:all|the|our|site|"
    r"text) (?:content|text|materials?|works?|contents)|content|text|everything)\b|"
    r"\b(?:esta obra|este (?:sitio|libro|curso|material)|el contenido|los contenidos|textos?)\b|"
    r"\b(?:cette œuvre|ce (?:site|livre|cours|document)|le contenu|les contenus|textes?)\b|"
    r"материал|содержание|тексты|данн(?:ое|ый) произведение|сайт|"
    r"本(?:作品|站|书|课程|文|页)|内容|文字|هذا (?:العمل|المصنف|الموقع|الكتاب)|المحتوى|النصوص"
)
_ABOUT: Final = re.compile(
    r"\b(?:learn (?:more )?about|what (?:is|are)|how to (?:choose|cite|use|license)|choose a|"
    r"guide to|search (?:for|by)|filter|compatible with|incompatible|differences? between)\b|"
    r"qué es|cómo (?:elegir|citar)|qu'est-ce|что такое|как выбрать|什么是|如何选择|ما هي"
)
_LINK: Final = re.compile(r"(?:https?://|www\.|creativecommons\.org/)[^\s<>\"'()]+", re.IGNORECASE)
_CODE: Final = re.compile(
    r"\bCC[\s-]?(?:0|BY(?:[\s-](?:NC|ND|SA)\b){0,2})(?:\s?\d\.\d)?", re.IGNORECASE
)
_VERSION: Final = re.compile(r"-\d+\.\d.*\Z")
_DOTS: Final = ".,;:)]}»”"


class Mention(NamedTuple):
    """A licence that a page names, how surely it means its own, and by which words."""

    key: str
    confidence: float
    rule: str
    words: str
    is_part: bool = False


def licence_of(
    text: str,
    *,
    resolve: Resolve,
    marked: Sequence[str] = (),
    addresses: Sequence[str] = (),
    minimum: float = MORE_LIKELY_THAN_NOT,
) -> Guess | None:
    """The licence of the thing whose footer this is; `value` is what `resolve` answers.

    `marked` are addresses of links that say of themselves that they lead to the licence, `addresses`
    those of all other links in the footer. None where nothing names a licence, where several do, or
    where what is named is said not to apply.
    """
    mentions = [*_of_links(marked, addresses, resolve), *_of_text(text[-LONGEST:], resolve)]
    guess = _verdict(mentions)
    return guess if guess is not None and guess.confidence >= minimum else None


def _of_links(
    marked: Sequence[str], addresses: Sequence[str], resolve: Resolve
) -> Iterator[Mention]:
    for address in dict.fromkeys(marked):
        if key := resolve(address):
            yield Mention(key, MARKED, "marked-link", address)
    for address in dict.fromkeys(addresses):
        if address not in marked and (key := resolve(address)):
            yield Mention(key, ADDRESS, "address", address)


def _of_text(text: str, resolve: Resolve) -> Iterator[Mention]:
    for clause in _clauses(text):
        lowered = clause.lower()
        if not _CUE.search(lowered) or _NEGATED.search(lowered):
            continue
        yield from _of_clause(clause, lowered, resolve)


def _clauses(text: str) -> list[str]:
    """Sentences and their halves. A full stop inside an address or a version ends none."""
    parts = (part.strip() for part in _CLAUSE.split(text))
    return [part for part in parts if part][-MOST_CLAUSES:]


def _of_clause(clause: str, lowered: str, resolve: Resolve) -> Iterator[Mention]:
    is_part = bool(_PART.search(lowered)) and not _WHOLE.search(lowered)
    doubt = ABOUT if _ABOUT.search(lowered) else OF_A_PART if is_part else 1.0
    links = [link.rstrip(_DOTS) for link in _LINK.findall(clause)]
    keys = [(key, link) for link in links if (key := resolve(link))]
    for key, _link in keys:
        yield Mention(key, round(ADDRESS * doubt, 3), "address", clause, is_part)
    for words in _wordings(_LINK.sub(" ", clause)):
        if key_of_words := resolve(words):
            confidence, rule = _sureness(key_of_words, lowered)
            yield Mention(key_of_words, round(confidence * doubt, 3), rule, clause, is_part)


def _wordings(clause: str) -> list[str]:
    """The clause, or each of its short names where it has several: "CC BY, CC BY-SA or CC BY-NC"."""
    codes = list(dict.fromkeys(code.strip() for code in _CODE.findall(clause)))
    return codes if len(codes) > 1 else [clause] if clause.strip() else []


def _sureness(key: str, lowered: str) -> tuple[float, str]:
    if key == "copyrighted":
        return RESERVED, "reserved"
    if key.startswith("pd-mark"):
        return PUBLIC_DOMAIN, "public-domain"
    return (SENTENCE, "sentence") if _SAYS_SO.search(lowered) else (NAME, "name")


def _verdict(mentions: Sequence[Mention]) -> Guess | None:
    families: defaultdict[str, list[Mention]] = defaultdict(list)
    for mention in mentions:
        families[_family(mention.key)].append(mention)
    reserved = families.pop("copyrighted", [])
    if not families:
        return _joined(reserved, 1.0) if reserved else None
    wholes = {name: mine for name, mine in families.items() if not all(m.is_part for m in mine)}
    if len(wholes) >= A_MENU:
        return None
    chosen = wholes or families
    best = max(chosen.values(), key=lambda mine: max(mention.confidence for mention in mine))
    return _joined(best, _doubt(chosen, families, reserved))


def _family(key: str) -> str:
    return _VERSION.sub("", key)


def _doubt(
    chosen: Mapping[str, list[Mention]],
    families: Mapping[str, list[Mention]],
    reserved: Sequence[Mention],
) -> float:
    """What the other licences of the page leave of the best one. A notice of copyright contradicts
    no licence, only "all rights reserved" does; one way or another it is said less surely."""
    if len(chosen) > 1:
        return CONTRADICTED
    doubt = BESIDE_A_PART if len(families) > len(chosen) else 1.0
    is_reserved = any(_ALL_RESERVED.search(mention.words.lower()) for mention in reserved)
    return doubt * (BESIDE_RESERVED if is_reserved else 1.0)


_ALL_RESERVED: Final = re.compile(
    r"all rights? reserved|derechos reservados|droits réservés|права защищены|保留所有权利|版权所有|"
    r"الحقوق محفوظة"
)


def _joined(mentions: Sequence[Mention], doubt: float) -> Guess:
    """One guess of all mentions of a family: the surest gives rule and words, the one with a version
    the value, and those by other rules make it surer."""
    ranked = sorted(mentions, key=lambda mention: -mention.confidence)
    versioned = [mention for mention in ranked if _VERSION.search(mention.key)]
    if len({mention.key for mention in versioned}) > 1:
        doubt *= CONTRADICTED
    unsure = 1.0
    for rule in {mention.rule for mention in ranked}:
        unsure *= 1 - max(mention.confidence for mention in ranked if mention.rule == rule)
    confidence = round(min(SUREST, 1 - unsure) * doubt, 3)
    key = (versioned or ranked)[0].key
    return Guess(key, confidence, ranked[0].rule, evidence_of(ranked[0].words))
