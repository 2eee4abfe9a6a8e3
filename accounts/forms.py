"""Forms of the front page."""

from django import forms
from django.conf import settings


class LanguageForm(forms.Form):
    """The language that somebody wants to read, and the page to come back to."""

    language = forms.ChoiceField(choices=settings.LANGUAGES)
    next = forms.CharField(required=False)
