"""Indicators from the kin of cases: 约请, 人民调解, 隐患."""

from __future__ import annotations

from typing import Any

from django.db.models import F, Q, QuerySet

from cases.hazards.models import Rectification
from cases.mediations.models import Consult, Mediation
from cases.summonses.models import Invitation, Summons
from indices.indicators.base import Card, Part, between, known_rows, register
from indices.indicators.gathering import households
from indices.indicators.kinds import Ratio, Share
from indices.windows import Window
from neighborhoods.models import Household


@register
class SummonsesResolved(Share):
    code = "GZ-B1"
    name = "约请问题解决率"
    dimension = "共治"
    days = 365
    minimum = 5
    model = Summons
    resource = "summonses"
    card = Card(
        numerator="居委确认已解决的约请",
        denominator="办结的约请",
        method="近 365 天办结、居委确认已解决的约请 ÷ 近 365 天办结的约请 × 100%",
        scope="结果由居委确认，不由到场部门填报；没有解决的也要评价办结。撤回的和邀约不算。",
        owner="承办部门，街道",
        standard="居委提出，街道核实发出；到场办理后由居委确认结果并评价。",
    )

    def rows(self, window: Window) -> QuerySet:
        closed = between("closed_at", window.since(self.days), window.as_of)
        return Summons.objects.filter(
            known_rows("", window), closed, closed_at__lt=window.cutoff, kind=Summons.Kind.SUMMONS
        )

    def counted(self, window: Window) -> Any:
        return Q(result=Summons.Result.RESOLVED)


@register
class DepartmentsOnSite(Share):
    code = "GZ-B2"
    name = "约请按时到场率"
    dimension = "共治"
    days = 365
    minimum = 5
    model = Invitation
    resource = "invitations"
    card = Card(
        numerator="按时到场的部门次",
        denominator="应到场的部门次",
        method="近 365 天应到场、在时限内签到的 ÷ 近 365 天应到场的部门次 × 100%",
        scope="一件约请请几个部门就算几次；按到场时限计，没有到场的也在分母里。辞约后由街道改请的和邀约不算。",
        owner="承办部门",
        standard="应约后按时限到场，到场时在现场签到。",
    )

    def rows(self, window: Window) -> QuerySet:
        due = between("arrive_due_at", window.due_since(self.days), window.due_until)
        return Invitation.objects.filter(
            known_rows("", window), known_rows("summons__", window), due, summons__kind=Summons.Kind.SUMMONS
        )

    def counted(self, window: Window) -> Any:
        return Q(arrived_at__lte=F("arrive_due_at"))


class Mediated(Share):
    """Mediations as told before the cutoff."""

    dimension = "法治"
    days = 365
    minimum = 5
    model = Mediation
    resource = "mediations"

    def known(self, window: Window) -> QuerySet:
        return Mediation.objects.filter(known_rows("", window), closed_told_at__lt=window.cutoff)


@register
class DisputesSettled(Mediated):
    code = "FZ-B1"
    name = "矛盾纠纷调解成功率"
    card = Card(
        numerator="达成协议的调解",
        denominator="调解结束的纠纷",
        method="近 365 天调解结束、达成协议的 ÷ 近 365 天调解结束的纠纷 × 100%",
        scope="人民调解委员会受理的纠纷，调解不成的也在分母里。撤回的不算。",
        owner="居委会，街道司法所",
        standard="受理、调解、结束各登记一次；达成协议须写明内容和履行期限。",
    )

    def rows(self, window: Window) -> QuerySet:
        return self.known(window).filter(between("closed_at", window.since(self.days), window.as_of))

    def counted(self, window: Window) -> Any:
        return Q(outcome=Mediation.Outcome.SETTLED)


@register
class AgreementsKept(Mediated):
    code = "FZ-B2"
    name = "调解协议按期履行率"
    card = Card(
        numerator="按期履行的协议",
        denominator="到期应履行的协议",
        method="近 365 天到期、在期限内履行的调解协议 ÷ 近 365 天到期的调解协议 × 100%",
        scope="按履行期限计，没有履行的也在分母里。",
        owner="居委会，街道司法所",
        standard="协议到期前回访当事人，登记是否履行。",
    )

    def rows(self, window: Window) -> QuerySet:
        due = between("fulfil_due_at", window.due_since(self.days), window.due_until)
        return self.known(window).filter(due, outcome=Mediation.Outcome.SETTLED)

    def counted(self, window: Window) -> Any:
        return Q(fulfilled_at__lte=F("fulfil_due_at"), fulfilled_told_at__lt=window.cutoff)


@register
class LegalService(Ratio):
    code = "FZ-B4"
    name = "公共法律服务可及度"
    dimension = "法治"
    unit = "次/千户"
    factor = 1000.0
    days = 365
    minimum = 50
    model = Household
    resource = "households"
    above_model = Consult
    above_resource = "consults"
    card = Card(
        numerator="答复的法律咨询",
        denominator="全部户数",
        method="近 365 天公共法律服务站、室答复的咨询 ÷ 期末在册户数 × 1000",
        scope="窗口、电话、线上都算，没有答复的不算；计在受理的居村，街道受理的计在街道本级。",
        owner="街道司法所，社区法治专员",
        standard="每次咨询登记领域和方式，答复当天登记。",
    )

    def above(self, window: Window) -> Part:
        answered = between("answered_at", window.since(self.days), min(window.as_of, window.cutoff))
        return Part(Consult.objects.filter(known_rows("", window), answered))

    def below(self, window: Window) -> Part:
        return households(window)


@register
class HazardsOnTime(Share):
    code = "FZ-B7"
    name = "安全隐患按期整改率"
    dimension = "法治"
    days = 180
    minimum = 5
    model = Rectification
    resource = "rectifications"
    card = Card(
        numerator="按期整改的隐患",
        denominator="到期应整改的隐患",
        method="近 180 天到期、在期限内整改完成的隐患 ÷ 近 180 天到期的隐患 × 100%",
        scope="按整改期限计，没有整改的也在分母里；复查退回的按重新定的期限另算一轮，前一轮不算。",
        owner="街道，承办部门",
        standard="及时发现、有序派单、联动处置、规范结案。",
    )

    def rows(self, window: Window) -> QuerySet:
        due = between("due_at", window.due_since(self.days), window.due_until)
        stands = Q(ended_at=None) | Q(ended_at__gte=window.cutoff)
        return Rectification.objects.filter(known_rows("", window), known_rows("hazard__", window), stands, due)

    def counted(self, window: Window) -> Any:
        return Q(rectified_at__lte=F("due_at"), rectified_at__lt=window.cutoff)
