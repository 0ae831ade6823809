"""Every address of the site."""

from django.urls import include, path

from sceau.site import errors, home
from sceau.site.health import health

signing_in = [
    path("", include("allauth.account.urls")),
    path("second-factor/", include("allauth.mfa.urls")),
    path("sessions/", include("allauth.usersessions.urls")),
    path("directory/", include("allauth.socialaccount.urls")),
    path("", include("allauth.socialaccount.providers.openid_connect.urls")),
]
urlpatterns = [
    path("", home.home, name="home"),
    path("health/", health, name="health"),
    path("language/", home.set_language, name="set_language"),
    path("account/", include(signing_in)),
    path("", include("sceau.people.urls")),
]
handler400, handler403, handler404, handler500 = errors.bad_request, errors.refused, errors.not_found, errors.failed
handler429 = errors.too_many
