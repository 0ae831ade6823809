"""The addresses of accreditation: the public register, and where the office of the label writes in it."""

from django.urls import path

from sceau.accreditation import campaign_views, dossier_views, register_views

urlpatterns = [
    path("register/", register_views.register, name="register"),
    path("register/record/", register_views.record_grant_page, name="record_grant"),
    path("register/grants/<int:key>/correct/", register_views.correct_grant_page, name="correct_grant"),
    path("register/<slug:number>/", register_views.register_entry, name="register_entry"),
    path("register/<slug:number>/state.svg", register_views.register_state, name="register_state"),
    path("register/<slug:number>/change/", register_views.change_label_page, name="change_label"),
    path("register/<slug:number>/close/", register_views.close_label_page, name="close_label"),
    path("dossiers/", campaign_views.dossiers, name="dossiers"),
    path("dossiers/start/", campaign_views.start_dossier_page, name="start_dossier"),
    path("dossiers/campaigns/new/", campaign_views.new_campaign, name="new_campaign"),
    path("dossiers/campaigns/<uuid:key>/closing/", campaign_views.move_closing_page, name="move_closing"),
    path("dossiers/pieces/<uuid:key>/", dossier_views.dossier_piece, name="dossier_piece"),
    path("dossiers/pieces/<uuid:key>/remove/", dossier_views.remove_piece_page, name="remove_piece"),
    path("dossiers/<uuid:key>/", dossier_views.dossier, name="dossier"),
    path("dossiers/<uuid:key>/chapters/<slug:criterion>/", dossier_views.write_chapter_page, name="write_chapter"),
    path("dossiers/<uuid:key>/pieces/", dossier_views.add_piece_page, name="add_piece"),
    path("dossiers/<uuid:key>/code/", dossier_views.send_signing_code_page, name="send_signing_code"),
    path("dossiers/<uuid:key>/sign/", dossier_views.sign_dossier_page, name="sign_dossier"),
    path("dossiers/<uuid:key>/file/", dossier_views.file_dossier_page, name="file_dossier"),
    path("dossiers/<uuid:key>/withdraw/", dossier_views.withdraw_dossier_page, name="withdraw_dossier"),
    path("dossiers/<uuid:key>/ties/", dossier_views.declare_ties_page, name="declare_ties"),
    path("dossiers/<uuid:key>/admit/", dossier_views.admit_dossier_page, name="admit_dossier"),
    path("dossiers/<uuid:key>/return/", dossier_views.return_dossier_page, name="return_dossier"),
    path("dossiers/<uuid:key>/refuse/", dossier_views.refuse_dossier_page, name="refuse_dossier"),
    path("dossiers/<uuid:key>/reopen/", dossier_views.reopen_filing_page, name="reopen_filing"),
]
