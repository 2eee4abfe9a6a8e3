from django.urls import path

from upkeep import views

app_name = "upkeep"
urlpatterns = [
    path("", views.page, name="page"),
    path("keys/", views.keys, name="keys"),
    path("keys/<uuid:pk>/", views.destruction, name="destruction"),
    path("keys/<uuid:pk>/confirm/", views.confirm, name="confirm"),
    path("keys/<uuid:pk>/take-back/", views.take_back, name="take_back"),
]
