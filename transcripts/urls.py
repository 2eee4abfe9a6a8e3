from django.urls import path

from transcripts.views import bringing, custody, reading

app_name = "transcripts"
urlpatterns = [
    path("", reading.everything, name="list"),
    path("<uuid:participant>/", custody.page, name="custody"),
    path("<uuid:participant>/sittings/<uuid:sitting>/register/", custody.register, name="register"),
    path("recordings/<uuid:pk>/typed-out/", custody.typed_out, name="typed-out"),
    path("recordings/<uuid:pk>/gone/", custody.gone, name="gone"),
    path("<uuid:participant>/bring/", bringing.bring, name="bring"),
    path("<uuid:participant>/look-through/", bringing.look_through, name="look-through"),
    path("<uuid:participant>/review/", bringing.review, name="review"),
    path("candidates/<uuid:pk>/", reading.candidate, name="candidate"),
    path("candidates/<uuid:pk>/sign/", reading.sign, name="sign"),
    path("candidates/<uuid:pk>/send-back/", reading.send_back, name="send-back"),
    path("stored/<uuid:pk>/", reading.stored, name="stored"),
]
