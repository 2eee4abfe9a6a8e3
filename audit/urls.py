from django.urls import path

from audit import views

app_name = "audit"
urlpatterns = [
    path("", views.register, name="register"),
    path("<uuid:pk>/", views.register, name="study"),
    path("<uuid:pk>/register.csv", views.export, name="export"),
    path("<uuid:pk>/chain.jsonl", views.chain, name="chain"),
]
