"""What is surely not science, technology, engineering or mathematics, as people name it.

School subjects and fields of study of the humanities, the arts, law, business, religion, sport and
languages, in six languages. Fields on the border (psychology, archaeology, geography) are left out:
nobody should miss a resource because of them.
"""

from typing import Final

_NAMES: Final = {
    "en": "history|ancient history|world history|American history|medieval history|revolution|war|"
    "empire|world war|civil war|literature|poetry|poems|novel|novels|short stories|fairy tales|"
    "Shakespeare|grammar|spelling|punctuation|vocabulary|reading comprehension|creative writing|"
    "essay writing|phonics|language arts|English literature|foreign languages|"
    "English as a foreign language|learn English|learn Spanish|learn French|learn Arabic|"
    "conversation|translation studies|linguistics|law|constitutional law|criminal law|human rights|"
    "constitution|politics|political science|government|democracy|elections|international relations|"
    "business|marketing|entrepreneurship|accounting|management|human resources|finance|investing|"
    "economics|macroeconomics|microeconomics|trade|banking|religion|religious studies|theology|Bible|"
    "Quran|Islam|Christianity|Buddhism|Hinduism|Judaism|philosophy|ethics|art|art history|painting|"
    "sculpture|drawing|visual arts|music|music theory|songs|guitar|piano|singing|dance|theatre|drama|"
    "cinema|film studies|photography|fashion|sport|sports|football|soccer|basketball|"
    "physical education|yoga|tourism|hospitality|journalism|social studies|civics|citizenship|"
    "sociology|anthropology|culture|cultural heritage|folklore|mythology|Greek mythology|immigration|"
    "slavery|colonialism|calligraphy|knitting|embroidery|handicrafts|public speaking|leadership|"
    "science fiction|social science|social sciences|library science",
    "es": "historia|historia antigua|historia universal|historia de España|historia de México|"
    "revolución|guerra|imperio|guerra mundial|guerra civil|literatura|poesía|poemas|novela|cuentos|"
    "cuentos de hadas|Cervantes|gramática|ortografía|vocabulario|comprensión lectora|"
    "escritura creativa|redacción|lengua y literatura|lenguas extranjeras|inglés como lengua extranjera|"
    "aprender inglés|aprender francés|conversación|lingüística|derecho|derecho penal|"
    "derecho constitucional|derechos humanos|constitución|política|ciencia política|gobierno|"
    "democracia|elecciones|relaciones internacionales|empresa|empresas|mercadotecnia|marketing|"
    "emprendimiento|contabilidad|recursos humanos|finanzas|economía|macroeconomía|comercio|banca|"
    "religión|teología|Biblia|Corán|islam|cristianismo|budismo|filosofía|ética|arte|artes|"
    "historia del arte|pintura|escultura|dibujo artístico|artes visuales|música|teoría musical|"
    "canciones|guitarra|piano|canto|danza|teatro|cine|fotografía|moda|deporte|deportes|fútbol|"
    "baloncesto|educación física|yoga|turismo|hostelería|periodismo|estudios sociales|cívica|"
    "ciudadanía|sociología|antropología|cultura|patrimonio cultural|folclore|mitología|inmigración|"
    "esclavitud|colonialismo|caligrafía|artesanía|oratoria|liderazgo|"
    "ciencia ficción|ciencias políticas|ciencias sociales",
    "fr": "histoire|histoire ancienne|histoire de France|révolution|Révolution française|guerre|empire|"
    "guerre mondiale|guerre froide|littérature|poésie|poèmes|roman|romans|nouvelles littéraires|contes|"
    "Molière|Victor Hugo|grammaire|orthographe|conjugaison|vocabulaire|compréhension de texte|dictée|"
    "écriture créative|expression écrite|langues étrangères|français langue étrangère|"
    "apprendre l'anglais|anglais|espagnol|linguistique|droit|droit pénal|droit constitutionnel|"
    "droits de l'homme|constitution|politique|science politique|gouvernement|démocratie|élections|"
    "relations internationales|entreprise|marketing|entrepreneuriat|comptabilité|"
    "ressources humaines|finance|économie|macroéconomie|commerce|banque|religion|théologie|Bible|Coran|"
    "islam|christianisme|bouddhisme|philosophie|éthique|arts|art|histoire de l'art|peinture|"
    "arts plastiques|musique|solfège|chansons|guitare|chant|danse|théâtre|cinéma|"
    "photographie|mode vestimentaire|sport|sports|football|éducation physique|yoga|tourisme|hôtellerie|"
    "journalisme|éducation civique|citoyenneté|sociologie|anthropologie|patrimoine culturel|"
    "folklore|mythologie|immigration|esclavage|colonialisme|calligraphie|artisanat|leadership|"
    "science-fiction|sciences politiques|sciences sociales",
    "ru": "история|история древнего мира|история России|всемирная история|революция|война|империя|"
    "мировая война|гражданская война|литература|поэзия|стихи|стихотворения|роман|рассказы|сказки|"
    "Пушкин|Толстой|Достоевский|грамматика|орфография|пунктуация|правописание|сочинение|диктант|"
    "чтение|русский язык|иностранные языки|английский язык|немецкий язык|французский язык|"
    "разговорный английский|лингвистика|право|уголовное право|конституционное право|права человека|"
    "конституция|политика|политология|государство|демократия|выборы|международные отношения|бизнес|"
    "маркетинг|предпринимательство|бухгалтерский учёт|менеджмент|управление персоналом|финансы|"
    "экономика|макроэкономика|торговля|банковское дело|религия|религиоведение|богословие|Библия|Коран|"
    "ислам|христианство|буддизм|православие|философия|этика|искусство|история искусств|живопись|"
    "скульптура|рисование|изобразительное искусство|музыка|песни|гитара|пение|танцы|театр|кино|"
    "фотография|мода|спорт|футбол|баскетбол|физкультура|физическая культура|йога|туризм|журналистика|"
    "обществознание|гражданское воспитание|социология|антропология|культура|культурное наследие|"
    "фольклор|мифология|иммиграция|рабство|каллиграфия|рукоделие|ораторское искусство|лидерство|"
    "научная фантастика|политическая наука|политические науки|общественные науки",
    "ar": "التاريخ|تاريخ|التاريخ القديم|التاريخ الإسلامي|الثورة|الحرب|الإمبراطورية|الحرب العالمية|الأدب|"
    "الأدب العربي|الشعر|القصائد|الرواية|القصص القصيرة|الحكايات|المتنبي|النحو|النحو والصرف|الإملاء|"
    "البلاغة|المفردات|القراءة|التعبير الكتابي|اللغة العربية|اللغات الأجنبية|اللغة الإنجليزية|"
    "اللغة الفرنسية|تعلم الإنجليزية|المحادثة|اللسانيات|القانون|القانون الجنائي|القانون الدستوري|"
    "حقوق الإنسان|الدستور|السياسة|العلوم السياسية|الحكومة|الديمقراطية|الانتخابات|العلاقات الدولية|"
    "الأعمال|إدارة الأعمال|التسويق|ريادة الأعمال|المحاسبة|الموارد البشرية|المالية|الاقتصاد|التجارة|"
    "المصارف|الدين|التربية الإسلامية|الفقه|التفسير|الحديث الشريف|القرآن الكريم|القرآن|الإسلام|المسيحية|"
    "البوذية|الفلسفة|الأخلاق|الفن|الفنون|تاريخ الفن|الرسم والتلوين|النحت|الفنون التشكيلية|الموسيقى|"
    "الأغاني|العزف|الغناء|الرقص|المسرح|السينما|التصوير الفوتوغرافي|الأزياء|الرياضة البدنية|كرة القدم|"
    "كرة السلة|التربية البدنية|السياحة|الصحافة|الدراسات الاجتماعية|التربية المدنية|المواطنة|"
    "علم الاجتماع|الأنثروبولوجيا|الثقافة|التراث|التراث الثقافي|الفولكلور|الأساطير|الهجرة|الاستعمار|"
    "الخط العربي|الحرف اليدوية|الخطابة|القيادة|"
    "الخيال العلمي|العلوم الاجتماعية",
    "zh": "历史|世界历史|中国历史|古代史|近代史|革命|战争|帝国|世界大战|文学|诗歌|古诗|唐诗|宋词|小说|散文|童话|"
    "语文|语法|拼音|识字|词汇|阅读理解|作文|写作|文言文|外语|英语|法语|日语|口语|翻译|语言学|法律|法学|刑法|宪法|"
    "人权|政治|政治学|思想政治|政府|民主|选举|国际关系|商业|市场营销|创业|会计|管理学|人力资源|金融|投资|经济|"
    "经济学|宏观经济|贸易|银行|宗教|神学|圣经|古兰经|伊斯兰教|基督教|佛教|道教|哲学|伦理学|艺术|美术|艺术史|绘画|"
    "国画|雕塑|书法|音乐|乐理|歌曲|吉他|钢琴|声乐|舞蹈|戏剧|戏曲|电影艺术|摄影|时尚|服装设计|体育|足球|篮球|瑜伽|"
    "旅游|酒店管理|新闻学|社会科|道德与法治|公民教育|社会学|人类学|文化|文化遗产|民俗|神话|移民|殖民|手工艺|刺绣|"
    "演讲|领导力|科幻小说|科幻|政治科学|社会科学",
}


def other_names() -> list[tuple[str, str]]:
    """Language and name, of every name."""
    return [(language, name) for language, names in _NAMES.items() for name in names.split("|")]
