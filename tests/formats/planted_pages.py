"""Pages as they stand on the web, written for the tests of `formats.seen_page`: what is gone, what is
parked, doors, shells, and the honest ones that look like them."""

MENU = (
    '<header><nav><a href="/">Home</a> <a href="/lessons/">Lessons</a> '
    '<a href="/teachers/">For teachers</a> <a href="/about/">About us</a></nav></header>'
)
FOOTER = (
    "<footer><p>© 2026 Open Lessons Network. Hosted by the University of Elsewhere.</p></footer>"
)

LESSON = """
<p>Pupils place halves, thirds and quarters on a number line that runs along the classroom wall.
They work in pairs: one says a fraction, the other walks to where it belongs, and both explain to
the class why a larger denominator makes a smaller part. A rope, clothes pegs and cards are all that
is needed. The lesson takes fifty minutes and closes with a game in which the cards are shuffled.</p>
<p>Before the lesson, check that everybody can read a ruler in halves and quarters of a centimetre.
Teachers who tried it report that it helps to mark zero and one first, and to leave the question
where two thirds goes until the very end, when most pupils find it by themselves.</p>
"""
ABOUT_404 = """
<p>When a browser asks for a page that a server does not have, the server answers with the status
404. It is the best known of the numbers that the Hypertext Transfer Protocol defines, and it says
that nothing was found under this address, not whether there will be something later.</p>
<p>Compare it with 410, which says that a page was there and is gone for good. A search engine
forgets such an address sooner. In this unit pupils write a small server in Python which answers
both, and look at the difference with the developer tools of their browser.</p>
<p>Many servers answer 200 although they have nothing to show. Such pages are called soft errors.
Programs that check links compare them with the answer to an address that cannot exist. Write down
what your school's site answers to a made-up address, and discuss in groups whether a person, a
search engine and a program would each understand that answer in the same way.</p>
<p>For homework, design a page for the school's own site that helps a reader who followed a broken
link: it should say plainly what happened, in words that a ten-year-old understands, offer a search
and a way back, and never pretend that everything is fine. Bring a sketch on paper. We shall vote on
the best idea, and the winner is put on the server by the whole class in the next lesson together
with a test that asks for a page that is missing and looks at the status of the answer.</p>
"""


def page(title: str, body: str, *, head: str = "", language: str = "en", root: str = "") -> bytes:
    return (
        f'<!DOCTYPE html><html lang="{language}"{root}><head><meta charset="utf-8">'
        f"<title>{title}</title>{head}</head><body>{MENU}<main>{body}</main>{FOOTER}</body></html>"
    ).encode()


GOOD = page("Fractions on a number line – Open Lessons", f"<h1>Fractions on a line</h1>{LESSON}")
ARTICLE_ABOUT_404 = page("404 Not Found – Open Lessons", f"<h1>404 Not Found</h1>{ABOUT_404}")
GLOSSARY_OF_404 = page(
    "404 Not Found | Web glossary",
    "<h1>404 Not Found</h1><p>A status of HTTP by which a server says that it has nothing under the "
    "address that was asked for. The page may come back. A server that knows that it never will "
    "answers 410 instead. Both are errors of the client, unlike those from 500 upwards, which are "
    "the server's own. See also: status line, request, response, redirect.</p>",
)
SHORT_LESSON = page("Volume of a cone", "<h1>Volume of a cone</h1><p>V = πr²h/3</p>")
SALE_EXERCISE = page(
    "Domain for sale: a mathematics exercise",
    "<h1>Domain for sale</h1><p>A firm buys 40 names at 9 euros a year each and sells three of them "
    "every year at 180 euros. After how many years does it have a profit? Draw the graph. Which "
    "part of the line is the domain of the function, and which is its range?</p>",
)
UNIVERSITY_PARKING = page(
    "Parking on campus",
    "<h1>Parking</h1><p>Visitors park behind the laboratory. The first hour is free.</p>",
)

