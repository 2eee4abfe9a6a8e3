from django.conf import settings
from django.urls import path

from timelines import alone, files, her_views, keepsake, views

app_name = "timelines"
urlpatterns = [
    path("timelines/<uuid:pk>/", views.page, name="page"),
    path("timelines/<uuid:pk>/state/", views.state, name="state"),
    path("timelines/<uuid:pk>/operations/", views.operations, name="operations"),
    path("timelines/<uuid:pk>/things/<uuid:thing>/", views.change, name="change"),
    path("timelines/<uuid:pk>/keepsake/", keepsake.page, name="keepsake"),
    path("j/timeline/keepsake/", keepsake.her_page, name="her-keepsake"),
    path("timelines/<uuid:pk>/timeline.json", files.as_json, name="json"),
    path("timelines/<uuid:pk>/timeline.csv", files.as_csv, name="csv"),
    path("j/", her_views.join, name="join"),
    *[path(f"j/{code}/", her_views.join, {"language": code}, name="join-in") for code, _name in settings.LANGUAGES],
    path("j/worker.js", her_views.worker, name="worker"),
    path("j/alone/", alone.page, name="alone"),
    path("j/alone/operations/", alone.operations, name="alone-operations"),
    path("j/wait/", her_views.wait, name="wait"),
    path("j/timeline/", her_views.her_page, name="her-page"),
    path("j/timeline/shell/", her_views.shell, name="shell"),
    path("j/timeline/state/", her_views.her_state, name="her-state"),
    path("j/timeline/operations/", her_views.her_operations, name="her-operations"),
    path("j/timeline/things/<uuid:thing>/", her_views.her_change, name="her-change"),
    path("j/timeline/leave/", her_views.leave, name="leave"),
]
