"""Settings that all tests share."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile

from hypothesis import HealthCheck, settings
from hypothesis.configuration import set_hypothesis_home_dir

settings.register_profile(
    "quick",
    max_examples=60,
    deadline=None,  # the machines are noisy: speed is measured by the benchmarks
    derandomize=True,
    database=None,  # leave nothing behind
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.register_profile("thorough", settings.get_profile("quick"), max_examples=1000, derandomize=False)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))

# Hypothesis notes the constants of the code under test in a folder of its own, even without a database.
_home = tempfile.mkdtemp(prefix="hypothesis-")
atexit.register(shutil.rmtree, _home, ignore_errors=True)
set_hypothesis_home_dir(_home)
