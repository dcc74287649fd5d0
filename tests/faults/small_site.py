"""A district of two streets with one clerk, made in whatever database the environment names. Prints what a client needs."""

from __future__ import annotations

import json
import sys

import django


def main() -> None:
    django.setup()
    from governance.access import rls
    from governance.access.roles import Role
    from tests.factories.access import district_of_two_streets, member, token_of
    from tests.factories.cases import CategoryFactory
    from tests.factories.neighborhoods import HouseholdFactory

    with rls.system():
        place = district_of_two_streets()
        CategoryFactory(division=place.city, code="housing", opens_case=True)
        homes = [str(HouseholdFactory(division=place.north1).pk) for _ in range(20)]
        token = token_of(member(Role.CLERK, of=place.north1))
    sys.stdout.write(json.dumps({"token": token, "households": homes}))


if __name__ == "__main__":
    main()
