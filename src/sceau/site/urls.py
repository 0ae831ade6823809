"""Every address of the site."""

from django.urls import include, path

from sceau.site import errors, files, home, job_pages, mail
from sceau.site.design import design
from sceau.site.figures import figures
from sceau.site.guide import guide, guide_list, guide_screen
from sceau.site.health import health
from sceau.site.history import history
from sceau.site.search import search

signing_in = [
    path("", include("allauth.account.urls")),
    path("second-factor/", include("allauth.mfa.urls")),
    path("directory/", include("allauth.socialaccount.urls")),
    path("", include("allauth.socialaccount.providers.openid_connect.urls")),
]
urlpatterns = [
    path("", home.home, name="home"),
    path("search/", search, name="search"),
    path("guide/", guide_list, name="guides"),
    path("guide/<slug:name>/", guide, name="guide"),
    path("guide/screens/<str:picture>", guide_screen, name="guide_screen"),
    path("design/", design, name="design"),
    path("figures/", figures, name="figures"),
    path("health/", health, name="health"),
    path("language/", home.set_language, name="set_language"),
    path("history/<slug:kind>/<slug:key>/", history, name="history"),
    path("persons/<uuid:key>/files/", files.attach_file, name="attach_file"),
    path("files/<uuid:key>/", files.file, name="file"),
    path("files/<uuid:key>/erase/", files.erase, name="erase_file"),
    path("account/", include(signing_in)),
    path("", include("sceau.people.urls")),
    path("", include("sceau.catalogue.urls")),
    path("", include("sceau.accreditation.urls")),
    path("law/", include("sceau.law.urls")),
    path("ask/", include("sceau.asking.urls")),
    path("deliberate/", include("sceau.deliberations.urls")),
    path("api/v1/", include("sceau.api.urls")),
    path("mail/", mail.mail, name="mail"),
    path("mail/<uuid:key>/", mail.message, name="message"),
    path("mail/<uuid:key>/send-again/", mail.send_again_page, name="send_mail_again"),
    path("mail/<uuid:key>/let-go/", mail.let_go_page, name="let_mail_go"),
    path("mail/<uuid:key>/settle/", mail.settle_page, name="settle_mail"),
    path("mail/<uuid:key>/discard/", mail.discard_page, name="discard_mail"),
    path("jobs/", job_pages.jobs, name="jobs"),
    path("jobs/<int:key>/retry/", job_pages.retry, name="retry_job"),
]
handler400, handler403, handler404, handler500 = errors.bad_request, errors.refused, errors.not_found, errors.failed
handler429 = errors.too_many
