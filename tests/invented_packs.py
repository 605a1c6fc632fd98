"""Packs of resources that nobody made, with a few files, in a language of either direction."""

import hashlib
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import cycle, islice
from pathlib import Path
from random import Random

from armillary.formats.packs.listing import (
    Item,
    Listing,
    Section,
    StoredFile,
    Terms,
    Why,
)
from armillary.formats.packs.site.markup import Direction

BY = Terms("cc-by-4.0", "CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/")
ALL_RIGHTS = Terms("", "All rights reserved", "")
SECTIONS = ("mathematics", "biology", "physics")
WHYS: tuple[Why, ...] = ("no-licence", "licence", "adapts", "budget", "not-fetched", "video")


@dataclass(frozen=True)
class Texts:
    direction: Direction
    title: str
    text: str
    sections: tuple[str, ...]
    topics: tuple[str, ...]
    kinds: tuple[str, ...]
    sentence: str
    note: str
    names: dict[str, dict[str, str]]
    words: dict[str, str] = field(default_factory=dict)


ENGLISH = Texts(
    direction="ltr",
    title="Mathematics and science for the upper secondary school",
    text="What the teachers of the district chose for classes without a connection.\n\nFor pupils of 15 to "
    "18 years.",
    sections=("Mathematics", "Biology", "Physics"),
    topics=("Fractions", "Photosynthesis", "Projectile motion", "Probability", "Cells", "Circuits"),
    kinds=(
        "a first course",
        "exercises with answers",
        "an experiment at home",
        "for the blackboard",
    ),
    sentence="A class works through {topic} step by step, with materials that a village has.",
    note="Tried in two schools; the second half is the better one.",
    names={
        "subjects": {"mathematics": "Mathematics", "biology": "Biology", "physics": "Physics"},
        "levels": {"upper-secondary": "Upper secondary", "lower-secondary": "Lower secondary"},
        "types": {"textbook": "Textbook", "exercise": "Exercise", "simulation": "Simulation"},
        "languages": {"en": "English", "ar": "Arabic", "zh": "Chinese"},
        "audiences": {"learner": "Learners", "teacher": "Teachers"},
    },
)
ARABIC = Texts(
    direction="rtl",
    title="الرياضيات والعلوم للمرحلة الثانوية",
    text="ما اختاره معلمو المنطقة لصفوف لا اتصال فيها.\n\nللتلاميذ من ١٥ إلى ١٨ سنة.",
    sections=("الرياضيات", "الأحياء", "الفيزياء"),
    topics=("الكسور", "التمثيل الضوئي", "حركة المقذوفات", "الاحتمالات", "الخلايا", "الدارات"),
    kinds=("مدخل أول", "تمارين مع الأجوبة", "تجربة في البيت", "للسبورة"),
    sentence="يعمل الصف على {topic} خطوة بعد خطوة، بمواد موجودة في القرية.",
    note="جُرِّبَ في مدرستين، والنصف الثاني أفضل.",
    names={
        "subjects": {"mathematics": "الرياضيات", "biology": "الأحياء", "physics": "الفيزياء"},
        "levels": {"upper-secondary": "الثانوي", "lower-secondary": "الإعدادي"},
        "types": {"textbook": "كتاب", "exercise": "تمرين", "simulation": "محاكاة"},
        "languages": {"en": "الإنجليزية", "ar": "العربية", "zh": "الصينية"},
        "audiences": {"learner": "المتعلمون", "teacher": "المعلمون"},
    },
    words={
        "home": "المحتويات",
        "about": "عن هذه الحزمة",
        "resources": "الموارد: {count}",
        "search": "ابحث",
        "search_label": "ابحث في هذه الحزمة",
        "results": "وُجد: {count}",
        "copy": "نسخة في هذه الحزمة",
        "copy_of_size": "نسخة، {size}",
        "card": "على الإنترنت فقط",
        "licence_fact": "الرخصة",
        "comma": "، ",
    },
)
TEXTS = {"en": ENGLISH, "ar": ARABIC}
FOREIGN = (
    ("zh", "光合作用与植物细胞", "学生用本地植物观察光合作用。"),
    ("ar", "الكسور العشرية للمبتدئين", "مدخل إلى الكسور العشرية مع أمثلة."),
    ("en", "Fractions for beginners", "An introduction with many examples."),
)


