"""The addresses of accreditation: the public register, and where the office of the label writes in it."""

from django.urls import path

from sceau.accreditation import register_views

urlpatterns = [
    path("register/", register_views.register, name="register"),
    path("register/record/", register_views.record_grant_page, name="record_grant"),
    path("register/grants/<int:key>/correct/", register_views.correct_grant_page, name="correct_grant"),
    path("register/<slug:number>/", register_views.register_entry, name="register_entry"),
    path("register/<slug:number>/state.svg", register_views.register_state, name="register_state"),
    path("register/<slug:number>/change/", register_views.change_label_page, name="change_label"),
    path("register/<slug:number>/close/", register_views.close_label_page, name="close_label"),
]
