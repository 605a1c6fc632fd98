"""Which column is which field of a statement, and a row read by that."""

import re
import unicodedata
from functools import lru_cache
from typing import Final

from armillary.formats.errors import FormatError
from armillary.formats.statement import (
    StatedAgent,
    StatedFile,
    StatedRelation,
    Statement,
    Text,
)
from armillary.formats.tables.reading import Problem, Row

# Usual column names in English, French, Spanish, Russian, Chinese, Arabic (and German), folded.
FIELDS: Final[dict[str, str]] = {
    "titles": "title name headline titre nom titulo nombre название заголовок наименование 标题 题名 名称 "
    "标题名称 عنوان العنوان titel",
    "descriptions": "description abstract summary note notes resume descripcion resumen описание аннотация "
    "描述 摘要 简介 说明 وصف الوصف ملخص beschreibung",
    "addresses": "url link address website href uri lien adresse enlace direccion ссылка адрес 链接 网址 地址 "
    "رابط الرابط",
    "identifiers": "identifier id doi isbn handle identifiant identificador идентификатор 标识符 编号 معرف المعرف",
    "types": "type kind resourcetype learningresourcetype format tipo тип вид 类型 资源类型 نوع النوع",
    "subjects": "subject subjects topic discipline category sujet matiere discipline materia tema asignatura "
    "предмет тема дисциплина 学科 主题 科目 موضوع الموضوع مادة",
    "keywords": "keyword keywords tags tag motscles motcle palabrasclave etiquetas ключевыеслова теги 关键词 "
    "关键字 标签 كلماتمفتاحية الكلماتالمفتاحية",
    "levels": "level grade grades educationlevel educationallevel gradelevel niveau niveauscolaire nivel grado "
    "уровень класс 级别 年级 教育程度 学段 مستوى المستوى الصف",
    "audiences": "audience audiences public publico destinataires destinatarios аудитория 受众 对象 جمهور الجمهور",
    "languages": "language languages lang langue idioma lengua язык 语言 语种 لغة اللغة sprache",
    "licences": "licence license rights droits licencia derechos лицензия права 许可 许可证 版权 ترخيص الرخصة "
    "الترخيص lizenz",
    "creators": "creator creators author authors auteur auteurs autor autores autora автор авторы 作者 创作者 مؤلف "
    "المؤلف المؤلفون",
    "publishers": "publisher editeur editorial editor издатель издательство 出版社 出版者 发布者 ناشر الناشر",
    "published": "date published datepublished year annee datedepublication fecha ano fechadepublicacion дата год "
    "датапубликации 日期 出版日期 发布日期 年份 تاريخ التاريخ تاريخالنشر سنة",
    "modified": "modified updated datemodified misajour modificado actualizado изменено обновлено 修改日期 更新日期 "
    "تاريخالتعديل",
    "durations": "duration time timerequired minutes duree duracion продолжительность длительность 时长 مدة المدة",
    "files": "file files download fichier archivo файл 文件 下载 ملف",
    "accessibility": "accessibility accessibilite accesibilidad доступность 无障碍 إمكانيةالوصول",
    "free": "free isaccessibleforfree gratuit gratuito gratis бесплатно 免费 مجاني",
    "internet": "internet offline internetneeded интернет 联网 联网要求 إنترنت الإنترنت "
    "horsligne sinconexion",
    "device": "device devices appareil appareils dispositivo dispositivos устройство устройства 设备 所需设备 جهاز "
    "الجهاز",
    "laboratory": "laboratory lab laboratoire laboratorio лаборатория 实验室 مختبر المختبر",
    "consumables": "consumables consumablescost materialscost costofmaterials coutdesfournitures costedelosmateriales "
    "стоимостьматериалов 材料费用 تكلفةالمواد",
    "safety": "safety safetylevel securite seguridad безопасность 安全 安全要求 السلامة",
    "groups": "groups groupsize groupes tailledugroupe grupos tamanodelgrupo группы "
    "размергруппы 分组 分组方式 حجمالمجموعة",
    "countries": "country countries countryoforigin origincountry pays paysdorigine pais paises paisdeorigen страна "
    "странапроисхождения 国家 来源国 国别 بلد البلد بلدالمنشأ land",
    "relations": "relation relations ispartof series collection collections coleccion серия 系列 سلسلة",
}
MAXIMUM_VALUES: Final = 1000
LONGEST_NAME: Final = 250  # of a column that may be one we know

_LANGUAGE: Final = re.compile(
    r"^(.+?)(?:[_@.:]([^\W_]{2,3}(?:[-_][^\W_]{2,8})*)|"
    r"[\[(]([^\W_]{2,3}(?:[-_][^\W_]{2,8})*)[\])])$"
)
_SEPARATORS: Final = re.compile(r"[;|]")
_WHOLE: Final = frozenset(("titles", "descriptions", "addresses", "licences", "free", "files"))


