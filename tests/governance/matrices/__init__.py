"""The parts of the access matrix that an app keeps beside its own: lines, bodies, specimens, filters. One module an app.

MATRIX    section -> lines, as in `access_matrix.py`; a section of the API is called "api …"
PAGES API what is sent along, as in `access_bodies.py`
SHOWN     specimens whose name in a list tells of the northern committee
SPECIMEN  resource of the API -> the specimen that stands for it, in the committee's own division
ASKED     filter -> specimen, for the filters that name another row or take a text
BARE      resources without such a filter
PUBLIC    addresses that strangers may ask (optional)
specimens(place, team, names) -> more names; `names` are those made before
"""

from tests.governance.matrices import (
    advice,
    appraisals,
    bridge,
    centers,
    consultations,
    creations,
    desk,
    forces,
    hazards,
    indicators,
    intake,
    mediations,
    offline,
    open311,
    plans,
    rates,
    reviewing,
    robustness,
    schemes,
    submissions,
    summonses,
    visiting,
    volunteers,
    workers,
)

PARTS = (
    centers,
    volunteers,
    workers,
    visiting,
    intake,
    advice,
    desk,
    rates,
    summonses,
    consultations,
    mediations,
    hazards,
    forces,
    creations,
    open311,
    bridge,
    offline,
    indicators,
    submissions,
    plans,
    appraisals,
    reviewing,
    robustness,
    schemes,
)
