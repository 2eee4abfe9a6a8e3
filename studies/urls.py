from django.urls import path

from studies import views

app_name = "studies"
urlpatterns = [
    path("", views.page, name="page"),
    path("<uuid:pk>/", views.study, name="study"),
    path("<uuid:pk>/decision/", views.decision, name="decision"),
    path("<uuid:pk>/open/", views.open_study, name="open"),
    path("<uuid:pk>/centre/", views.centre, name="centre"),
    path("<uuid:pk>/care/", views.care, name="care"),
    path("<uuid:pk>/deviations/", views.deviations, name="deviations"),
    path("<uuid:pk>/member/", views.member, name="member"),
    path("<uuid:pk>/member/confirm/", views.confirm_member, name="confirm-member"),
    path("<uuid:pk>/member/end/", views.end_part, name="end-part"),
    # screening
    path("<uuid:pk>/screening/", views.screening, name="screening"),
    path("screenings/<uuid:pk>/", views.outcome, name="outcome"),
    path("screenings/<uuid:pk>/take-in/", views.take_in, name="take-in"),
    path("screenings/<uuid:pk>/take-in-early/", views.take_in_early, name="take-in-early"),
    # participants
    path("participants/", views.participants, name="participants"),
    path("participants/<uuid:pk>/", views.participant, name="participant"),
    path("participants/<uuid:pk>/interviewer/", views.interviewer, name="interviewer"),
]
