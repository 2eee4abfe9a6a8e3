from django.urls import path

from interviews.views import after, guide, room, way

app_name = "interviews"
urlpatterns = [
    path("interviews/guide/", guide.current, name="guide"),
    path("interviews/guide/<uuid:pk>/", guide.version, name="guide-version"),
    path("interviews/guide/<uuid:pk>/coverage/", guide.coverage, name="coverage"),
    path("interviews/<uuid:pk>/", way.interview, name="interview"),
    path("interviews/<uuid:pk>/characteristics/", way.characteristics, name="characteristics"),
    path("interviews/<uuid:pk>/plan/", way.plan, name="plan"),
    path("interviews/sittings/<uuid:pk>/", way.sitting, name="sitting"),
    path("interviews/sittings/<uuid:pk>/see/", way.see, name="see"),
    path("interviews/sittings/<uuid:pk>/prepare/", way.prepare, name="prepare"),
    path("interviews/sittings/<uuid:pk>/call-off/", way.call_off, name="call-off"),
    path("interviews/sittings/<uuid:pk>/open/", way.open_sitting, name="open"),
    path("room/<uuid:pk>/", room.room, name="room"),
    path("room/<uuid:pk>/standing/", room.standing, name="standing"),
    path("room/<uuid:pk>/someone/", room.someone, name="someone"),
    path("room/<uuid:pk>/pause/", room.pause, name="pause"),
    path("room/<uuid:pk>/go-on/", room.go_on, name="go-on"),
    path("room/<uuid:pk>/mark/", room.mark, name="mark"),
    path("room/<uuid:pk>/recording/", room.recording, name="recording"),
    path("room/<uuid:pk>/invite/", room.invite, name="invite"),
    path("room/<uuid:pk>/device/", room.device, name="device"),
    path("room/<uuid:pk>/close-device/", room.close_device, name="close-device"),
    path("room/<uuid:pk>/end/", after.end, name="end"),
    path("room/<uuid:pk>/interrupt/", after.interrupt, name="interrupt"),
    path("room/<uuid:pk>/stop/", after.stop, name="stop"),
    path("room/<uuid:pk>/close/", after.close, name="close"),
    path("room/<uuid:pk>/feedback/", after.feedback, name="feedback"),
    path("room/<uuid:pk>/feedback/correct/", after.correct, name="correct-feedback"),
    path("room/<uuid:pk>/follow-up/", after.follow_up, name="follow-up"),
    path("room/<uuid:pk>/debrief/", after.debrief, name="debrief"),
]
