"""What is written to those who look after sources, in the language of each."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from armillary.harvest.interfaces.sentences import say
from armillary.harvest.models import Source
from armillary.people.models import Person


def given_up(source: Source, *, to: Person) -> tuple[str, str]:
    """Subject and body for a source that was paused because it fails again and again."""
    with override(to.language):
        address = f"{settings.BASE_URL}{reverse('harvest:source', args=[source.name])}"
        subject = _("The source %(name)s is paused") % {"name": source}
        body = _(
            "%(name)s could not be harvested %(count)d times in a row, so it is paused.\n\n"
            "The last problem: %(problem)s\n\n"
            "What came before is kept. When the problem is solved, resume the source: %(address)s"
        ) % {
            "name": source,
            "count": source.failures,
            "problem": say(source.paused_because).text,
            "address": address,
        }
    return subject, body
