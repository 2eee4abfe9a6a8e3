from django.urls import path

from checkins import views

app_name = "checkins"
urlpatterns = [
    path("", views.waiting, name="list"),
    path("attunement/<uuid:pk>/", views.attunement, name="attunement"),
    path("feedback/<uuid:pk>/", views.feedback, name="feedback"),
    path("feedback/<uuid:pk>/acknowledge/", views.acknowledge, name="acknowledge"),
    path("feedback/<uuid:pk>/follow-up/", views.follow_up, name="follow-up"),
]
