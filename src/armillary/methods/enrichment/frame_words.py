"""Words that say what kind of thing a description describes, and seldom what it is about.

"Students", "lesson", "video": hardly a description of teaching material is without them, so a
concept that was found by such a word alone has been found by nothing. Chosen by reasoning; stemmed
as texts are.
"""

import re
from collections.abc import Sequence
from functools import cache
from itertools import zip_longest
from typing import Final

from armillary.methods.enrichment.words import Word, folded, words_of

_WORDS: Final = {
    "en": "student learner pupil child teacher educator instructor class classroom school course "
    "lesson unit module lecture tutorial activity exercise worksheet task project example problem "
    "question answer solution test quiz game video audio film image picture illustration photo "
    "animation simulation applet tool software website site page web internet online book textbook "
    "chapter guide handbook manual reference resource material collection library article journal "
    "paper report document publication text note slide introduction overview review summary level "
    "grade beginner learning teaching study education training practice skill knowledge "
    "understanding concept idea topic subject theme information instruction program group team "
    "people person work use step time year part world country language english spanish french "
    "arabic russian chinese translation",
    "es": "estudiante alumno niño docente maestro profesor clase aula escuela colegio curso lección "
    "unidad módulo tema actividad ejercicio ficha tarea proyecto ejemplo problema pregunta respuesta "
    "solución prueba examen juego vídeo audio película imagen ilustración foto animación simulación "
    "herramienta programa sitio página web internet libro manual capítulo guía referencia recurso "
    "material colección biblioteca artículo revista informe documento publicación texto apunte "
    "introducción resumen nivel grado principiante aprendizaje enseñanza estudio educación formación "
    "práctica habilidad conocimiento concepto idea asignatura materia información grupo equipo "
    "persona trabajo uso paso tiempo año parte mundo país idioma lengua español inglés traducción",
    "fr": "élève étudiant apprenant enfant enseignant professeur classe école collège lycée cours "
    "leçon unité module thème activité exercice fiche tâche projet exemple problème question réponse "
    "solution épreuve examen jeu vidéo audio film image illustration photo animation simulation "
    "outil logiciel programme site page web internet livre manuel chapitre guide référence ressource "
    "matériel collection bibliothèque article revue rapport document publication texte note "
    "introduction résumé niveau débutant apprentissage enseignement étude éducation formation "
    "pratique compétence connaissance concept idée sujet matière information groupe équipe personne "
    "travail usage étape temps année partie monde pays langue français anglais traduction",
    "ru": "ученик учащийся студент ребенок дети учитель преподаватель педагог класс школа курс урок "
    "модуль тема занятие упражнение задание задача проект пример вопрос ответ решение тест экзамен "
    "игра видео аудио фильм изображение рисунок иллюстрация фотография анимация симуляция "
    "инструмент программа сайт страница интернет книга учебник глава пособие справочник руководство "
    "ресурс материал сборник коллекция библиотека статья журнал отчет документ публикация текст "
    "конспект введение обзор уровень начинающий обучение преподавание изучение образование "
    "подготовка практика навык знание понятие идея предмет информация группа команда человек люди "
    "работа использование шаг время год часть мир страна язык русский английский перевод",
    "ar": "طالب طلاب تلميذ تلاميذ متعلم طفل أطفال معلم معلمون مدرس أستاذ صف فصل مدرسة دورة درس دروس "
    "وحدة موضوع نشاط أنشطة تمرين تمارين مهمة مشروع مثال أمثلة مسألة مسائل سؤال أسئلة جواب إجابة حل "
    "اختبار امتحان لعبة فيديو صوت فيلم صورة صور رسم محاكاة أداة أدوات برنامج موقع صفحة إنترنت كتاب "
    "كتب فصول دليل مرجع مورد موارد مادة مواد مجموعة مكتبة مقالة مقال مجلة تقرير وثيقة نشر نص مقدمة "
    "مدخل ملخص مستوى مبتدئ تعلم تعليم تدريس دراسة تربية تدريب مهارة مهارات معرفة مفهوم مفاهيم فكرة "
    "معلومات فريق شخص عمل استخدام خطوة وقت سنة جزء عالم بلد لغة عربية إنجليزية ترجمة",
    "zh": "学生 学习者 儿童 孩子 教师 老师 班级 课堂 教室 学校 课程 课 单元 模块 讲座 教程 活动 练习 作业 任务 "
    "项目 例子 示例 问题 题目 答案 解答 测验 考试 游戏 视频 音频 电影 图片 插图 照片 动画 模拟 工具 软件 网站 "
    "网页 互联网 书 图书 教材 教科书 章节 指南 手册 参考 资源 材料 资料 文集 图书馆 文章 期刊 报告 文件 文本 "
    "笔记 入门 导论 概述 总结 年级 水平 初学者 学习 教学 研究 教育 培训 实践 技能 知识 概念 主题 学科 信息 小组 "
    "团队 工作 使用 步骤 时间 世界 国家 语言 中文 英语 翻译",
}


@cache
def frame_stems(language: str) -> frozenset[str]:
    """The stems of these words in a language; empty where we know none."""
    words = words_of(_WORDS.get(language, ""), language, cut=lambda run: [run])
    return frozenset(word.stem for word in words)


# What is counted: "Volume 2" has no volume, and "Table 3" no table.
_COUNTED_WORDS: Final = (
    "volume vol part unit level edition grade class chapter module lesson section table figure series "
    "season version volumen parte unidad nivel edición grado clase capítulo módulo lección tabla tome "
    "partie unité niveau édition classe chapitre leçon tableau том часть уровень издание класс глава "
    "таблица выпуск الجزء المجلد الوحدة المستوى الفصل الدرس"
)
_COUNTED: Final = frozenset(folded(word) for word in _COUNTED_WORDS.split())
_NUMBER: Final = re.compile(r"(?:\d+|[ivx]{1,4}|one|two|three|four)(?:st|nd|rd|th|er|e|ed)?\Z")


def without_serials(words: Sequence[Word]) -> list[Word]:
    """The words without those that only count what follows them."""
    return [
        word
        for word, after in zip_longest(words, words[1:])
        if after is None or word.form not in _COUNTED or not _NUMBER.match(after.form)
    ]
