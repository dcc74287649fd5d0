"""A third party's table: read whole or not at all, kept, accepted, compared with ours, shown to everybody."""

from __future__ import annotations

import io

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from governance.files.models import Attachment
from governance.flow.machine import StepForbidden, StepRefused
from indices.appraisals.actions import external
from indices.appraisals.flows import EXTERNAL
from indices.appraisals.models import ExternalAssessment, ExternalScore
from indices.appraisals.rules import spearman
from indices.appraisals.selectors.beside import accepted_public, compare
from tests.factories.appraisals import YEAR

S = ExternalAssessment.State
GIVEN = {
    "title": "群众满意度评估", "body": "某大学社会调查中心", "level": "subdistrict", "since": f"{YEAR}-01", "until": f"{YEAR}-03", "method": "入户问卷",
}  # fmt: skip
GOOD = "单位代码,得分,环境\n310110009,71,80\n310110018000,88.5,\n"


@pytest.fixture
def row(place):
    return external.commission(division=place.district, by=None, **GIVEN)


def table(text: str, name: str = "得分.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode())


def sheet(*lines) -> SimpleUploadedFile:
    book, target = Workbook(), io.BytesIO()
    for line in lines:
        book.active.append(line)
    book.save(target)
    return SimpleUploadedFile("得分.xlsx", target.getvalue())


def accepted(row: ExternalAssessment) -> ExternalAssessment:
    row = external.deliver_file(row, by=None, upload=table(GOOD))
    return external.accept(row, by=None, opinion="符合合同要求。")


def test_a_table_is_read_by_code_or_by_name_and_kept(place, team, row):
    row = external.deliver_file(
        row, by=team.admin, upload=sheet(["单位名称", "得分"], ["四平路街道", 71], ["大桥街道", 88.5])
    )
    assert {one.unit_id: one.score for one in row.scores.all()} == {place.north.code: 71.0, place.south.code: 88.5}
    assert Attachment.objects.of(row).count() == 1
    row = external.send_back(row, by=team.admin, reason="少了分项。")
    row = external.deliver_file(row, by=team.admin, upload=table(GOOD))
    assert (row.delivery, row.dimensions, ExternalScore.objects.count()) == (2, ["环境"], 4)
    assert [(one.unit, one.parts) for one in compare(row).pairs] == [(place.north, (80.0,)), (place.south, (None,))]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("", ["文件是空的", "表格是空的"]), ("名字,分\n甲,1\n", ["第一行要有表头"]), ("单位代码,得分\n", ["没有一行得分"]),
        ("单位代码,得分\n310110009,71\n310110018,好\n310112001,50\n310110009,60\n,5\n", [
            "第 3 行：“得分”应是数字，现在是“好”", "第 4 行：没有代码为“310112001”", "第 5 行：四平路街道与第 2 行重复", "第 6 行：请填写单位代码",
        ]),
        ("单位名称,得分\n同济新村居委会,50\n四平路街道,101\n大桥街道,\n", ["第 2 行：名称“同济新村居委会”不是", "第 3 行：“得分”应在 0 到 100", "第 4 行：请填写大桥街道的得分"]),
        ("单位代码,得分\n310110009,=1+1\n310110018,nan\n", ["第 2 行：“得分”是公式", "第 3 行：“得分”应在 0 到 100"]),
        ('单位代码,得分\n"310110009,1\n', ["引号或换行不对"]),
    ],
)  # fmt: skip
def test_a_wrong_table_is_refused_line_by_line_and_nothing_is_kept(place, team, row, text, sentences):
    with pytest.raises(ValidationError) as refused:
        external.deliver_file(row, by=team.admin, upload=table(text))
    said = "\n".join(refused.value.message_dict["file"])
    assert all(sentence in said for sentence in sentences) or any(
        sentence in said for sentence in sentences[:2] if not text
    )
    row.refresh_from_db()
    assert (row.state, ExternalScore.objects.count(), Attachment.objects.of(row).count()) == (S.COMMISSIONED, 0, 0)


@pytest.mark.parametrize("content", [b"PK\x03\x04 broken", b"\xd0\xcf\x11\xe0 an old workbook", b"%PDF-1.4"])
def test_what_is_no_workbook_is_refused(team, row, content):
    with pytest.raises(ValidationError, match="表格打不开"):
        external.deliver_file(row, by=team.admin, upload=SimpleUploadedFile("得分.xlsx", content))


