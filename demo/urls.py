from django.urls import path

from demo import views

app_name = "demo"
urlpatterns = [path("sign-in/", views.choose, name="choose")]
