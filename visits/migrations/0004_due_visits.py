"""应访 as a view: every current door that the register or a plan asks for, when it was last met, by when it is due.

`security_invoker` (Postgres 15) keeps the row-level security of households in force for who asks. Conditions on the
division go down into each branch, so a committee's doors cost an index range and one look-up a door.
"""

from __future__ import annotations

from django.db import migrations

LAST = """
    LEFT JOIN LATERAL (
        SELECT (v.visited_at AT TIME ZONE 'Asia/Shanghai')::date AS last_on FROM visits_visit v
        WHERE v.{place}_id = a.{place}_id AND v.met AND v.withdrawn_at IS NULL ORDER BY v.visited_at DESC LIMIT 1
    ) met ON true
"""
ROW = """
    SELECT concat(a.{place}_id, '/', a.plan_id, '/', a.span_id) AS id, a.division_id, a.household_id, a.partner_id, a.building_id,
           a.plan_id, a.starts_on, a.ends_on, a.since, a.interval, met.last_on,
           greatest(a.since, met.last_on) + a.interval::int AS due_on
"""
PLAN = "p.id AS plan_id, p.starts_on, p.ends_on, p.interval"
STANDING = "p.withdrawn_at IS NULL AND p.audience"
DOOR = "h.division_id, h.id AS household_id, NULL::uuid AS partner_id, h.building_id"
CURRENT = "h.until IS NULL AND h.withdrawn_at IS NULL"
SPAN = """neighborhoods_keyperson k JOIN neighborhoods_household h ON h.id = k.household_id AND h.division_id = k.division_id"""
LISTED = "k.until IS NULL AND k.withdrawn_at IS NULL"

VIEW = f"""
CREATE VIEW visits_duevisit WITH (security_invoker = true) AS
{ROW.format(place="household")} FROM (
    SELECT {DOOR}, k.id AS span_id, NULL::uuid AS plan_id, NULL::date AS starts_on, NULL::date AS ends_on, k.interval, k.since
    FROM {SPAN} WHERE {LISTED} AND {CURRENT}
    UNION ALL
    SELECT {DOOR}, k.id, {PLAN}, greatest(p.starts_on, k.since)
    FROM visits_plan p JOIN {SPAN} ON k.division_id >= p.low AND k.division_id < p.high AND k.kind = ANY(p.kinds)
    WHERE {STANDING} = 'key' AND {LISTED} AND {CURRENT}
    UNION ALL
    SELECT {DOOR}, NULL::uuid, {PLAN}, greatest(p.starts_on, h.since)
    FROM visits_plan p JOIN neighborhoods_household h ON h.division_id >= p.low AND h.division_id < p.high
    WHERE {STANDING} = 'households' AND {CURRENT}
) a {LAST.format(place="household")}
UNION ALL
{ROW.format(place="partner")} FROM (
    SELECT o.division_id, NULL::uuid AS household_id, o.id AS partner_id, NULL::uuid AS building_id, NULL::uuid AS span_id, {PLAN},
           greatest(p.starts_on, (o.recorded_at AT TIME ZONE 'Asia/Shanghai')::date) AS since
    FROM visits_plan p JOIN neighborhoods_partner o ON o.division_id >= p.low AND o.division_id < p.high
    WHERE {STANDING} = 'partners' AND o.kind = 'enterprise' AND o.active AND o.withdrawn_at IS NULL
) a {LAST.format(place="partner")}
"""  # noqa: S608  constants only


class Migration(migrations.Migration):
    dependencies = [("visits", "0003_plans_receptions_sensitive"), ("neighborhoods", "0006_centers_activities_groups")]

    operations = [migrations.RunSQL(VIEW, "DROP VIEW visits_duevisit")]
