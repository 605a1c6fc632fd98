"""Numbers as titles write them, in words and letters of several languages."""

import re
from typing import Final

from armillary.methods.linkage.folding import fold

_NUMBER_WORDS: Final = {
    "1": "first premiere premier primera primero primeiro primeira prima erste первое первая первый "
    "первые الاول الاولي",
    "2": "two second deuxieme seconde segunda segundo seconda zweite второе вторая второй вторые "
    "الثاني الثانيه",
    "3": "three third troisieme tercera tercero terceira terza dritte третье третья третий третьи "
    "الثالث الثالثه",
    "4": "four fourth quatrieme cuarta cuarto quarta quarto vierte четвертое четвертая четвертый "
    "الرابع الرابعه",
    "5": "five fifth cinquieme quinta quinto funfte пятое пятая пятый الخامس الخامسه",
    "6": "six sixth sixieme sexta sexto sesta sechste шестое шестая шестой السادس السادسه",
    "7": "seven seventh septieme septima septimo setima siebte седьмое седьмая седьмой السابع السابعه",
    "8": "eight eighth huitieme octava octavo oitava achte восьмое восьмая восьмой الثامن الثامنه",
    "9": "nine ninth neuvieme novena noveno nona neunte девятое девятая девятый التاسع التاسعه",
    "10": "ten tenth dixieme decima decimo zehnte десятое десятая десятый العاشر العاشره",
}
DIGIT_OF: Final = {
    word: digit for digit, words in _NUMBER_WORDS.items() for word in fold(words).split()
}

ROMAN_DIGIT_OF: Final = {
    "ii": "2", "iii": "3", "iv": "4", "vi": "6", "vii": "7", "viii": "8", "ix": "9", "xi": "11", "xii": "12"
}  # fmt: skip

NUMBERS: Final = frozenset(DIGIT_OF) | frozenset(ROMAN_DIGIT_OF)

_HAN: Final = "一二三四五六七八九十"
HAN_DIGIT_OF: Final = {char: str(place + 1) for place, char in enumerate(_HAN)} | {
    "上": "1", "中": "2", "下": "3"
}  # fmt: skip
HAN_NUMBER: Final = re.compile(
    f"[第高初卷册冊]([{_HAN}])"
    f"|([{_HAN}])(?:年[级級]|[册冊课課章卷部回]|学期|學期|单元|單元)"
    "|([上中下])(?:[册冊卷部篇集]|学期|學期)"
    "|[(（]([上中下])[)）]"
)
