"""The addresses of deliberations. What names a student stands in none of them: logs keep addresses."""

from django.urls import path

from sceau.deliberations import download_views, views

urlpatterns = [
    path("", views.deliberations, name="deliberations"),
    path("template.xlsx", download_views.template, name="deliberation_template"),
    path("<uuid:key>/", views.deliberation, name="deliberation"),
    path("<uuid:key>/students/<int:rank>/", views.proposal, name="deliberation_student"),
    path("<uuid:key>/erase/", views.erase, name="erase_deliberation"),
    path("<uuid:key>/faults/", download_views.faults, name="deliberation_faults"),
    path("<uuid:key>/documents/<int:rank>/", download_views.document, name="deliberation_document"),
    path("<uuid:key>/dossier.zip", download_views.dossier, name="deliberation_dossier"),
]