def _folded(name: str) -> str:
    """Lower case without accents and anything but letters and digits."""
    if len(name) > LONGEST_NAME:
        return name
    plain = unicodedata.normalize("NFKD", name.casefold())
    return "".join(char for char in plain if char.isalnum())


_KNOWN: Final = {
    _folded(name): field for field, names in reversed(FIELDS.items()) for name in names.split()
}


def propose_mapping(columns: list[str], sample: list[Row] | None = None) -> dict[str, str]:
    """Field of `Statement` → column, for columns with usual names in six languages.

    Of several columns for a field the first one is proposed, a plain one before one in a language
    (`title` before `title_fr`, which `row_to_statement` finds by itself). Without an address column
    by name, one whose values in `sample` are web addresses is proposed.
    """
    mapping: dict[str, str] = {}
    for column in columns:
        field = _KNOWN.get(_folded(column))
        if field is not None:
            mapping.setdefault(field, column)
    for column in columns:
        stem, language = _split(column)
        field = _KNOWN.get(_folded(stem)) if language else None
        if field in ("titles", "descriptions", "keywords"):
            mapping.setdefault(field, column)
    if "addresses" not in mapping and sample:
        found = next((column for column in columns if _holds_addresses(column, sample)), None)
        if found is not None:
            mapping["addresses"] = found
    return mapping


def _holds_addresses(column: str, sample: list[Row]) -> bool:
    values = [row.values.get(column) for row in sample]
    texts = [value for value in values if isinstance(value, str) and value]
    return bool(texts) and all(text.startswith(("http://", "https://")) for text in texts)


def _split(column: str) -> tuple[str, str]:
    """A column's stem and its language, empty without one: `title_fr`, `title@fr`, `title[fr]`."""
    return _parts(column) if len(column) <= LONGEST_NAME else (column, "")


@lru_cache(maxsize=4096)
def _parts(column: str) -> tuple[str, str]:
    match = _LANGUAGE.match(column.strip())
    if match is None:
        return column, ""
    return match.group(1).strip(), (match.group(2) or match.group(3)).replace("_", "-")


def row_to_statement(row: Row | Problem, mapping: dict[str, str]) -> Statement:
    """What a row states by `mapping` (field → column).

    Values are cut at `;` and `|`, but titles, descriptions and addresses are not; JSON lists stand
    as they are. Columns of a title or description in a language (`title_fr`) come along. Raises
    FormatError for a `Problem`, an unknown field, and a row with none of the mapped values.
    """
    if isinstance(row, Problem):
        raise FormatError(row.message)
    statement, values, empty = Statement(), row.values, True
    for field, column in mapping.items():
        value = values.get(column)
        if value:
            empty = False
            _state(statement, field, value, column)
    for column, field, language in _translations(tuple(values), tuple(mapping.items())):
        value = values[column]
        if value:
            empty = False
            texts = value if isinstance(value, list) else [value]
            getattr(statement, field).extend(Text(text.strip(), language) for text in texts)
    if empty:
        raise FormatError("The row has nothing in the columns that were chosen.")
    return statement


@lru_cache(maxsize=256)
def _translations(
    columns: tuple[str, ...], mapping: tuple[tuple[str, str], ...]
) -> list[tuple[str, str, str]]:
    """(column, field, language) of the columns that repeat a mapped text in a language."""
    taken = {column for _, column in mapping}
    found = []
    for field in ("titles", "descriptions"):
        column = dict(mapping).get(field)
        stem = _folded(_split(column)[0]) if column else None
        for other in columns:
            other_stem, language = _split(other)
            if language and other not in taken and _folded(other_stem) == stem:
                found.append((other, field, language))
    return found


def _state(statement: Statement, field: str, value: str | list[str], column: str) -> None:
    texts = _texts(field, value)
    if field in ("titles", "descriptions"):
        language = _split(column)[1]
        getattr(statement, field).extend(Text(text, language) for text in texts)
    elif field in ("creators", "publishers"):
        getattr(statement, field).extend(map(StatedAgent, texts))
    elif field == "files":
        statement.files.extend(map(StatedFile, texts))
    elif field == "relations":
        statement.relations.extend(StatedRelation("relation", text) for text in texts)
    elif field in FIELDS:
        getattr(statement, field).extend(texts)
    else:
        raise FormatError(f"{field!r} is not a field of a statement.")


def _texts(field: str, value: str | list[str]) -> list[str]:
    if isinstance(value, list):
        return [text for item in value[:MAXIMUM_VALUES] if (text := item.strip())]
    if field in _WHOLE or (";" not in value and "|" not in value):
        text = value.strip()
        return [text] if text else []
    parts = _SEPARATORS.split(value.strip(), MAXIMUM_VALUES)
    return [text for part in parts if (text := part.strip())]
