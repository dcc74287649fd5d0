"""Rows as COPY reads them, one sheet a table, and the way into the database."""

from __future__ import annotations

import io
import json
from functools import cache
from typing import Any

from django.apps import apps
from django.db import connection

FILED = "id version division_id created_by_id recorded_at withdrawn_reason"
SPAN = f"{FILED} since until ended_at"
COLUMNS = {
    "neighborhoods_estate": "id version division_id created_by_id recorded_at withdrawn_reason name address kind",
    "neighborhoods_building": "id version division_id recorded_at withdrawn_reason estate_id name order floors",
    "neighborhoods_household": "id version division_id recorded_at withdrawn_reason since until ended_at building_id room floor",
    "neighborhoods_address": "household_id division_id text initials",
    "neighborhoods_resident": "id version division_id recorded_at withdrawn_reason since until ended_at household_id name sex"
    " birth_date relation id_number id_number_masked id_number_index phone phone_masked phone_index",
    "neighborhoods_keyperson": "id version division_id created_by_id recorded_at withdrawn_reason since until ended_at"
    " resident_id household_id kind interval",
    "cases_case": "id version division_id created_by_id recorded_at withdrawn_at withdrawn_reason number source category_id"
    " title description household_id address first_channel state department_id handler_id checker_id opened_at filed_at"
    " step_due_at due_at closed_at result reworks refusals repeat_of_id entrance outside_number longitude latitude",
    "cases_round": "id version division_id created_by_id recorded_at withdrawn_reason case_id category_id number started_at"
    " due_at closed_at",
    "cases_dispatch": "id version case_id department_id at by_id accepted_at refused_at refused_reason",
    "cases_caseentry": "id version case_id at by_id step department_id text",
    "cases_answer": "id version division_id created_by_id recorded_at withdrawn_reason case_id round_id answered_at by_id"
    " resolved satisfaction comment",
    "summonses_summons": f"{FILED} number kind title place state raised_at checked_at result confirmed_at closed_at",
    "summonses_invitation": f"{FILED} summons_id department_id state sent_at answer_due_at arrive_due_at accepted_at arrived_at"
    " reported_at report handler_id rating",
    "summonses_summonsentry": "id version summons_id at by_id step department_id text",
    "consultations_consultation": f"{FILED} number title state raised_at answer_due_at held_at place on_site proceedings decision"
    " minuted_at closed_at",
    "consultations_consultedcase": "id version consultation_id case_id",
    "consultations_party": "id version consultation_id department_id asked_at answered_at answered_by_id opinion came",
    "consultations_duty": f"{FILED} consultation_id ordinal department_id task due_at state fulfilled_at fulfiller_id result passed_at"
    " supervisor_id",
    "consultations_consultationentry": "id version consultation_id at by_id step department_id text",
    "mediations_mediation": f"{FILED} number kind origin case_id title facts place state registered_at mediator_id started_at outcome"
    " agreement fulfil_due_at closed_at closed_told_at onward reason fulfilled_at fulfilled_told_at followed_up",
    "mediations_disputant": f"{FILED} mediation_id side name name_masked phone phone_masked",
    "mediations_consult": f"{FILED} topic channel question asked_at state answer answered_by_id answered_at referral referred_at",
    "submissions_submission": f"{FILED} indicator period numerator denominator deviation note state reporter_id reviewer_id reviewed_at"
    " reason",
    "hazards_riskpoint": f"{FILED} kind_id name address longitude latitude level measures",
    "hazards_hazard": f"{FILED} number kind_id point_id title address longitude latitude found_at state level department_id"
    " rectify_due_at rectified_at rectifier_id checker_id cleared_at result",
    "hazards_rectification": f"{FILED} hazard_id department_id number started_at due_at rectified_at",
    "hazards_hazardentry": "id version hazard_id at by_id step text",
    "hazards_watch": f"{FILED} person_id kind place starts_at ends_at state began_at handed_over_at handover",
    "hazards_violation": f"{FILED} number kind must title address department_id found_at state order_due_at restored_at",
    "intake_sensor": f"{FILED} code name category_id address longitude latitude secret heard_at",
    "intake_sensorevent": f"{FILED} sensor_id event at text outcome case_id",
    "visits_visit": "id version division_id created_by_id recorded_at withdrawn_at withdrawn_reason household_id visited_at"
    " method met content visitor_id",
    "visits_visitedresident": "visit_id resident_id",
    "visits_need": "id version division_id created_by_id recorded_at withdrawn_reason visit_id category_id description"
    " raised_at case_id follow_up_on resolved_at resolved_by_id outcome",
    "neighborhoods_center": f"{FILED} name kind address longitude latitude phone notice state",
    "neighborhoods_opening": f"{SPAN} center_id",
    "neighborhoods_openinghours": "id version center_id weekday opens closes active",
    "neighborhoods_centerservice": "id version center_id kind name hours fee active",
    "neighborhoods_room": f"{FILED} center_id name capacity equipment needs_approval active",
    "neighborhoods_booking": f"{FILED} room_id starts_at ends_at purpose holder heads state reason",
    "neighborhoods_partner": f"{FILED} name kind uscc active",
    "neighborhoods_buildinggroup": f"{SPAN} estate_id name feature state named_on named_at reviewed_on",
    "neighborhoods_buildinggroup_buildings": "buildinggroup_id building_id",
    "neighborhoods_onboarding": f"{SPAN} household_id",
    "neighborhoods_jointmeeting": f"{FILED} kind month held_at noted_at committee owners property_firm resolution outcome state",
    "neighborhoods_activity": f"{FILED} center_id room_id booking_id group_id partner_id title theme organiser_kind organiser description"
    " place starts_at ends_at capacity open_to_all state held_at guests rating summary reason",
    "neighborhoods_participation": f"{FILED} withdrawn_at activity_id resident_id signed_up_at checked_in_at noted_at",
    "volunteers_unit": f"{FILED} parent_id level name field state",
    "volunteers_volunteer": f"{SPAN} number resident_id name initials phone phone_masked phone_index id_number_masked skills state",
    "volunteers_belonging": f"{SPAN} volunteer_id unit_id leads",
    "volunteers_recognition": f"{SPAN} volunteer_id title",
    "volunteers_project": f"{FILED} unit_id title theme description campaign state",
    "volunteers_shift": f"{FILED} project_id starts_at ends_at place capacity cancelled_at",
    "volunteers_servicerecord": f"{FILED} shift_id volunteer_id unit_id signed_up_at checked_in_at checked_out_at travel_minutes"
    " forgotten timed_by_id confirmed_at confirmed_by_id minutes objection correction state",
    "volunteers_hourentry": "division_id record_id volunteer_id unit_id day minutes kind recorded_at by_id",
    "workers_quota": f"{SPAN} places basis",
    "workers_worker": f"{FILED} number name sex birth_date education id_number id_number_masked id_number_index phone phone_masked"
    " phone_index skills state",
    "workers_posting": f"{SPAN} worker_id post_id ending",
    "workers_certificate": f"{FILED} worker_id kind number issued_on expires_on",
    "workers_change": f"{FILED} kind procedure worker_id to_division_id to_post_id ending effective_on note state street_by_id"
    " street_at district_by_id district_at effective_at reason",
    "workers_training": f"{FILED} title kind topic teacher state",
    "workers_session": f"{FILED} training_id starts_at ends_at hours place capacity",
    "workers_attendance": f"{FILED} session_id worker_id enrolled_at attended hours held_at noted_at",
}
PROTECTED = {"neighborhoods_household", "neighborhoods_resident"}
"""Under row-level security, into which COPY does not go: through a table of the session."""


