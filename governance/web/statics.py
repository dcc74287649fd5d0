"""Names of static files with a hash, also where one JavaScript module of ours imports another: no page mixes two versions."""

from __future__ import annotations

from whitenoise.storage import CompressedManifestStaticFilesStorage as Base

MODULES = "offline/*.js"
"""Not every `*.js`: what comes with packages imports files that are not there."""


class Versioned(Base):
    patterns = (*Base.patterns, (MODULES, Base._js_module_import_aggregation_patterns[1]))
