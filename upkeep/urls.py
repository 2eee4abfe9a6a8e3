from django.urls import path

from upkeep import people, views

app_name = "upkeep"
urlpatterns = [
    path("", views.page, name="page"),
    path("keys/", views.keys, name="keys"),
    path("keys/<uuid:pk>/", views.destruction, name="destruction"),
    path("keys/<uuid:pk>/confirm/", views.confirm, name="confirm"),
    path("keys/<uuid:pk>/take-back/", views.take_back, name="take_back"),
    # people
    path("people/invite/", people.invite, name="invite"),
    path("people/<uuid:pk>/", people.person, name="person"),
    path("people/<uuid:pk>/invite/", people.invite_again, name="invite-again"),
    path("people/<uuid:pk>/close/", people.close, name="close"),
    path("people/<uuid:pk>/open/", people.reopen, name="reopen"),
    path("people/<uuid:pk>/reset/", people.reset, name="reset"),
    path("people/<uuid:pk>/confirm/", people.confirm, name="confirm-lead"),
    path("study/", people.study, name="study"),
]
