"""The phrases of six languages that say for whom a thing is, as patterns over folded text.

`{n}` stands for a number of a grade, `{to}` for what stands between two. A phrase that other things
are called by as well ("class", "grade", "master", "primary") is only believed in company.
"""

from typing import Final

_EARLY = ("early-childhood",)
_PRIMARY = ("primary",)
_LOWER = ("lower-secondary",)
_UPPER = ("upper-secondary",)
_SECONDARY = ("lower-secondary", "upper-secondary")
_SCHOOL = ("primary", "lower-secondary", "upper-secondary")
_BACHELOR = ("bachelor",)
_MASTER = ("master",)
_DOCTORAL = ("doctoral",)
_ADULT = ("adult",)
_SHORT = ("short-cycle-tertiary",)
_POST = ("post-secondary",)

_PEOPLE = r"(?:students?|pupils?|learners?|children|kids|grades?|teachers?|class(?:es|rooms?)?|level|education|science|math(?:s|ematics)?|curriculum|course)"

# Language → (pattern, level keys, confidence). Confidences by reasoning: 0.9 where the phrase names
# one level, 0.8 where a country may mean another, 0.7 and less where it names several.
PHRASES: Final[dict[str, tuple[tuple[str, tuple[str, ...], float], ...]]] = {
    "en": (
        (r"\b(?:kindergart(?:en|e?ners?)|pre-?school(?:ers?)?|pre-?k\b(?!-)|pre-?kindergarten)", _EARLY, 0.9),
        (r"\b(?:early childhood|early years|nursery (?:school|class|teachers?|children)|toddlers)\b", _EARLY, 0.85),
        (rf"\b(?:elementary|primary|grade)[ -]school(?:s|ers)?\b|\bprimary (?!education (?:and|or) secondary){_PEOPLE}\b|\belementary (?!math|course\b){_PEOPLE}\b", _PRIMARY, 0.9),
        (r"\b(?:key stage [12]|ks[12])\b", _PRIMARY, 0.9),
        (r"\b(?:middle[ -]school(?:s|ers)?|junior[ -]high|lower[ -]secondary|middle grades?)\b", _LOWER, 0.9),
        (r"\b(?:key stage 3|ks3)\b", _LOWER, 0.9),
        (r"\bhigh[ -]school(?:s|ers)?\b(?! musical)", _UPPER, 0.88),
        (r"\b(?:upper[ -]secondary|senior (?:high|secondary)|sixth[ -]form(?:ers)?|advanced placement|key stage 5|ks5)\b", _UPPER, 0.9),
        (r"\binternational baccalaureate\b|\bib diploma\b", _UPPER, 0.85),
        (r"\b(?:key stage 4|ks4|gcses?)\b", _UPPER, 0.65),
        (rf"(?<!post-)(?<!post )\bsecondary[ -](?:schools?\b|(?!science\b|math|course\b){_PEOPLE}\b)", _SECONDARY, 0.75),
        (r"\b(?:p?k-12|k through 12|pk-12)\b", _SCHOOL, 0.75),
        (r"\b(?:community|junior) colleges?\b|\bassociate(?:'s)? degrees?\b", _SHORT, 0.85),
        (r"\b(?:vocational|trade) (?:school|training|education|college|students?)\b|\btvet\b", _POST, 0.6),
        (r"\bundergrad(?:uate)?s?\b|\bbachelor(?:'?s)?(?: degree|(?:-| )level| program(?:me)?| of (?:science|arts|engineering))\b", _BACHELOR, 0.9),
        (r"\b(?:first|second)-year (?:college|university|undergraduate)\b|\b(?:college|university)[ -](?:students?|level|freshm[ae]n|courses?|lecturers?|classes)\b", _BACHELOR, 0.8),
        (r"\bmaster'?s(?: degree|(?:-| )level| program(?:me)?| students?| courses?| thesis)\b|\bmaster of (?:science|arts|engineering|education)\b|\bmasters students?\b", _MASTER, 0.9),
        (r"(?<!under)(?<!under-)\b(?:post)?graduate[ -](?:students?|level|courses?|school|program(?:me)?s?|studies)\b", _MASTER, 0.8),
        (r"\b(?:ph\.? ?d\.?|doctoral|doctorate)[ -](?:students?|level|candidates?|courses?|program(?:me)?s?|thesis|theses|schools?|training)\b", _DOCTORAL, 0.85),
        (r"\badult (?:learners?|education|literacy|students?|returners)\b|\blifelong learn(?:ing|ers?)\b", _ADULT, 0.85),
    ),
    "es": (
        (r"\b(?:educación infantil|preescolar(?:es)?|jardín de (?:infantes|infancia|niños)|parvulari[oa]|kínder|primera infancia)\b", _EARLY, 0.9),
        (r"\b(?:educación|escuelas?|enseñanza|alumn\w+|niñ\w+|docentes|maestr\w+) (?:de |en )?(?:la )?primaria\b|\bde primaria\b|\bprimaria (?:alta|baja)\b", _PRIMARY, 0.9),
        (r"\b(?:educación secundaria obligatoria|secundaria básica|primer ciclo de secundaria)\b", _LOWER, 0.88),
        (r"\b(?:educación media(?: superior)?|preparatoria|bachilleratos?|bachiller(?:es)?|secundaria superior|segundo ciclo de secundaria)\b(?! internacional de)", _UPPER, 0.88),
        (r"\b(?:educación|escuelas?|enseñanza|estudiantes|alumn\w+|docentes|para) (?:de |en )?(?:la )?secundaria\b(?! obligatoria)", _SECONDARY, 0.7),
        (r"\b(?:formación profesional|ciclos formativos|educación técnica)\b", _POST, 0.6),
        (r"\b(?:estudiantes|alumn\w+|cursos?|nivel|docencia) (?:de |en )?(?:la )?universi(?:dad|tari[oa]s?)\b|\b(?:licenciaturas?|pregrado|grado universitario|estudios de grado|primer año de (?:la )?universidad)\b", _BACHELOR, 0.8),
        (r"\b(?:maestrías?|máster(?:es)?|posgrados?|postgrados?)\b", _MASTER, 0.85),
        (r"\b(?:doctorados?|doctorand[oa]s?)\b", _DOCTORAL, 0.8),
        (r"\b(?:educación de (?:personas )?adult[oa]s|personas adultas|formación permanente)\b", _ADULT, 0.85),
    ),
    "fr": (
        (r"\b(?:(?:école )?maternelles?|préscolaire|petite enfance|jardin d'enfants|cycle 1|grande section|moyenne section|petite section)\b", _EARLY, 0.9),
        (r"\bcycle 2\b|\bécoles? (?:primaires?|élémentaires?)\b|\b(?:au|du|le|enseignement) primaire\b|\bprofesseurs? des écoles\b", _PRIMARY, 0.9),
        (r"\bcycle 3\b", ("primary", "lower-secondary"), 0.75),
        (r"\b(?:sixième|cinquième|quatrième|troisième)s?(?= (?:de collège|année du collège)| ?[,;.)]|$)|\b(?:classes? de|élèves de|niveau) (?:6e|5e|4e|3e|sixième|cinquième|quatrième|troisième)\b|\b[6543](?:e|ème|ème)\b(?= (?:et|ou|à|-|collège)|[,;.)/]|$)", _LOWER, 0.85),
        (r"\b(?:collégien(?:ne)?s?|cycle 4|brevet des collèges|(?:au|du|le|de|en) collège)\b(?! de france| universitaire)", _LOWER, 0.88),
        (r"\b(?:lycéen(?:ne)?s?|(?:au|du|de|le|en) lycée|lycées?|(?:en|de|classes? de|élèves de) terminales?|terminale (?:s|c|d|es|générale|spécialité)\b(?!')|classe de (?:seconde|première)|(?:en|de) (?:seconde|première) (?:s|générale|technologique|stmg|sti2d)|baccalauréat|bac (?:pro|général|s))\b(?! professionnelle)", _UPPER, 0.88),
        (r"\b(?:enseignement|établissements?|école) secondaires?\b|\bdu secondaire\b", _SECONDARY, 0.7),
        (r"\b(?:brevet de technicien supérieur|enseignement supérieur de cycle court)\b", _SHORT, 0.8),
        (r"\b(?:formation professionnelle|lycées? professionnels?)\b", _POST, 0.55),
        (r"\blicence (?:[123]|de |en |universitaire)(?!.{0,12}creative)|\b(?:premier cycle universitaire|étudiant(?:e)?s de licence|première année (?:d'université|universitaire)|prépas?|cpge)\b|\b(?:étudiants?|cours|niveau) (?:à l'|de l'|d')?universi(?:té|taires?)\b", _BACHELOR, 0.8),
        (r"\b(?:master [12]|étudiants de master|niveau master|diplôme d'ingénieur|(?:en|de) master)\b", _MASTER, 0.85),
        (r"\b(?:doctorants?|doctorat|école doctorale)\b", _DOCTORAL, 0.8),
        (r"\b(?:formation (?:continue|des adultes|pour adultes)|éducation permanente|apprenants adultes)\b", _ADULT, 0.75),
    ),
    "ru": (
        (r"\b(?:дошкольник\w*|дошкольн\w+|детск\w+ сад\w*|детсад\w*|воспитател\w+ детск)", _EARLY, 0.9),
        (r"\b(?:начальн\w+ (?:школ\w+|класс\w+|образовани\w+)|младш\w+ школьник\w*|первоклассник\w*|первоклашк\w+)", _PRIMARY, 0.9),
        (r"\b(?:основн\w+ (?:школ\w+|общ\w+ образовани\w+)|средн\w+ класс\w+|огэ|гиа|пятиклассник\w*|шестиклассник\w*|семиклассник\w*|восьмиклассник\w*|девятиклассник\w*)\b", _LOWER, 0.88),
        (r"\b(?:старш\w+ (?:школ\w+|класс\w+|школьник\w*)|старшеклассник\w*|егэ|средн\w+ общ\w+ образовани\w+|десятиклассник\w*|одиннадцатиклассник\w*|выпускник\w* школ\w*|абитуриент\w*)\b", _UPPER, 0.88),
        (r"\b(?:средн\w+ школ\w+|общеобразовательн\w+ (?:школ\w+|учреждени\w+))", _SECONDARY, 0.65),
        (r"\b(?:колледж\w*|техникум\w*|профессиональн\w+ училищ\w+|спо)\b", _POST, 0.7),
        (r"\b(?:бакалавр\w*|студент\w* (?:младших курсов|перв\w+ курс\w+|вузов|бакалавриата|университет\w*)|студент\w* [12]-?(?:го|х)? курс\w*|вуз(?:ов|ах|а|е)?\b|первокурсник\w*)", _BACHELOR, 0.8),
        (r"\b(?:магистр(?:ов|ам|атур\w+|ант\w*|ы)|магистерск\w+)\b", _MASTER, 0.88),
        (r"\b(?:аспирант\w*|докторант\w*|аспирантур\w+)\b", _DOCTORAL, 0.85),
        (r"\b(?:образовани\w+ взрослых|взросл\w+ (?:учащ\w+|обуча\w+)|дополнительн\w+ профессиональн\w+ образовани\w+)", _ADULT, 0.8),
    ),
    "ar": (
        (r"(?:رياض الاطفال|الروضة|ما قبل المدرسة|الطفولة المبكرة|التعليم التحضيري|الحضانة)", _EARLY, 0.9),
        (r"(?:ال|لل)(?:مرحلة |مدرسة |مدارس |تعليم |صفوف |صف )?(?:ال)?ابتدائي(?:ة)?|الاساسي الادنى", _PRIMARY, 0.9),
        (r"(?:ال|لل)(?:مرحلة |مدرسة |مدارس |تعليم )?(?:ال)?(?:اعدادي(?:ة)?|متوسطة)|التعليم المتوسط|شهادة البروفيه|الاعداديات", _LOWER, 0.88),
        (r"(?:ال|لل)(?:مرحلة |مدرسة |مدارس |تعليم |شهادة )?(?:ال)?ثانوي(?:ة|ات)?(?! عشر)|(?:ال|لل)?باكالوريا|البكالوريا|التوجيهي", _UPPER, 0.88),
        (r"(?:كليات? المجتمع|الدبلوم المتوسط)", _SHORT, 0.85),
        (r"(?:التعليم المهني|التدريب المهني|التكوين المهني)", _POST, 0.65),
        (r"(?:ال|لل)?بكالوريوس|الاجازة الجامعية|(?:ال|لل)?ليسانس|(?:طلاب|طلبة|طالبات|لطلاب|لطلبة) (?:ال|لل)?(?:جامع\w+|كليات)|(?:ال|لل)مرحلة الجامعية|السنة (?:الاولى|التحضيرية) الجامعية|مقرر جامعي|كتاب جامعي", _BACHELOR, 0.8),
        (r"(?:ال|لل)?ماجستير|(?:ال)?ماستر(?:ز)?|الدراسات العليا", _MASTER, 0.85),
        (r"(?:ال|لل)?دكتوراه", _DOCTORAL, 0.85),
        (r"(?:تعليم الكبار|محو الامية|التعلم مدى الحياة)", _ADULT, 0.85),
    ),
    "zh": (
        (r"幼儿园|学前(?:教育|班|儿童)?|幼儿|幼教", _EARLY, 0.9),
        (r"(?<!大)小学(?!问)(?:生|数学|科学|信息)?|低年级(?:学生|儿童|讲)|初等教育", _PRIMARY, 0.9),
        (r"初中|初级中学|初[一二三](?=年级|学生|数学|物理|化学|上|下|的|，|。|$)|中考", _LOWER, 0.9),
        (r"高中(?!低)|高级中学|高[一二三](?=年级|学生|数学|物理|化学|上|下|的|，|。|$)|高考", _UPPER, 0.9),
        (r"中小学", _SCHOOL, 0.75),
        (r"(?<!大)中学(?:生|数学|物理|化学|生物|教师)?(?!后)", _SECONDARY, 0.7),
        (r"中职|中专|职业(?:学校|教育|高中)|技校", _POST, 0.7),
        (r"大专|高职", _SHORT, 0.85),
        (r"本科(?:生)?|大学(?:生|一年级|低年级|课程|物理|化学|数学|英语)|大[一二三四](?=学生|新生|的|，|。|$)|高校学生|理工科学生", _BACHELOR, 0.85),
        (r"硕士(?:生|研究生)?|研究生(?!命)|高年级选修课", _MASTER, 0.8),
        (r"博士(?:生|研究生)?", _DOCTORAL, 0.85),
        (r"成人教育|继续教育|终身学习|成年人|老年大学", _ADULT, 0.8),
    ),
}  # fmt: skip

