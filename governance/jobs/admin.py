"""For the operator of the installation: what runs, what could not be delivered."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from governance.jobs import outbox
from governance.jobs.models import Heartbeat, JobRun, Message


class ReadOnly(admin.ModelAdmin):
    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(JobRun)
class JobRunAdmin(ReadOnly):
    list_display = ("job", "period", "state", "attempts", "started_at", "finished_at", "error")
    list_filter = ("state", "job")


class DeadLetters(admin.SimpleListFilter):
    title, parameter_name = "投递", "delivery"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("waiting", "待投递"), ("dead", "无法投递")]

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet[Message]:
        ways = {"waiting": queryset.undelivered, "dead": queryset.dead}
        return ways.get(self.value() or "", queryset.all)()


@admin.register(Message)
class MessageAdmin(ReadOnly):
    list_display = ("topic", "key", "created", "attempts", "delivered_at", "error")
    list_filter = (DeadLetters, "topic")
    actions = ("revive",)

    @admin.action(description="重新投递")
    def revive(self, request: HttpRequest, queryset: QuerySet[Message]) -> None:
        messages.success(request, f"{outbox.revive(queryset)} 条消息将重新投递。")


@admin.register(Heartbeat)
class HeartbeatAdmin(ReadOnly):
    list_display = ("name", "at")
