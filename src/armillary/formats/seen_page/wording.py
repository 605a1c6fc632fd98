"""What missing pages, doors and doormen say, in the languages that our sources are written in.

Phrases are folded before they are compared (`values.folding`), and must be the whole of a part of a
title or a heading: a longer sentence with the same words in it is about them.
"""

import re
from typing import Final

from armillary.formats.values.folding import fold

_MISSING: Final = """
page not found | not found | file not found | page cannot be found | page can t be found
page could not be found | page does not exist | page doesn t exist | page no longer exists
this page does not exist | this page doesn t exist | this page could not be found
this page isn t available | content not found | resource not found | document not found
object not found | item not found | nothing found | nothing here | page missing
the requested url was not found on this server | the page cannot be found
the page you requested could not be found | we can t find that page | page unavailable
content no longer available | this content is no longer available | page is gone
seite nicht gefunden | nicht gefunden | datei nicht gefunden | seite existiert nicht
die seite wurde nicht gefunden | diese seite existiert nicht | seite nicht verfügbar
inhalt nicht gefunden | dokument nicht gefunden | seite wurde nicht gefunden
die angeforderte seite wurde nicht gefunden
page non trouvée | page introuvable | introuvable | fichier introuvable | page inexistante
cette page n existe pas | contenu introuvable | document introuvable | la page n existe pas
la page demandée est introuvable | page non disponible
página no encontrada | no encontrado | no encontrada | la página no existe | página inexistente
archivo no encontrado | contenido no encontrado | no se encontró la página | no se ha encontrado
no se ha encontrado la página | esta página no existe | recurso no encontrado
página não encontrada | não encontrado | não encontrada | a página não existe
esta página não existe | arquivo não encontrado | conteúdo não encontrado | ficheiro não encontrado
страница не найдена | не найдено | не найдена | файл не найден | страница не существует
такой страницы нет | такой страницы не существует | запрашиваемая страница не найдена
документ не найден | материал не найден
الصفحة غير موجودة | صفحة غير موجودة | لم يتم العثور على الصفحة | غير موجود | الصفحة غير متوفرة
لم نتمكن من العثور على الصفحة | هذه الصفحة غير موجودة | المحتوى غير موجود
页面未找到 | 未找到页面 | 找不到页面 | 页面不存在 | 该页面不存在 | 您访问的页面不存在 | 找不到网页
未找到 | 内容不存在 | 文件未找到 | 頁面不存在 | 找不到頁面 | 您要访问的页面不存在 | 抱歉 页面不存在
"""
_SIGN_IN: Final = """
sign in | log in | login | signin | sign on | single sign on | please log in | please sign in
sign in required | log in to continue | sign in to continue | member login | user login
log in to the site | authentication required | web login service
anmelden | anmeldung | einloggen | bitte anmelden | bitte melden sie sich an
connexion | se connecter | identification | authentification | connectez vous
iniciar sesión | inicio de sesión | acceder | ingresar | identificarse
entrar | iniciar sessão | fazer login | autenticação
вход | войти | авторизация | вход в систему | вход на сайт
تسجيل الدخول | الدخول | دخول
登录 | 登入 | 用户登录 | 请登录 | 统一身份认证
"""
_DOORMEN: Final = """
just a moment | attention required cloudflare | attention required | checking your browser
verify you are human | are you a robot | are you human | access denied | security check
pardon our interruption | bot verification | please wait | one moment please | ddos guard
"""
_SAYING_NOTHING = """
404 410 error http https status code sorry oops ooops whoops uh oh ups désolé leider lo sentimos
perdón fehler erreur erro desculpe ошибка извините عذرا خطأ 错误 抱歉
"""
_FILLERS: Final = frozenset(map(fold, _SAYING_NOTHING.split()))
_HAN_BESIDE_DIGITS: Final = re.compile(r"(?<=\d)(?=[\u3400-\u9fff])|(?<=[\u3400-\u9fff])(?=\d)")
_PARTS: Final = re.compile(r"\s*[|｜»«·•]\s*|\s+[-–—:]+\s+|[:!?。！]\s*|\s*[…]\s*")


def _phrases(listed: str) -> frozenset[str]:
    every = (phrase for line in listed.split("\n") for phrase in line.split("|"))
    return frozenset(filter(None, map(_bare, every)))


def _bare(part: str) -> str:
    """Folded, and without the words that say nothing."""
    return " ".join(word for word in _folded_words(part) if word not in _FILLERS)


def _folded_words(part: str) -> list[str]:
    return _HAN_BESIDE_DIGITS.sub(" ", fold(part)).split()


MISSING: Final = _phrases(_MISSING)
SIGN_IN: Final = _phrases(_SIGN_IN)
DOORMEN: Final = _phrases(_DOORMEN)


def says(line: str, phrases: frozenset[str]) -> bool:
    """Is one of the parts of a title or heading, or the whole of it, such a phrase?"""
    return any(_bare(part) in phrases for part in [*_PARTS.split(line), line])


def is_bare_number(line: str) -> bool:
    """Does a part of a title say "404" and nothing else?"""
    return any("404" in _folded_words(part) and not _bare(part) for part in _PARTS.split(line))
