"""Platforms and webhooks of a district: the list, one with its deliveries, adding, changing, secrets, on and off."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cases.bridge.actions import carrying, peers
from cases.bridge.forms import PeerForm, PlatformForm, WebhookForm
from cases.bridge.looks import DELIVERIES, TOPICS
from cases.bridge.models import Delivery, Peer, Platform, Webhook
from governance.access.keyset import Order
from governance.access.requests import SignedIn
from governance.access.scoping import can, holds
from governance.flow.machine import StepForbidden
from governance.web.forms import add_errors, posted
from governance.web.pager import page_of


@dataclass(frozen=True, slots=True)
class Kind:
    model: type[Peer]
    form: type[PeerForm]
    add: Callable[..., Any]
    label: str
    name: str

    def may(self, verb: str) -> str:
        return f"bridge.{verb}_{self.name}"


KINDS = {
    "platforms": Kind(Platform, PlatformForm, peers.add_platform, "对接平台", "platform"),
    "webhooks": Kind(Webhook, WebhookForm, peers.add_webhook, "推送地址", "webhook"),
}


@require_GET
def peer_list(request: SignedIn) -> HttpResponse:
    context = {
        "platforms": Platform.objects.visible_to(request.user).select_related("department"),
        "webhooks": Webhook.objects.visible_to(request.user), "may_add": holds(request.user, "bridge.add_platform"),
    }  # fmt: skip
    return render(request, "bridge/peers.html", context)


@require_GET
def peer_detail(request: SignedIn, kind: str, pk: uuid.UUID) -> HttpResponse:
    peer, of = _peer(request, kind, pk), KINDS[kind]
    found = Delivery.objects.visible_to(request.user).filter(**{of.name: pk}).select_related("crossing__case")
    context = {
        "peer": peer, "kind": kind, "label": of.label, "may_change": can(request.user, of.may("change"), peer),
        "page": page_of(request, found, Order("recorded_at", descending=True)), "looks": DELIVERIES, "topics": TOPICS,
        "our_url": _our_url(request, peer), "may_retry": holds(request.user, "bridge.change_delivery"),
    }  # fmt: skip
    return render(request, "bridge/peer.html", context)


@require_http_methods(["GET", "POST"])
def peer_new(request: SignedIn, kind: str) -> HttpResponse:
    """The answer to a saved form shows the secret: once, in this page only."""
    of = KINDS[kind]
    if not holds(request.user, of.may("add")):
        raise PermissionDenied(f"{of.label}由区级管理员维护。")
    form = of.form(request.user, None, posted(request))
    if form.is_bound and form.is_valid():
        with add_errors(form) as attempt:
            peer = of.add(by=request.user, **form.cleaned_data)
        if attempt.succeeded:
            return _once(request, peer, kind)
    return render(request, "bridge/peer_form.html", _asked(form, kind), status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def peer_edit(request: SignedIn, kind: str, pk: uuid.UUID) -> HttpResponse:
    peer = _changeable(request, kind, pk)
    form = KINDS[kind].form(request.user, peer, posted(request))
    if form.is_bound and form.is_valid():
        with add_errors(form) as attempt:
            peers.change(peer, by=request.user, **form.cleaned_data)
        if attempt.succeeded:
            messages.success(request, "已保存。")
            return redirect("bridge:peer", kind, pk)
    return render(request, "bridge/peer_form.html", _asked(form, kind, peer), status=422 if form.is_bound else 200)


@require_POST
def peer_rotate(request: SignedIn, kind: str, pk: uuid.UUID) -> HttpResponse:
    return _once(request, peers.rotate(_changeable(request, kind, pk), by=request.user), kind)


@require_POST
def peer_switch(request: SignedIn, kind: str, pk: uuid.UUID) -> HttpResponse:
    peer = peers.switch(_changeable(request, kind, pk), by=request.user, on=request.POST.get("on") == "true")
    messages.success(request, f"{peer.name}已{'启用' if peer.active else '停用'}。")
    return redirect("bridge:peer", kind, pk)


@require_POST
def webhook_test(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    webhook = _changeable(request, "webhooks", pk)
    answer = carrying.ping(webhook, by=request.user)
    if answer.arrived:
        messages.success(request, f"对方答复 {answer.status}，能收到。")
    else:
        messages.warning(request, f"没有送到：{answer.error}请核对地址和对方的网络。")
    return redirect("bridge:peer", "webhooks", pk)


def _peer(request: SignedIn, kind: str, pk: uuid.UUID) -> Any:
    return get_object_or_404(KINDS[kind].model.objects.visible_to(request.user).select_related("division"), pk=pk)


def _changeable(request: SignedIn, kind: str, pk: uuid.UUID) -> Any:
    peer = _peer(request, kind, pk)
    if not can(request.user, KINDS[kind].may("change"), peer):
        raise StepForbidden(f"{KINDS[kind].label}由区级管理员维护。")
    return peer


def _asked(form: PeerForm, kind: str, peer: Peer | None = None) -> dict[str, Any]:
    return {"form": form, "kind": kind, "label": KINDS[kind].label, "peer": peer}


def _once(request: SignedIn, peer: Any, kind: str) -> HttpResponse:
    context = {"peer": peer, "kind": kind, "secret": peer.secret, "our_url": _our_url(request, peer)}
    return render(request, "bridge/once.html", context)


def _our_url(request: SignedIn, peer: Peer) -> str:
    """Where a platform reaches us."""
    return request.build_absolute_uri(f"/api/v1/bridge/{peer.pk}/") if isinstance(peer, Platform) else ""