# "A level" is a name only where it is written like one: "a level surface" is none.
WRITTEN_SO: Final = (
    (r"\bA-[Ll]evels?\b|(?<=[a-z,] )\bA Levels?\b|\bAS[ -][Ll]evels?\b|\bA levels\b", _UPPER, 0.9),
    (r"\bA [Ll]evel (?=[Pp]hysics|[Cc]hemistry|[Bb]iology|[Mm]ath|[Ff]urther [Mm]ath|[Cc]omput|[Ss]tatistics)", _UPPER, 0.9),
    (r"\bE\.?S\.?O\.?(?![\w.])(?<! at ESO)(?! telescope)", _LOWER, 0.8),
    (r"\bAP®? (?:[Cc]ourses?|[Ss]tudents|Physics|Calculus|Chemistry|Biology|Statistics|Computer Science|Environmental Science|Precalculus)\b", _UPPER, 0.9),
    (r"\bForm (?:[12]|One|Two|I|II)\b(?! (?:of|is|the))", _LOWER, 0.8),
    (r"\bForm (?:[3-6]|Three|Four|Five|Six|III|IV|V|VI)\b(?! (?:of|is|the))", _UPPER, 0.8),
    (r"\b(?:CP|CE1|CE2|CM1|CM2)\b(?! (?:violation|symmetry))", _PRIMARY, 0.88),
    (r"\b(?:BTS|DUT|BUT) (?:[A-ZÉ]|en |informatique|génie)", _SHORT, 0.8),
    (r"\b(?:en|de|niveau|étudiants?|licence|cours) L[123]\b|\bL[123] (?:de |en |informatique|mathématiques|physique)", _BACHELOR, 0.8),
    (r"\b(?:en|de|niveau|étudiants?|master|cours) M[12]\b", _MASTER, 0.8),
)  # fmt: skip