def test_a_program_delivers_the_same(place, team, row):
    with pytest.raises(ValidationError, match="第 2 行：没有代码为"):
        external.deliver(
            row,
            by=team.admin,
            scores=[{"division": place.north.code, "score": 70}, {"division": "310112001000", "score": 1}],
        )
    row = external.deliver(
        row, by=team.admin, scores=[{"division": place.north.code, "score": 70, "parts": {"环境": 60}}]
    )
    assert row.scores.get().parts == {"环境": 60.0}


@pytest.mark.parametrize("step", EXTERNAL.steps)
def test_each_step_is_refused_from_every_other_state(team, row, step):
    act = {
        "deliver": lambda: external.deliver_file(row, by=team.admin, upload=table(GOOD)),
        "return": lambda: external.send_back(row, by=team.admin, reason="不全"),
        "accept": lambda: external.accept(row, by=team.admin, opinion="好"),
    }[step]
    for state in S:
        if state == S.DELIVERED:
            row = external.deliver_file(row, by=None, upload=table(GOOD))
        if state == S.ACCEPTED:
            row = external.accept(row, by=None, opinion="好")
        if state not in EXTERNAL.steps[step].sources:
            with pytest.raises(StepRefused, match="现在是"):
                act()


def test_others_deliver_and_accept_nothing(place, team, row):
    with pytest.raises(StepForbidden):
        external.deliver_file(row, by=team.manager, upload=table(GOOD))
    row = external.deliver_file(row, by=None, upload=table(GOOD))
    for person in (team.viewer, team.manager, team.neighbour):
        with pytest.raises(StepForbidden):
            external.accept(row, by=person, opinion="好")
    with pytest.raises(PermissionDenied):
        external.commission(division=place.district, by=team.manager, **GIVEN)
    assert not ExternalAssessment.objects.for_reader(team.manager).exists()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"until": "2023-12"}, "不能早于起始月份"), ({"since": "2024-13"}, "请写成 2026-10"), ({"level": "district"}, "区可以评街镇或居村"),
        ({"method": " "}, "请填写评估方法"), ({"body": "找 13812345678"}, "手机号"),
    ],
)  # fmt: skip
def test_bad_input_says_what_to_do(place, team, wrong, sentence):
    with pytest.raises(ValidationError) as refused:
        external.commission(division=place.district, by=team.admin, **GIVEN | wrong)
    assert sentence in str(refused.value)
    assert not ExternalAssessment.objects.exists()


def test_both_stand_side_by_side_the_widest_difference_first(place, year, row):
    both = compare(accepted(row))
    assert [(one.unit, one.ours, one.theirs, one.our_rank, one.their_rank) for one in both.pairs] == [
        (place.south, 70.0, 88.5, 2, 1), (place.north, 85.0, 71.0, 1, 2)
    ]  # fmt: skip
    assert (both.correlation, both.both) == (None, 2)
    assert "不到 3 个" in both.said


def test_spearman_agrees_with_a_hand_calculation():
    assert spearman([1, 2, 3, 4, 5], [5, 6, 7, 8, 7]) == pytest.approx(0.8207826817)
    assert spearman([1, 2, 3], [3, 2, 1]) == -1.0
    assert spearman([1, 1, 1], [1, 2, 3]) is None


def test_only_an_accepted_one_is_shown_to_everybody(place, team, row):
    assert list(accepted_public(place.district.code, f"{YEAR}-02")) == []
    row = accepted(row)
    assert list(accepted_public(place.district.code, f"{YEAR}-02")) == []
    with pytest.raises(PermissionDenied):
        external.publish(row, by=team.viewer)
    external.publish(row, by=team.admin)
    with pytest.raises(StepRefused):
        external.publish(row, by=team.admin)
    assert [(one.division, one.value) for one in accepted_public(place.district.code, f"{YEAR}-02")] == [
        (place.north.code, 71.0), (place.south.code, 88.5)
    ]  # fmt: skip
    assert list(accepted_public(place.district.code, "2023-12")) == []
    assert ExternalAssessment.objects.for_reader(team.neighbour).exists()
    with pytest.raises(StepRefused):
        external.withdraw(row, by=team.admin, reason="不要了")
