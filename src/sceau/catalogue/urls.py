"""The addresses of programmes: those that anybody reads, and those where a school keeps its own."""

from django.urls import path

from sceau.catalogue import public_views, school_views, writing_views

urlpatterns = [
    path("programmes/", public_views.programmes, name="programmes"),
    path("programmes/compare/", public_views.compare_programmes, name="compare_programmes"),
    path("programmes/export.xlsx", public_views.programmes_export, name="programmes_export"),
    path("programmes/lheo.xml", public_views.programmes_lheo, name="programmes_lheo"),
    path("programmes/<slug:slug>/", public_views.programme, name="programme"),
    path("sitemap.xml", public_views.sitemap, name="sitemap"),
    path("robots.txt", public_views.robots, name="robots"),
    path("catalogue/", school_views.catalogue, name="catalogue"),
    path("catalogue/new/", school_views.new_programme, name="new_programme"),
    path("catalogue/<uuid:key>/", school_views.catalogue_programme, name="catalogue_programme"),
    path("catalogue/<uuid:key>/start/", school_views.start_version_page, name="start_version"),
    path("catalogue/<uuid:key>/close/", school_views.close_programme_page, name="close_programme"),
    path("catalogue/<uuid:key>/archive/", school_views.archive_programme_page, name="archive_programme"),
    path("catalogue/<uuid:key>/correct/", school_views.correct_programme_page, name="correct_programme"),
    path("catalogue/<uuid:key>/responsible/", school_views.appoint_responsible_page, name="appoint_responsible"),
    path(
        "catalogue/<uuid:key>/responsible/<uuid:which>/end/",
        school_views.end_responsible_page,
        name="end_responsible",
    ),
    path("catalogue/versions/<uuid:key>/", writing_views.version, name="version"),
    path("catalogue/versions/<uuid:key>/write/<slug:name>/", writing_views.write_part, name="write_part"),
    path("catalogue/versions/<uuid:key>/structure/", writing_views.version_structure, name="version_structure"),
    path("catalogue/versions/<uuid:key>/structure/take-out/", writing_views.take_out_line, name="take_out_line"),
    path("catalogue/versions/<uuid:key>/structure/move/", writing_views.move_line, name="move_line"),
    path("catalogue/versions/<uuid:key>/structure/paste/", writing_views.paste_structure, name="paste_structure"),
    path("catalogue/versions/<uuid:key>/submit/", writing_views.submit_version_page, name="submit_version"),
    path("catalogue/versions/<uuid:key>/withdraw/", writing_views.withdraw_version_page, name="withdraw_version"),
    path("catalogue/versions/<uuid:key>/publish/", writing_views.publish_version_page, name="publish_version"),
    path("catalogue/versions/<uuid:key>/send-back/", writing_views.send_back_version_page, name="send_back_version"),
]
