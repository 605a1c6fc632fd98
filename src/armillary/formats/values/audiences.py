"""Answer our key for the audience a source names (LRMI, LOM, NSDL, LTI words, six languages)."""

from armillary.formats.values.folding import fold_term, folded_table
from armillary.formats.values.memory import of_names

# The terms of LRMI's educationalAudienceRole, LOM's intendedEndUserRole and NSDL's audience are
# all here, beside the usual words.
AUDIENCES = {
    "learner": "learners|student|students|pupil|pupils|undergraduate|graduate student|peer|"
    "peer tutor|apprenant|apprenante|apprenants|élève|élèves|étudiant|étudiants|estudiante|"
    "estudiantes|alumno|alumnos|alumnado|aprendiz|учащийся|учащиеся|ученик|ученики|студент|"
    "студенты|обучающийся|обучающиеся|школьники|学习者|学生|متعلم|متعلمون|طالب|طلاب|التلاميذ|الطلبة|"
    "lernende|lernender|schüler|schülerin|schülerinnen und schüler|studierende|student learner|"
    "self learner",
    "teacher": "teachers|educator|educators|instructor|instructors|tutor|mentor|faculty|professor|"
    "lecturer|trainer|coach|classroom teacher|enseignant|enseignante|enseignants|professeur|"
    "formateur|docente|docentes|profesor|profesores|profesorado|maestro|maestros|educador|"
    "professeurs|учитель|учителя|преподаватель|преподаватели|педагог|педагоги|"
    "учителя и преподаватели|教师|老师|教育者|معلم|معلمون|المعلمين|مدرس|أستاذ|المدرسون|الأساتذة|lehrende|"
    "lehrer|lehrerin|lehrkraft|lehrkräfte|dozent|lehrerinnen und lehrer",
    "teacher-educator": "teacher educators|teacher trainer|teacher trainers|"
    "teacher education faculty|formateur d enseignants|formador de docentes|"
    "formador de profesores|formadores de docentes|formateurs d enseignants|"
    "formadores de profesores|formador de profesorado|formateurs de formateurs|"
    "преподаватель педагогического вуза|специалисты по подготовке педагогов|"
    "преподаватели педагогических вузов|методисты|教师教育者|教师培训者|师范教育工作者|مدرب المعلمين|"
    "مدربو المعلمين|مكونو المعلمين|lehrerausbilder|lehrkräftebildung|"
    "professional development provider",
    "parent": "parents|family|families|guardian|guardians|parent guardian|parents guardians|"
    "caregiver|parents and families|famille|familles|padres|familia|familias|padre|madre|"
    "madres padres y familias|parents et familles|padres y madres|tutor legal|родитель|родители|"
    "родители и опекуны|семья|семьи|家长|父母|监护人|والد|الوالدين|أولياء الأمور|ولي الأمر|"
    "الآباء والأمهات|الوالدان|الأسرة|eltern|elternteil",
    "school-leader": "administrator|administrators|school administrator|principal|school leaders|"
    "manager|management|head teacher|headteacher|director of studies|chef d établissement|"
    "directeur d école|administrateur|director de escuela|directivo|directivos|administrador|"
    "equipos directivos|chefs d établissement|directivos escolares|director escolar|"
    "directores de escuela|équipe de direction|директор школы|руководитель школы|администратор|"
    "руководители школ|школьная администрация|завуч|校长|学校管理者|管理者|学校领导|مدير المدرسة|مدير|"
    "القيادات المدرسية|مديرو المدارس|الإدارة المدرسية|schulleitung|schulleiter|verwaltung",
    "researcher": "researchers|scientist|scientists|scholar|chercheur|chercheuse|chercheurs|"
    "investigador|investigadores|personal investigador|científicos|scientifique|scientifiques|"
    "исследователь|исследователи|учёный|учёные|научные сотрудники|研究人员|研究者|科研人员|باحث|باحثون|"
    "الباحثين|العلماء|forschende|forscher|wissenschaftler",
    "policy-maker": "policy makers|policymaker|policymakers|decision maker|government|décideur|"
    "décideurs|décideur politique|responsable político|responsables políticos|"
    "formulador de políticas|responsables de políticas|décideurs politiques|decision makers|"
    "formuladores de políticas|responsables politiques|политик|лица принимающие решения|"
    "разработчики образовательной политики|органы управления образованием|决策者|政策制定者|صانع السياسات|"
    "صناع السياسات|صانع القرار|صانعو السياسات|واضعو السياسات|صناع القرار|entscheidungsträger|"
    "bildungspolitik",
    "public": "general public|everyone|anyone|citizen|citizens|general|informal learner|"
    "grand public|public général|tout public|público|público general|público en general|"
    "ciudadanía|citoyens|широкая публика|широкая общественность|все желающие|公众|大众|社会公众|الجمهور|"
    "عامة الناس|الجمهور العام|المواطنون|öffentlichkeit|allgemeinheit",
}
_NAMES = folded_table(AUDIENCES)


@of_names
def audience(text: str) -> str | None:
    """Answer the key of an audience named in words or by a concept's address, or `None`.

    >>> audience("http://purl.org/dcx/lrmi-vocabs/educationalAudienceRole/student")
    'learner'
    """
    return _NAMES.get(fold_term(text))
