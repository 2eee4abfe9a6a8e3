from django.urls import path

from accounts import views

app_name = "accounts"
urlpatterns = [
    path("", views.front, name="front"),
    path("away/", views.away, name="away"),
    path("sign-out/", views.sign_out, name="sign-out"),
    path("language/", views.language, name="language"),
    # signing in
    path("sign-in/", views.sign_in, name="sign-in"),
    path("sign-in/key/", views.by_key, name="by-key"),
    path("sign-in/second/", views.second, name="second"),
    path("key/sign-in/", views.ask_key, {"purpose": "sign-in"}, name="ask-sign-in"),
    path("key/show/", views.ask_key, {"purpose": "show"}, name="ask-show"),
    path("key/add/", views.ask_key, {"purpose": "add"}, name="ask-add"),
    path("again/", views.again, name="again"),
    # an invitation
    path("invited/", views.invited, name="invited"),
    path("invited/accept/", views.accept, name="accept"),
    # the own account
    path("me/", views.me, name="me"),
    path("me/code/", views.code, name="code"),
    path("me/key/", views.key, name="key"),
    path("me/factor/", views.take_away, name="take-away"),
    path("me/recovery/", views.recovery, name="recovery"),
    path("me/password/", views.password, name="password"),
    path("me/session/", views.end_session, name="end-session"),
    # the cover
    path("locked/", views.locked, name="locked"),
    path("cover/", views.cover, name="cover"),
    path("here/", views.here, name="here"),
]
