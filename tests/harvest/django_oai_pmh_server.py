"""A site of `django-oai-pmh` in a process of its own, since Django has one configuration a process.

It says when it is ready, reads a question a line, as JSON, and answers each with a line of base64:

    {"question": {"verb": "Identify"}, "books": [[identifier, changed, deleted, oai_dc], …]}

`books` is what the shelf holds at this moment, in ISO 8601 and XML.
"""

import base64
import json
import sys
from datetime import datetime

import django
from django.conf import settings
from django.urls import include, path


def start(page: int) -> None:
    settings.configure(
        ADMINS=[("Desk", "desk@shelf.example")],
        ALLOWED_HOSTS=["testserver"],
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
        INSTALLED_APPS=["django_oai_pmh"],
        OAI_PMH={
            "REPOSITORY_NAME": "Shelf",
            "BASE_URL": "http://127.0.0.1/oai",
            "NUM_PER_PAGE": page,
        },
        TEMPLATES=[
            {"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}
        ],
        TIME_ZONE="UTC",
        USE_TZ=True,
    )
    django.setup()
    settings.ROOT_URLCONF = (path("oai", include("django_oai_pmh.urls")),)
    from django.core.management import call_command

    call_command("migrate", verbosity=0, skip_checks=True)


def shelve(books: list[tuple[str, str, bool, str]]) -> None:
    """Hold these books and say of each when it changed; `save` would say now."""
    from django_oai_pmh.models import Header, MetadataFormat, XMLRecord

    oai_dc = MetadataFormat.objects.get(prefix="oai_dc")
    for identifier, changed, deleted, xml in books:
        header, new = Header.objects.get_or_create(identifier=identifier)
        if new:
            header.metadata_formats.add(oai_dc)
            XMLRecord.objects.create(header=header, metadata_prefix=oai_dc, xml_metadata=xml)
        at = datetime.fromisoformat(changed)
        Header.objects.filter(pk=header.pk).update(timestamp=at, deleted=deleted)


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main() -> None:
    start(int(sys.argv[1]))
    from django.test import Client

    say("ready")
    held = None
    for line in sys.stdin:
        asked = json.loads(line)
        if asked["books"] != held:
            shelve(asked["books"])
            held = asked["books"]
        answer = Client().get("/oai", asked["question"])
        say(base64.b64encode(answer.content).decode())


if __name__ == "__main__":
    main()
