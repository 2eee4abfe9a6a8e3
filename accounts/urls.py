from django.urls import path

from accounts import views

app_name = "accounts"
urlpatterns = [
    path("", views.front, name="front"),
    path("away/", views.away, name="away"),
    path("sign-out/", views.sign_out, name="sign-out"),
    path("language/", views.language, name="language"),
]
