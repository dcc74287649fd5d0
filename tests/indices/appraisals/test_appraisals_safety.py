"""What the API may not tell before a page does."""

from __future__ import annotations

from indices.appraisals.models import Appraisal
from tests.factories.appraisals import appraisal, lead, row_of

S = Appraisal.State


def test_the_api_tells_a_unit_no_rank_before_publication_either(api, place, team, year):
    table = appraisal(place.district, S.APPEALS)
    row = row_of(table, place.north)
    asked = f"/api/v1/appraisal-rows/{row.pk}/"
    told = api(team.manager).get(asked).json()
    assert (told["rank"], told["grade"], told["score"]) == (None, "", 85.0)
    lead(table, S.PUBLISHED)
    assert api(team.manager).get(asked).json()["rank"] == 1
