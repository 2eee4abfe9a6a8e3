from django.urls import path

from consent.views import asking, code, hers, staff

app_name = "consent"
urlpatterns = [
    path("consent/", staff.listing, name="list"),
    path("consent/texts/<uuid:pk>/", staff.text, name="text"),
    path("consent/<uuid:pk>/", staff.page, name="page"),
    path("consent/<uuid:pk>/explain/", asking.explain, name="explain"),
    path("consent/<uuid:pk>/teach-back/", asking.teach_back, name="teach-back"),
    path("consent/<uuid:pk>/oral/", asking.oral, name="oral"),
    path("consent/<uuid:pk>/hand-over/", asking.hand_over, name="hand-over"),
    path("consent/<uuid:pk>/not-now/", asking.not_now, name="not-now"),
    path("consent/<uuid:pk>/thanks/", asking.thanks, name="thanks"),
    path("consent/<uuid:pk>/hers/", hers.form, name="form"),
    path("consent/<uuid:pk>/card/", hers.card, name="card"),
    path("consent/<uuid:pk>/new-card/", hers.new_card, name="new-card"),
    path("consent/<uuid:pk>/stop/", staff.told, name="told"),
    path("consent/<uuid:pk>/received/", hers.received, name="received"),
    path("consent/<uuid:pk>/copy/", hers.copy, name="copy"),
    path("consent/<uuid:pk>/give-back/", hers.give_back, name="give-back"),
    path("code/", code.code, name="code"),
    path("code/mine/", code.mine, name="mine"),
    path("code/choices/", code.choices, name="choices"),
    path("code/choices/<slug:item>/", code.choice, name="choice"),
    path("code/stop/<slug:level>/", code.stop, name="stop"),
    path("code/done/", code.done, name="done"),
    path("code/copy/", code.my_copy, name="my-copy"),
    path("code/receipt/<slug:of>/", code.receipt, name="receipt"),
    path("code/kept/", code.kept, name="kept"),
    path("code/kept.json", code.kept_file, name="kept-file"),
    path("code/leave/", code.leave, name="leave"),
]
