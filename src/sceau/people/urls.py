"""The addresses of the people."""

from django.urls import path

from sceau.people import duplicates_views, entry_views, own_sessions, school_views, token_views, views

urlpatterns = [
    path("schools/", school_views.schools, name="schools"),
    path("new-school/", school_views.new_school, name="new_school"),
    path("schools/<slug:slug>/", school_views.school, name="school"),
    path("schools/<slug:slug>/correct/", school_views.correct_school_page, name="correct_school"),
    path("schools/<slug:slug>/begin-membership/", school_views.begin_membership_page, name="begin_membership"),
    path("schools/<slug:slug>/end-membership/", school_views.end_membership_page, name="end_membership"),
    path("persons/", views.persons, name="persons"),
    path("persons/export/", views.persons_export, name="persons_export"),
    path("new-person/", views.new_person, name="new_person"),
    path("persons/<uuid:key>/", views.person, name="person"),
    path("persons/<uuid:key>/correct/", views.correct_person_page, name="correct_person"),
    path("duplicates/", duplicates_views.duplicates, name="duplicates"),
    path("duplicates/<uuid:one>/<uuid:other>/", duplicates_views.merge_persons_page, name="merge_persons"),
    path("duplicates/<uuid:one>/<uuid:other>/apart/", duplicates_views.tell_apart_page, name="tell_apart"),
    path("mergers/<int:key>/part/", duplicates_views.part_persons_page, name="part_persons"),
    path("account/", entry_views.own_account, name="own_account"),
    path("account/sessions/", own_sessions.OwnSessionsView.as_view(), name="usersessions_list"),
    path("account/sessions/<int:key>/end/", own_sessions.end_session, name="end_session"),
    path("account/tokens/", token_views.access_tokens, name="access_tokens"),
    path("account/tokens/<uuid:key>/revoke/", token_views.revoke_token_page, name="revoke_token"),
    path("invite/", entry_views.invite_page, name="invite"),
    path("invitation/<str:secret>/", entry_views.accept_invitation_page, name="accept_invitation"),
    path("persons/<uuid:key>/grant-role/", entry_views.grant_role_page, name="grant_role"),
    path("roles/<uuid:key>/end/", entry_views.end_role_page, name="end_role"),
    path("persons/<uuid:key>/send-link/", entry_views.send_link_page, name="send_link"),
    path("links/<uuid:key>/revoke/", entry_views.revoke_link_page, name="revoke_link"),
    path("link/<str:secret>/", entry_views.come_by_link, name="come_by_link"),
    path("own-identity/", entry_views.complete_identity_page, name="complete_identity"),
]
