"""包楼: who walks which building; shared out fairly by households, then edited by hand."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.utils import timezone

from governance.access import codes
from governance.access.filing import file, require
from governance.access.models import Division, User
from governance.access.scoping import can_in
from governance.audit.log import record
from neighborhoods.models import Building
from visits.models import BuildingDuty

SHARED = """
    CREATE TEMPORARY TABLE shared ON COMMIT DROP AS
    WITH clerk AS (
        SELECT m.division_id, m.user_id, row_number() OVER w AS nr, count(*) OVER (PARTITION BY m.division_id) AS n
        FROM access_membership m JOIN access_user u ON u.id = m.user_id AND u.is_active
        WHERE m.role = 'clerk' AND m.until IS NULL AND m.division_id >= %(low)s AND m.division_id < %(high)s
        WINDOW w AS (PARTITION BY m.division_id ORDER BY u.username)
    ), door AS (
        SELECT b.id, b.division_id, count(h.id) AS doors, sum(count(h.id)) OVER (
                   PARTITION BY b.division_id ORDER BY e.name, b."order", b.name, b.id) AS upto,
               sum(count(h.id)) OVER (PARTITION BY b.division_id) AS total
        FROM neighborhoods_building b JOIN neighborhoods_estate e ON e.id = b.estate_id
        LEFT JOIN neighborhoods_household h ON h.building_id = b.id AND h.until IS NULL AND h.withdrawn_at IS NULL
        WHERE b.withdrawn_at IS NULL AND b.division_id >= %(low)s AND b.division_id < %(high)s
          AND (%(anew)s OR NOT EXISTS (SELECT FROM visits_buildingduty d WHERE d.division_id = b.division_id AND d.until IS NULL))
        GROUP BY b.id, e.name
    )
    SELECT door.id AS building_id, door.division_id, clerk.user_id AS clerk_id
    FROM door JOIN clerk USING (division_id)
    WHERE clerk.nr = least(clerk.n, 1 + floor((door.upto - door.doors / 2.0) * clerk.n / greatest(door.total, 1)))
"""
"""Buildings in walking order are cut into as many stretches as the committee has clerks, equal by households."""

SAME = "d.building_id = s.building_id AND d.clerk_id = s.clerk_id AND d.until IS NULL"
ENDED = """
    UPDATE visits_buildingduty d SET until = %(today)s, ended_at = now(), version = d.version + 1 FROM shared s
    WHERE d.building_id = s.building_id AND d.until IS NULL AND d.clerk_id <> s.clerk_id
"""
BEGUN = f"""
    INSERT INTO visits_buildingduty (id, version, division_id, created_by_id, recorded_at, withdrawn_reason, since, building_id, clerk_id)
    SELECT gen_random_uuid(), 1, s.division_id, %(by)s, now(), '', %(today)s, s.building_id, s.clerk_id
    FROM shared s WHERE NOT EXISTS (SELECT FROM visits_buildingduty d WHERE {SAME})
"""  # noqa: S608  constants only


@transaction.atomic
def share_out(division: Division, *, by: User | None, anew: bool = False) -> int:
    """Give every building below `division` to a clerk of its committee, in three statements. Returns how many changed hands.

    Committees where somebody walks already are left as they are, unless `anew`.
    """
    if by is not None and not can_in(by, "visits.add_buildingduty", division.code):
        raise PermissionDenied("您没有安排包楼的权限。")
    low, high = codes.within(division.code)
    given: dict[str, Any] = {"low": low, "high": high, "anew": anew, "today": timezone.localdate(), "by": by and by.pk}
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS shared")
        cursor.execute(SHARED, given)
        cursor.execute(ENDED, given)
        cursor.execute(BEGUN, given)
        changed = cursor.rowcount
    record("duty.shared", None, by=by, where=division.code, buildings=changed, anew=anew)
    return changed


@transaction.atomic
def assign(building: Building, *, to: User | None, by: User | None) -> BuildingDuty | None:
    """From today on `to` walks the building; None: nobody does."""
    duty = BuildingDuty(building=building, division_id=building.division_id, clerk=to, since=timezone.localdate())
    require("add", duty, by)
    if to is not None and not to.memberships.filter(until=None, role="clerk", division=building.division_id).exists():
        raise ValidationError({"clerk": "包楼人须是本居委的干事。"})
    standing = BuildingDuty.objects.current().select_for_update(of=("self",)).filter(building=building).first()
    if standing is not None and standing.clerk_id == (to and to.pk):
        return standing
    if standing is not None:
        standing.until = timezone.localdate()
        standing.save()
        record("buildingduty.ended", standing, by=by)
    return file(duty, by=by, building=str(building.pk)) if to is not None else None
