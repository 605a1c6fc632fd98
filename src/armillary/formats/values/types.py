"""Answer our keys for what kind of resource a source names.

Known are the terms of LRMI, schema.org, DCMI Type, HCRT, LOM and NSDL, media types, and usual
words in six languages and German. Some terms are understood and say nothing about the kind
("Text", "LearningResource"): they answer no keys, which is not the same as unknown.
"""

from armillary.formats.values.folding import fold, fold_term, folded_table
from armillary.formats.values.memory import of_names

TYPES = {
    "textbook": "book|books|e book|ebook|open textbook|manual|manuel|manuel scolaire|livre|libro|"
    "libro de texto|libros|course book|libro electrónico|livre numérique|учебник|книга|"
    "учебное пособие|электронный учебник|教科书|教材|课本|书|电子书|كتاب|كتاب مدرسي|كتاب دراسي|كتاب منهجي|"
    "كتاب إلكتروني|lehrbuch|buch|schulbuch|book chapter|chapter|audiobook",
    "reference": "reference material|reference work|index|glossary|encyclopedia|encyclopaedia|"
    "dictionary|handbook|guide|faq|faqpage|faq page|bibliography|article|blog|blog posting|"
    "news article|student guide|study guide|reading|readings|lecture notes|script|essay|"
    "fact sheet|periodical|ouvrage de référence|référentiel|guide de l élève|glossaire|"
    "article de référence|referencia|material de referencia|glosario|enciclopedia|artículo|"
    "obra de consulta|obra de referencia|material de consulta|diccionario|encyclopédie|"
    "dictionnaire|aide mémoire|справочник|справочный материал|словарь|статья|глоссарий|"
    "энциклопедия|参考资料|参考|词典|百科全书|文章|工具书|术语表|مرجع|مواد مرجعية|قاموس|مقالة|موسوعة|معجم|مسرد|"
    "nachschlagewerk|skript|textdokument|artikel",
    "lesson-plan": "lesson|lesson lesson plan|lessons|teaching plan|instructor guide|"
    "instructor guide manual|teacher guide|teachers guide|teaching guide|plan de leçon|"
    "plan de cours|fiche pédagogique|leçon|scénario pédagogique|guide pédagogique|plan de clase|"
    "plan de lección|guía didáctica|lección|teacher s guide|planificación de clase|"
    "fiche de préparation|план урока|конспект урока|урок|разработка урока|"
    "технологическая карта урока|教案|课程计划|教学计划|教学设计|خطة درس|درس|تحضير الدرس|دليل المعلم|"
    "unterrichtsplanung|unterrichtsentwurf|stundenentwurf",
    "teaching-module": "module|unit|unit of instruction|unit of study|teaching unit|tutorial|"
    "how to|learning module|module d enseignement|séquence pédagogique|tutoriel|unidad didáctica|"
    "módulo didáctico|módulo|tutorial paso a paso|secuencia didáctica|séquence d enseignement|"
    "учебный модуль|модуль|учебный раздел|教学模块|模块|教程|教学单元|单元|وحدة تعليمية|وحدة دراسية|مجزوءة|"
    "unterrichtseinheit|lernmodul|unterrichtsbaustein",
    "course": "courses|full course|online course|mooc|open courseware|course instance|syllabus|"
    "curriculum|lecture series|cours|cours en ligne|curso|cursos|curso en línea|asignatura|"
    "formation en ligne|курс|курсы|онлайн курс|учебный курс|课程|在线课程|慕课|مقرر|دورة|مساق|مقرر دراسي|"
    "دورة دراسية|مقرر إلكتروني|kurs|lehrveranstaltung|lehrgang",
    "worksheet": "worksheets|handout|work sheet|printable|fiche de travail|feuille de travail|"
    "feuille d exercices|hoja de trabajo|ficha de trabajo|ficha|hoja de ejercicios|"
    "fiche d exercices|fiche élève|рабочий лист|рабочий лист учащегося|раздаточный материал|工作表|"
    "练习纸|学习单|任务单|作业单|ورقة عمل|ورقة نشاط|أوراق عمل|arbeitsblatt|arbeitsmaterial",
    "exercise": "exercises|activity|learning activity|drill and practice|problem set|"
    "problem statement|problem|problems|homework|assignment|homework assignment|student activity|"
    "practice|exercise plan|exercice|exercices|activité|activité pédagogique|devoir|ejercicio|"
    "ejercicios|actividad|actividades|problema|tarea|problème|упражнение|упражнения|задача|задачи|"
    "задание|домашнее задание|练习|习题|活动|作业|تمرين|تمارين|نشاط|أنشطة|مسألة|واجب منزلي|übung|übungen|"
    "aufgabe|aufgaben",
    "assessment": "assessments|assessment material|quiz|test|exam|examination|self assessment|"
    "questionnaire|rubric|question bank|évaluation|contrôle|examen|interrogation|évaluations|"
    "evaluación|prueba|cuestionario|rúbrica|questionnaire à choix multiples|тест|тесты|"
    "контрольная работа|экзамен|оценивание|оценочный материал|банк заданий|测验|测试|考试|评估|测评|试卷|"
    "اختبار|امتحان|تقييم|بنك أسئلة|lernkontrolle|prüfung|fragebogen|klausur",
    "experiment": "experiments|laboratory|lab|lab activity|demonstration|lab manual|lab exercise|"
    "lab material|field trip|experiment lab activity|expérience|expérimentation|travaux pratiques|"
    "experimento|práctica de laboratorio|demostración|laboratorio|laboratory activity|"
    "practical work|actividad de laboratorio|demostración experimental|tp|activité expérimentale|"
    "manipulation|эксперимент|опыт|лабораторная работа|демонстрация|практическая работа|"
    "демонстрационный эксперимент|实验|演示|实验活动|演示实验|تجربة|تجربة عملية|مختبر|تجربة علمية|"
    "تجربة مخبرية|نشاط مخبري|عرض عملي|versuch|demonstrationsexperiment",
    "simulation": "simulations|interactive simulation|virtual lab|model|applet|virtual experiment|"
    "interactive simulation or visualization|modélisation|laboratoire virtuel|simulación|"
    "simulador|laboratorio virtual|virtual laboratory|simulación interactiva|"
    "simulation interactive|симуляция|моделирование|виртуальная лаборатория|интерактивная модель|"
    "симулятор|模拟|仿真|虚拟实验|虚拟实验室|仿真实验|محاكاة|محاكاة تفاعلية|مختبر افتراضي|simulations programm",
    "game": "games|educational game|serious game|video game|learning game|jeu|jeux|jeu éducatif|"
    "jeu sérieux|juego|juegos|juego educativo|juego didáctico|juego serio|jeu pédagogique|игра|"
    "игры|обучающая игра|дидактическая игра|游戏|教育游戏|学习游戏|لعبة|لعبة تعليمية|ألعاب|ألعاب تعليمية|"
    "lernspiel|spiel",
    "video": "videos|video object|videoobject|movie|moving image|movingimage|film|video lecture|"
    "clip|recorded lecture|webcast|screencast|screencasts|video recording|film pédagogique|"
    "película|video lesson|videolección|videoclase|capsule vidéo|видео|видеозапись|видеоурок|"
    "фильм|видеолекция|视频|影片|录像|微课|فيديو|فيديوهات|مقطع فيديو|فيلم|درس مصور|lernvideo|lehrvideo",
    "audio": "audio object|audioobject|sound|sound recording|podcast|podcasts|podcast episode|"
    "podcast series|audio recording|voice recording|music recording|radio|enregistrement sonore|"
    "son|baladodiffusion|grabación de audio|sonido|enregistrement audio|grabación sonora|balado|"
    "аудио|аудиозапись|звук|подкаст|звукозапись|音频|录音|播客|صوت|تسجيل صوتي|بودكاست|ملف صوتي|"
    "مدونة صوتية|tonaufnahme",
    "image": "images|image object|imageobject|still image|stillimage|photograph|photo|picture|"
    "illustration|diagram|figure|graph|chart|image image set|image set|image gallery|drawing|"
    "poster|infographic|3 dmodel|3d model|photographie|diagramme|schéma|graphique|affiche|imagen|"
    "imágenes|fotografía|ilustración|diagrama|gráfico|dibujo|infografía|dessin|infographie|"
    "изображение|фотография|рисунок|иллюстрация|схема|диаграмма|график|инфографика|плакат|图片|图像|"
    "照片|图表|插图|示意图|信息图|挂图|صورة|صور|رسم|مخطط|صورة فوتوغرافية|رسم توضيحي|رسم تخطيطي|ملصق|abbildung|"
    "bild|diagramm|grafik",
    "animation": "animations|animated gif|visualization|visualisation|animación|visualización|"
    "animated film|película de animación|film d animation|анимация|визуализация|мультипликация|"
    "анимационный ролик|动画|可视化|动画片|رسوم متحركة|فيلم رسوم متحركة|trickfilm",
    "presentation": "presentations|slide|slides|slideshow|slide show|slide deck|"
    "presentation document|presentation digital document|powerpoint|lecture|lecture presentation|"
    "diaporama|diapositives|exposé|presentación|presentaciones|diapositivas|"
    "presentación de diapositivas|ppt|презентация|слайды|лекция|演示文稿|幻灯片|عرض تقديمي|شرائح|محاضرة|"
    "شرائح عرض|präsentation|folien|vortrag",
    "map": "maps|atlas|carte|carte géographique|mapa|mapas|карта|карты|атлас|географическая карта|"
    "地图|地图集|خريطة|خرائط|أطلس|karte|landkarte",
    "software": "application|software application|computer program|mobile application|"
    "web application|software source code|source code|code|app|logiciel|application logicielle|"
    "aplicación|programa|programa informático|código fuente|programme informatique|code source|"
    "программа|программное обеспечение|приложение|компьютерная программа|исходный код|软件|应用|应用程序|"
    "应用软件|源代码|برنامج|برمجيات|تطبيق|برنامج حاسوبي|شفرة مصدرية|softwareanwendung|anwendung|programm",
    "tool": "tools|calculator|math solver|instrument|authoring tool|interactive tool|outil|outils|"
    "calculatrice|herramienta|herramientas|calculadora|online tool|herramienta en línea|"
    "outil en ligne|инструмент|инструменты|калькулятор|онлайн инструмент|工具|计算器|在线工具|أداة|أدوات|"
    "أداة إلكترونية|آلة حاسبة|werkzeug|interactive resource|interactiveresource",
    "data": "dataset|datasets|data set|data sets|data download|table|database|données|"
    "jeu de données|jeux de données|base de données|datos|conjunto de datos|base de datos|данные|"
    "набор данных|база данных|数据|数据集|数据库|بيانات|مجموعة بيانات|قاعدة بيانات|daten|datensatz|"
    "spreadsheet digital document",
    "case": "case study|case studies|étude de cas|cas d étude|estudio de caso|estudio de casos|"
    "teaching case|caso práctico|cas pratique|тематическое исследование|разбор случая|кейс|"
    "учебный кейс|разбор кейса|анализ конкретной ситуации|案例|案例研究|教学案例|دراسة حالة|حالة دراسية|"
    "fallstudie|fallbeispiel",
    "study": "research study|scholarly article|research article|research paper|report|thesis|"
    "paper|dissertation|journal article|conference paper|preprint|technical report|working paper|"
    "étude|rapport|thèse|mémoire|article de recherche|article scientifique|estudio|informe|tesis|"
    "artículo de investigación|artículo científico|trabajo de investigación|travail de recherche|"
    "research report|informe de investigación|rapport de recherche|исследование|отчёт|диссертация|"
    "научная статья|научное исследование|научный отчёт|研究|报告|论文|学术论文|研究文献|研究论文|研究报告|学位论文|دراسة|"
    "تقرير|بحث|رسالة|دراسة بحثية|بحث علمي|مقالة علمية|تقرير بحثي|رسالة جامعية|studie|bericht|"
    "forschungsbericht|info eu repo semantics article",
    "policy": "policies|policy document|standard|educational standard|content standard|framework|"
    "strategy|guidelines|legislation|politique|norme|cadre|politique éducative|política|norma|"
    "marco curricular|política educativa|documento de política educativa|"
    "document de politique éducative|education policy|curriculum framework|norma educativa|"
    "lineamientos|programme officiel|référentiel de compétences|document d orientation|политика|"
    "стандарт|образовательный стандарт|документ об образовательной политике|нормативный документ|"
    "стратегия|政策|标准|课程标准|政策文件|教育政策|指导意见|سياسة|معيار|معايير|سياسات|وثيقة سياسات|سياسة تعليمية|"
    "معايير تعليمية|إطار مناهج|richtlinie|bildungsplan|lehrplan|rahmenlehrplan",
    "training-material": "training materials|professional development|teacher training|workshop|"
    "workshop material|training|matériel de formation|formation|formation des enseignants|"
    "material de formación|material de capacitación|formación docente|support de formation|"
    "teacher training material|professional development material|material de formación docente|"
    "support de formation des enseignants|учебные материалы|материалы для повышения квалификации|"
    "материал для повышения квалификации|материал для подготовки учителей|тренинг|培训材料|培训|教师培训材料|"
    "培训资料|مواد تدريبية|تدريب|مادة تدريبية|حقيبة تدريبية|schulungsmaterial|fortbildung",
    "project": "projects|student project|project based learning|webquest|projet|projets|proyecto|"
    "proyectos|proyecto escolar|proyecto de aula|projet d élèves|projet pédagogique|проект|"
    "проекты|учебный проект|项目|专题项目|学生项目|课题|مشروع|مشاريع|مشروع طلابي|مشروعات|projekt",
    "portal": "web portal|website|web site|collection|repository|portail|site web|sitio web|"
    "repositorio|colección|portal web|portail web|dépôt|портал|сайт|веб сайт|коллекция|веб портал|"
    "репозиторий|门户|网站|门户网站|资源库|بوابة|موقع|موقع إلكتروني|بوابة إلكترونية|مستودع رقمي|"
    "internetportal|sammlung",
    "web-page": "webpage|page web|página web|веб страница|интернет страница|网页|صفحة ويب|"
    "صفحة إلكترونية|webseite|web content",
    "other": "others|sheet music|autre|autres|otro|otros|другое|прочее|其他|其它|أخرى|آخر|غير ذلك|"
    "sonstiges|andere",
}
# Understood, but no kind: what every resource is, or the sort of file it comes in.
_NO_KIND_WORDS = (
    "text|texte|texto|текст|文本|نص|learning resource|learningresource|creative work|thing|"
    "learning object|instructional material|educational resource|resource|media object|"
    "digital document|text digital document|media|audio visual|interactive|event|service|"
    "physical object|object|oer|open educational resource|ressource|recurso|material|materials"
)
_NO_KIND = frozenset(map(fold, _NO_KIND_WORDS.split("|")))
_SEVERAL: dict[str, tuple[str, ...]] = {
    "casts": ("audio", "video"),  # podcasts and screencasts in one list
    "movie animation": ("video", "animation"),
    "audio video": ("audio", "video"),
}
_NAMES = folded_table(TYPES)
_MEDIA_FAMILIES = {"video": ("video",), "audio": ("audio",), "image": ("image",)}
_MEDIA_TYPES = {
    "vnd ms powerpoint": "presentation",
    "vnd openxmlformats officedocument presentationml presentation": "presentation",
    "vnd openxmlformats officedocument presentationml slideshow": "presentation",
    "vnd oasis opendocument presentation": "presentation",
    "vnd ms excel": "data",
    "vnd openxmlformats officedocument spreadsheetml sheet": "data",
    "vnd oasis opendocument spreadsheet": "data",
    "csv": "data",
    "tab separated values": "data",
    "epub+zip": "textbook",
    "vnd geogebra file": "simulation",
    "x ipynb+json": "software",
}
_MEDIA = frozenset(
    {"application", "audio", "font", "image", "message", "model", "multipart", "text", "video"}
)


@of_names
def types(text: str) -> tuple[str, ...] | None:
    """Answer the type keys a term stands for: none where it says nothing, `None` if unknown.

    >>> types("Lesson/Lesson Plan"), types("https://schema.org/VideoObject"), types("Text")
    (('lesson-plan',), ('video',), ())
    """
    for name in (fold(text), fold_term(text)):
        if name in _SEVERAL:
            return _SEVERAL[name]
        if name in _NAMES:
            return (_NAMES[name],)
        if name in _NO_KIND:
            return ()
    return media_types(text) if _is_media_type(text) else None


def _is_media_type(text: str) -> bool:
    family, slash, _ = text.strip().lower().partition("/")
    return family in _MEDIA and (
        slash == "/" or family in ("application", "video", "audio", "image")
    )


def media_types(text: str) -> tuple[str, ...]:
    """Answer the type keys a media type (RFC 6838) gives away: `video/mp4` does, PDF does not."""
    family, _, name = text[:100].split(";")[0].strip().lower().partition("/")
    known = _MEDIA_TYPES.get(fold(name))
    return (known,) if known else _MEDIA_FAMILIES.get(family, ())
