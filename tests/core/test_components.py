from typing import Any

import pytest
from django import forms
from django.template import engines
from django.test import RequestFactory
from lxml.html import fromstring

from armillary.core.templatetags.components import language_marks
from armillary.core.texts import TranslatedText


def rendered(template: str, **context: Any) -> str:
    return engines["django"].from_string(template).render(context)


def test_text_in_the_readers_language_stands_as_it_is():
    text = TranslatedText.of(en="Water & ice", ar="الماء")
    assert rendered("{% translated text %}", text=text, language="en") == "Water &amp; ice"


def test_text_in_another_language_is_marked_with_its_language_and_direction():
    text = TranslatedText.of(ar="الماء")
    html = rendered("{% translated text %}", text=text, language="en")
    assert html == '<span lang="ar" dir="rtl">الماء</span>'


def test_english_text_on_an_arabic_page_is_marked_too():
    text = TranslatedText.of(en="Water")
    html = rendered("{% translated text %}", text=text, language="ar")
    assert html == '<span lang="en" dir="ltr">Water</span>'


@pytest.mark.parametrize("found", ["", "en", "und"])
def test_nothing_is_marked_where_nothing_is_known_or_nothing_differs(found: str):
    assert language_marks(found, "en") == ""


def test_markup_in_a_text_is_shown_and_not_obeyed():
    text = TranslatedText.of(fr="<script>alert(1)</script>")
    html = rendered("{% translated text %}", text=text, language="en")
    assert html == '<span lang="fr" dir="ltr">&lt;script&gt;alert(1)&lt;/script&gt;</span>'


@pytest.mark.parametrize(
    ("path", "language", "address"),
    [
        ("/desk/account/?a=1", "ar", "/ar/desk/account/?a=1"),
        ("/desk/account/", "zh-hans", "/zh-hans/desk/account/"),
        ("/desk/account/", "en", "/desk/account/"),
    ],
)
def test_page_has_an_address_in_every_language(path: str, language: str, address: str):
    request = RequestFactory().get(path)
    choices = fromstring(
        rendered("<ul>{% language_choices %}</ul>", request=request, language="ar")
    )
    [link] = [node for node in choices.iter("a") if node.get("lang") == language]
    assert link.get("href") == address
    assert (link.get("aria-current") == "true") == (language == "ar")
    machine = fromstring(f"<div>{rendered('{% alternate_links %}', request=request)}</div>")
    found = {node.get("hreflang"): node.get("href") for node in machine.iter("link")}
    assert found[language] == f"http://127.0.0.1:8000{address}"
    assert len(found) == 6


def test_addresses_in_other_languages_are_escaped():
    request = RequestFactory().get("/resources/", {"q": '"><script>'})
    html = rendered("{% language_choices %}{% alternate_links %}", request=request, language="en")
    assert "<script>" not in html


class NameForm(forms.Form):
    name = forms.CharField(label="Name", help_text="As others see it.")
    note = forms.CharField(label="Note", required=False)


def test_field_ties_label_help_and_errors_to_its_control():
    html = rendered("{% field form.name %}", form=NameForm({}))
    root = fromstring(html)
    control = next(root.iter("input"))
    named = [node for node in root.iter("p", "div") if node.get("id")]
    texts = {node.get("id"): node.text_content().strip() for node in named}
    assert next(root.iter("label")).get("for") == control.get("id") == "id_name"
    assert control.get("aria-invalid") == "true"
    assert control.get("aria-describedby") == "id_name_helptext id_name_error"
    assert texts == {
        "id_name_helptext": "As others see it.",
        "id_name_error": "This field is required.",
    }


def test_field_without_help_and_errors_refers_to_nothing():
    html = rendered("{% field form.note %}", form=NameForm({"name": "a"}))
    assert "aria-describedby" not in html
    assert "_helptext" not in html


def test_form_with_a_prefix_keeps_its_ties():
    html = rendered("{% field form.name %}", form=NameForm({}, prefix="first"))
    assert 'aria-describedby="id_first-name_helptext id_first-name_error"' in html
    assert 'id="id_first-name_helptext"' in html
    assert 'id="id_first-name_error"' in html