SOFT_404 = page(
    "Page not found – Open Lessons",
    "<h1>Sorry, page not found</h1><p>The page you are looking for may have been moved or removed. "
    "Use the search above, or start again from our collection of lessons for all grades.</p>",
)
CATCH_ALL = page(
    "Open Lessons: free lessons for everyone",
    "<h1>Welcome to Open Lessons</h1><p>We gather free lessons in mathematics and the sciences from "
    "teachers in forty countries. Every lesson was tried in a classroom before it came here. Choose "
    "a subject and a grade, and you will find plans, worksheets and ideas for experiments that need "
    "no laboratory. New lessons arrive every Monday.</p>",
)
SHELL = (
    b'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Sim Lab</title>'
    b'<script type="module" src="/assets/app.4f1c.js"></script></head>'
    b"<body><noscript>You need to enable JavaScript to run this app.</noscript>"
    b'<div id="root"></div></body></html>'
)
WORDS_OF_MISSING = {
    "ar": (
        "الصفحة غير موجودة – دروس مفتوحة",
        "عذرا، الصفحة غير موجودة",
        "ربما نقلت الصفحة أو حذفت.",
    ),
    "de": (
        "Seite nicht gefunden | Offene Stunden",
        "404 – Seite nicht gefunden",
        "Sie wurde gelöscht.",
    ),
    "en": ("404 Not Found", "Not Found", "The requested URL was not found on this server."),
    "es": (
        "Página no encontrada - Lecciones",
        "Error 404: página no encontrada",
        "Vuelva al inicio.",
    ),
    "fr": ("Page introuvable | Leçons ouvertes", "Page introuvable", "Cette page n’existe plus."),
    "pt": ("Página não encontrada – Aulas", "Desculpe, página não encontrada", "Volte ao início."),
    "ru": ("Страница не найдена | Уроки", "Ошибка 404. Страница не найдена", "Она была удалена."),
    "zh": ("404页面未找到 - 开放课堂", "抱歉，您访问的页面不存在", "页面可能已被删除。"),
}
PARKED = {
    "script of a firm": (
        b'<html data-adblockkey="MFwwDQYJKoZ_kEY"><head><title>lessons-gone.example</title></head>'
        b'<body><div id="target" style="opacity:0"></div>'
        b'<script>window.park = "eyJ1dWlkIjoi";</script>'
        b'<script src="/bXYzKqTpL.js"></script></body></html>'
    ),
    "sign in the window": page(
        "lessons-gone.example is for sale",
        "<h1>lessons-gone.example</h1><p>The domain name is for sale. Make us an offer today.</p>",
    ),
    "frame": (
        b"<html><head><title>lessons-gone.example</title></head><body>"
        b'<iframe src="https://www.sedoparking.com/lessons-gone.example"></iframe></body></html>'
    ),
    "sent to a lander": (
        b'<html><head><script>window.location.href="/lander"</script></head><body></body></html>'
    ),
    "refresh": (
        b'<html><head><meta http-equiv="refresh" content="0;url=https://www.hugedomains.com/'
        b'domain_profile.cfm?d=lessons-gone.example"></head><body></body></html>'
    ),
    "German": page(
        "lessons-gone.example steht zum Verkauf",
        "<h1>Diese Domain steht zum Verkauf</h1><p>Preis auf Anfrage.</p>",
        language="de",
    ),
    "Chinese": page(
        "lessons-gone.example 域名出售", "<h1>域名出售</h1><p>本域名可以购买。</p>", language="zh"
    ),
}
SIGN_IN = page(
    "Log in to the site | Moodle",
    '<h1>Log in</h1><form action="/login/index.php"><label>Username <input name="u"></label>'
    '<label>Password <input type="password" name="p"></label><button>Log in</button></form>'
    "<p>Cookies must be enabled in your browser.</p>",
)
LESSON_BESIDE_A_LOGIN = page(
    "Fractions on a number line",
    f'<form><input name="u"><input type="password" name="p"><button>Log in</button></form>'
    f"<h1>Fractions</h1>{LESSON}",
)
DOORMAN = page(
    "Just a moment...",
    "<h1>lessons.example</h1><p>Checking if the site connection is secure. This may take a while.</p>",
)
