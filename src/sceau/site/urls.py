"""Every address of the site."""

from django.urls import path

from sceau.site.health import health

urlpatterns = [path("health/", health, name="health")]