class Shelf:
    """The copied files, by content; it is what finds them, too."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def put(self, body: bytes, media_type: str, extension: str, **more: str) -> StoredFile:
        sha256 = hashlib.sha256(body).hexdigest()
        (self._folder / sha256).write_bytes(body)
        md5 = hashlib.md5(body, usedforsecurity=False).hexdigest()
        return StoredFile(sha256, md5, len(body), media_type, extension, **more)

    def __call__(self, sha256: str) -> Path:
        path = self._folder / sha256
        if not path.exists():
            raise FileNotFoundError(sha256)
        return path


def invented(
    folder: Path,
    language: str = "en",
    *,
    count: int = 30,
    copies: bool = True,
    vocabulary: int = 0,
) -> tuple[Listing, Shelf]:
    """A list of so many resources and what finds its files. With a `vocabulary`, each text has forty
    words more out of so many, some of which are frequent and most are rare."""
    texts, shelf = TEXTS[language], Shelf(folder)
    words = _vocabulary(vocabulary)
    items = tuple(islice(_items(texts, language, shelf if copies else None, words), count))
    return (
        Listing(
            id="pack1",
            release=3,
            made="2026-11-30T09:00:00Z",
            address="https://clearinghouse.example/packs/pack1/",
            language=language,
            direction=texts.direction,
            title=texts.title,
            text=texts.text,
            publisher="Clearinghouse",
            publisher_address="https://clearinghouse.example/",
            licence=Terms(
                "cc0-1.0", "CC0 1.0", "https://creativecommons.org/publicdomain/zero/1.0/"
            ),
            slug="upper-secondary",
            sections=tuple(map(Section, SECTIONS, texts.sections)),
            items=items,
            words=texts.words,
            names=texts.names,
        ),
        shelf,
    )


def _vocabulary(count: int) -> list[str]:
    chance = Random(11)
    parts = [first + then for first in "bcdfghklmnprst" for then in "aeiou"]
    return ["".join(chance.choices(parts, k=chance.randrange(2, 5))) for _ in range(count)]


def _items(
    texts: Texts, language: str, shelf: Shelf | None, vocabulary: list[str]
) -> Iterator[Item]:
    chance, files = Random(7), cycle(_files(texts, language, shelf))
    number = 0
    while True:
        number += 1
        topic = texts.topics[number % len(texts.topics)]
        title, spoken = f"{topic}: {chance.choice(texts.kinds)} {number}", language
        text = texts.sentence.format(topic=topic) + f" {number}"
        if number % 10 == 5:
            spoken, title, text = FOREIGN[number // 10 % len(FOREIGN)]
            title += f" {number}"
        if vocabulary:
            drawn = (vocabulary[int(len(vocabulary) ** chance.random())] for _ in range(40))
            text += " " + " ".join(drawn)
        copied = next(files) if number % 2 else ()
        yield Item(
            id=f"r{number:04}",
            title=title,
            text=text,
            language=spoken,
            address=f"https://library.example/{number}?a=1&b=2",
            page=f"https://clearinghouse.example/resources/r{number:04}/",
            section=SECTIONS[number % len(SECTIONS)],
            how="copy" if copied else "card",
            why="" if copied else WHYS[number // 2 % len(WHYS)],
            note=texts.note if number % 4 == 0 else "",
            terms=BY if number % 4 else ALL_RIGHTS,
            creators=("Amina Diallo", "Zoë Müller")[: number % 3],
            publisher="École des sciences",
            published="2025",
            minutes=45 if number % 3 == 0 else 0,
            subjects=(SECTIONS[number % len(SECTIONS)],),
            levels=("upper-secondary",),
            types=(("textbook", "exercise", "simulation")[number % 3],),
            languages=(spoken,),
            keywords=("STEM", "village") if number % 5 == 0 else (),
            audiences=("learner", "teacher"),
            files=copied,
        )


def _files(texts: Texts, language: str, shelf: Shelf | None) -> list[tuple[StoredFile, ...]]:
    if shelf is None:
        return [()]
    picture = shelf.put(png(320, 200, (11, 79, 92)), "image/png", "png")
    small = shelf.put(png(120, 90, (244, 184, 96)), "image/png", "png", role="thumbnail")
    return [
        (shelf.put(copied_page(texts, language), "text/html", "html", name="lesson.html"),),
        (shelf.put(PDF, "application/pdf", "pdf", name="worksheet.pdf"), small),
        (picture,),
        (shelf.put(wav(), "audio/wav", "wav", name="listen.wav"),),
    ]


def copied_page(texts: Texts, language: str) -> bytes:
    topic = texts.topics[1]
    return (
        f'<!doctype html><html lang="{language}" dir="{texts.direction}"><head><meta charset="utf-8">'
        f"<title>{topic}</title></head><body><h1>{topic}</h1>"
        f"<p>{texts.sentence.format(topic=topic)}</p><p>6 CO₂ + 6 H₂O → C₆H₁₂O₆ + 6 O₂</p></body></html>"
    ).encode()


def png(width: int, height: int, colour: tuple[int, int, int]) -> bytes:
    """A picture of one colour."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    rows = (b"\0" + bytes(colour) * width) * height
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        chunk(kind, body)
        for kind, body in ((b"IHDR", head), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    )


def wav() -> bytes:
    """A tenth of a second of silence."""
    sound = bytes([128]) * 800
    head = struct.pack(
        "<4sI8sIHHIIHH4sI", b"RIFF", 36 + 800, b"WAVEfmt ", 16, 1, 1, 8000, 8000, 1, 8, b"data", 800
    )
    return head + sound


PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)
