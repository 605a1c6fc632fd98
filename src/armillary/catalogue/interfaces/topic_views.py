"""The desk of whoever introduces topics to readers."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from armillary.catalogue import rules
from armillary.catalogue.interfaces.forms import TopicForm
from armillary.catalogue.topics.operations import introduce_topic
from armillary.catalogue.topics.queries import desk_rows, introduction_to, topic_name, topic_of
from armillary.core.errors import ArmillaryError, require
from armillary.people.interfaces.requests import person_of


@require_safe
@login_required
def topics(request: HttpRequest) -> HttpResponse:
    require(rules.may_edit(person_of(request)))
    return render(request, "catalogue/topics.html", {"rows": desk_rows(get_language() or "en")})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def topic(request: HttpRequest, subject: str, level: str = "") -> HttpResponse:
    by, language = person_of(request), get_language() or "en"
    require(rules.may_edit(by))
    found = topic_of(subject, level)
    sent = request.POST if request.method == "POST" else None
    form = TopicForm(sent, text=introduction_to(found))
    if form.is_valid():
        try:
            introduce_topic(found, form.written(language), by=by)
        except ArmillaryError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("Saved."))
            return redirect(request.path)
    context = {"topic": found, "title": topic_name(found, language), "form": form}
    return render(request, "catalogue/topic.html", context)
