"""What all tests share: properties are tried without a clock, because a busy machine is no fault of the code."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

settings.register_profile("sceau", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("thorough", settings.get_profile("sceau"), max_examples=3000)
settings.load_profile("sceau")
