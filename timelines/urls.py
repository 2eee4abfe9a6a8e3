from django.urls import URLPattern

app_name = "timelines"
urlpatterns: list[URLPattern] = []