_TO = r"\s?(?:-|to|through|and|&|a|à|al|y|et|по|и|إلى|الى|至|到|、|/)\s?"
_DIGITS = r"(?:1[0-3]|[1-9])"
_ORDINAL_EN = r"(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|[1-9](?:st|nd|rd|th)|1[0-2]th)"
_ROMAN = r"(?:viii|vii|vi|iv|ix|iii|ii|i|xii|xi|x|v)"
_ORDINAL_ES = (
    r"(?:primer[oa]?|segundo|tercero?|cuarto|quinto|sexto|séptimo|octavo|noveno|décimo|undécimo)"
)
_ORDINAL_AR = r"(?:الحادي عشر|الثاني عشر|الاول|الثاني|الثالث|الرابع|الخامس|السادس|السابع|الثامن|التاسع|العاشر)"
_HAN = r"(?:十[一二]?|[一二三四五六七八九])"
_THING = r"(?! ?(?:listed|steel|titanium|stainless|bolts?|screws?|fasteners?|concrete|cement|bars?|aluminium|aluminum|pipes?|lever|levers|function|action|medical|tumou?rs?|cancer|driver))"

# Language → patterns with `low` and perhaps `high`.
GRADES: Final[dict[str, tuple[str, ...]]] = {
    "en": (
        rf"\b(?:grades?|gr\.|years?|classes|class|std\.?) (?P<low>k|kindergarten|{_DIGITS})(?:{_TO}(?:grades? )?(?P<high>{_DIGITS}))?(?![\d.,]\d|\d|%|-?(?:year|month|week|day|hour|minute)| of (?:the|a|its|their)\b)\b{_THING}",
        rf"\bclass(?:es)? (?P<low>{_ROMAN})(?:{_TO}(?P<high>{_ROMAN}))?\b{_THING}",
        rf"\b(?P<low>{_ORDINAL_EN})(?:{_TO}(?P<high>{_ORDINAL_EN}))?[- ]grad(?:e|es|ers?)\b{_THING}",
        rf"\b(?P<low>p?k|pre-?k)(?:-| to | through )(?P<high>(?!12){_DIGITS})\b(?!\d)(?! ?(?:means|clustering))",
        r"\bgrade (?P<low>one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b",
    ),
    "es": (
        rf"\b(?P<low>{_DIGITS})(?:\.?[ºª°]|\.?er|\.?o|\.?to)?(?:{_TO}(?P<high>{_DIGITS})(?:\.?[ºª°])?)? (?:de |del )?(?:grado|curso)\b",
        rf"\b(?:grados?|curso) (?P<low>{_DIGITS})(?:{_TO}(?P<high>{_DIGITS}))?\b(?! ?[°º]|celsius)",
        rf"\b(?P<low>{_ORDINAL_ES})(?:{_TO}(?P<high>{_ORDINAL_ES}))? grado\b",
    ),
    "ru": (
        rf"\b(?P<low>{_DIGITS})(?:-?(?:го|й|ый|ой|х|м))?(?:{_TO}(?P<high>{_DIGITS})(?:-?(?:й|х|го|м))?)? класс(?:а|ов|ы|е|ах|ам)?\b(?! точност)",
        rf"\bкласс(?:ы|ов)? (?P<low>{_DIGITS})(?:{_TO}(?P<high>{_DIGITS}))\b",
        r"\b(?P<low>перв|втор|трет|четверт|пят|шест|седьм|восьм|девят|десят|одиннадцат)(?:ый|ой|ий|ого|его|ьего|ом|ем|ьем) класс(?:а|е)?\b(?! (?:точност|опасност|защит))",
    ),
    "ar": (
        rf"(?:ال|لل)?صف(?:وف)? (?P<low>{_ORDINAL_AR}|{_DIGITS})(?: (?:الى|و|حتى|-) ?(?P<high>{_ORDINAL_AR}|{_DIGITS}))?(?! (?:ال)?(?:ابتدائ|اعداد|متوسط|ثانو))",
        rf"السنة (?P<low>{_ORDINAL_AR}) اساسي",
    ),
    "zh": (
        rf"(?P<low>{_DIGITS}|{_HAN})(?:{_TO}(?P<high>{_DIGITS}|{_HAN}))?年级",
    ),
    "fr": (),
}  # fmt: skip

