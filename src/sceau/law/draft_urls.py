"""The addresses of drafts of law."""

from django.urls import path

from sceau.law import adoption_views, rule_views
from sceau.law import draft_views as views

urlpatterns = [
    path("drafts/", views.law_drafts, name="law_drafts"),
    path("drafts/start/", views.start_law_draft, name="start_law_draft"),
    path("drafts/<uuid:key>/", views.law_draft, name="law_draft"),
    path("drafts/<uuid:key>/add/", views.add_law_draft_file, name="add_law_draft_file"),
    path("drafts/<uuid:key>/upload/", views.upload_law_draft_files, name="upload_law_draft_files"),
    path("drafts/<uuid:key>/remove/<path:path>", views.remove_law_draft_file, name="remove_law_draft_file"),
    path("drafts/<uuid:key>/files/<path:path>", views.law_draft_file, name="law_draft_file"),
    path("drafts/<uuid:key>/rules/", rule_views.law_draft_rules, name="law_draft_rules"),
    path("drafts/<uuid:key>/rules/<slug:rule>/", rule_views.law_draft_rule, name="law_draft_rule"),
    path("drafts/<uuid:key>/what-if/", views.law_draft_what_if, name="law_draft_what_if"),
    path("drafts/<uuid:key>/submit/", views.submit_law_draft, name="submit_law_draft"),
    path("drafts/<uuid:key>/withdraw/", views.withdraw_law_draft, name="withdraw_law_draft"),
    path("drafts/<uuid:key>/send-back/", views.send_back_law_draft, name="send_back_law_draft"),
    path("drafts/<uuid:key>/adopt/", views.adopt_law_draft, name="adopt_law_draft"),
    path("adoptions/of/<slug:school>/", adoption_views.law_adoptions, name="law_adoptions"),
    path("adoptions/<int:key>/", adoption_views.law_adoption, name="law_adoption"),
    path("adoptions/<int:key>/files/<path:path>", adoption_views.adopted_file, name="adopted_file"),
    path("adoptions/<int:key>/archive/", adoption_views.adopted_files, name="adopted_files"),
]
