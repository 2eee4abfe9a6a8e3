"""Addresses of every room."""

from django.conf import settings
from django.urls import include, path

urlpatterns = [
    path("", include("interviews.urls")),  # /interviews/ and the live room, /room/<uuid>/: asked for most, so first
    path("", include("accounts.urls")),
    path("", include("consent.urls")),  # /consent/ and her page by code, /code/
    path("studies/", include("studies.urls")),
    path("", include("timelines.urls")),  # /timelines/ and joining by link, /j/
    path("check-ins/", include("checkins.urls")),
    path("transcripts/", include("transcripts.urls")),
    path("today/", include("today.urls")),
    path("audit/", include("audit.urls")),
    path("upkeep/", include("upkeep.urls")),
    *([path("invented/", include("demo.urls"))] if settings.DEMO else []),
]
handler400 = "config.pages.bad_request"
handler403 = "config.pages.form_expired"
handler404 = "config.pages.not_found"
handler500 = "config.pages.went_wrong"