# Language → patterns with `low`, perhaps `high`, of the ages of people.
AGES: Final[dict[str, tuple[str, ...]]] = {
    "en": (
        r"\bage[sd]?:? (?:of )?(?:between )?(?P<low>\d\d?)(?:\s?(?:-|to|and|through)\s?(?P<high>\d\d?))?(?![\d%+]|,\d)\b(?! (?:billion|million|thousand|months?|weeks?|days?))",
        r"\b(?P<low>\d\d?)(?:\s?(?:-|to|and)\s?(?P<high>\d\d?))?[- ]year[- ]olds\b",
        r"\b(?P<low>\d\d?)(?:\s?(?:-|to)\s?(?P<high>\d\d?))?[- ]year[- ]old (?:children|pupils|students|kids|learners)\b",
    ),
    "es": (
        r"\b(?:de|entre|para niñ\w+ de|edad(?:es)?:? (?:de )?(?:entre )?) ?(?P<low>\d\d?)(?: ?(?:-|a|y) ?(?P<high>\d\d?))? años\b(?! de (?:experiencia|investigación|historia|datos|trabajo))(?! después| antes| más tarde)",
    ),
    "fr": (
        r"\b(?:de|entre|dès|âgé\w* de|enfants? de|élèves de) (?P<low>\d\d?)(?: ?(?:-|à|et) ?(?P<high>\d\d?))? ans\b(?! (?:d'|de |après|plus))",
        r"\b(?P<low>\d\d?) ?(?:-|à) ?(?P<high>\d\d?) ans\b",
    ),
    "ru": (
        r"\b(?:дет\w+|школьник\w*|учащ\w+|возраст\w*:?|для) (?:в возрасте )?(?:от )?(?P<low>\d\d?)(?: ?(?:-|до|и) ?(?P<high>\d\d?))? лет\b",
        r"\b(?P<low>\d\d?) ?- ?(?P<high>\d\d?) лет\b",
    ),
    "ar": (
        r"(?:من سن|بين سن|اعمار(?:هم)?|الاعمار|العمر:?|للاعمار|سن) (?:من |بين )?(?P<low>\d\d?)(?: ?(?:-|الى|و|حتى) ?(?P<high>\d\d?))?(?: ?(?:سنة|سنوات|عاما|اعوام))?",
    ),
    "zh": (
        r"(?P<low>\d\d?)(?:\s?(?:-|至|到)\s?(?P<high>\d\d?))?岁(?!月|差)",
    ),
}  # fmt: skip