@cache
def rest(table: str) -> dict[str, str]:
    """Columns that must have a value and that the demo does not vary, with the model's default, as COPY reads it."""
    model = next(one for one in apps.get_models(include_auto_created=True) if one._meta.db_table == table)
    told = set(COLUMNS[table].split())
    fields: list[Any] = [
        one for one in model._meta.concrete_fields if one.column not in told and not one.null and one.has_default()
    ]
    return {one.column: _text(one.get_default()) for one in fields if not one.primary_key} | {
        one.column: "" for one in model._meta.concrete_fields
        if one.column not in told and not one.null and not one.has_default() and one.empty_strings_allowed
    }  # fmt: skip


class Sheets:
    """Lines waiting to be copied, in the order in which tables refer to each other."""

    def __init__(self) -> None:
        self.lines: dict[str, list[str]] = {table: [] for table in COLUMNS}
        self.rest = {table: "".join(f"\t{one}" for one in rest(table).values()) for table in COLUMNS}

    def add(self, table: str, *values: Any) -> None:
        """One row. No value of the demo holds a tab, a line break or a backslash."""
        line = "\t".join([one if one.__class__ is str else _text(one) for one in values])
        self.lines[table].append(line + self.rest[table])

    def packed(self) -> Packed:
        return {table: (len(lines), ("\n".join(lines) + "\n").encode()) for table, lines in self.lines.items() if lines}


Packed = dict[str, tuple[int, bytes]]
"""table: (rows, lines for COPY)"""


def _text(value: Any) -> str:
    if value is None:
        return r"\N"
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    return rf"\\x{value.hex()}" if isinstance(value, bytes) else str(value)


class Copier:
    """Gathers packed sheets and copies them when they are worth a statement. Call it inside `rls.system()`.

    References are checked with each statement, not all at the commit: so the database works while more is made.
    """

    WORTH = 4_000_000  # bytes

    def __init__(self) -> None:
        self.waiting: dict[str, list[bytes]] = {table: [] for table in COLUMNS}
        self.rows = dict.fromkeys(COLUMNS, 0)
        self.size = 0
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    def take(self, packed: Packed) -> None:
        for table, (count, lines) in packed.items():
            self.waiting[table].append(lines)
            self.rows[table] += count
            self.size += len(lines)
        if self.size > self.WORTH:
            self.flush()

    def flush(self) -> None:
        for table, parts in self.waiting.items():
            if parts:
                copy(table, b"".join(parts))
                parts.clear()
        self.size = 0


def copy(table: str, lines: bytes) -> None:
    columns = ", ".join(f'"{name}"' for name in (*COLUMNS[table].split(), *rest(table)))
    with connection.cursor() as cursor:
        if table not in PROTECTED:
            cursor.copy_expert(f"COPY {table} ({columns}) FROM STDIN", io.BytesIO(lines))
            return
        cursor.execute(f"CREATE TEMPORARY TABLE copied ON COMMIT DROP AS SELECT {columns} FROM {table} LIMIT 0")  # noqa: S608  names of ours
        cursor.copy_expert(f"COPY copied ({columns}) FROM STDIN", io.BytesIO(lines))
        cursor.execute(f"INSERT INTO {table} ({columns}) SELECT {columns} FROM copied")  # noqa: S608
        cursor.execute("DROP TABLE copied")
