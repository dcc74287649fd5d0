"""The categories of a district: how many working days, which department, what they ask, whether still in use."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from cases.actions import asking, categories
from cases.forms import CategoryForm, QuestionForm
from cases.models import Category, Question
from governance.access.requests import SignedIn
from governance.access.scoping import can
from governance.flow.machine import StepForbidden
from governance.web.forms import add_errors, posted


@require_GET
def category_list(request: SignedIn) -> HttpResponse:
    found = Category.objects.visible_to(request.user).select_related("department", "division")
    mine = set(Category.objects.visible_to(request.user, "cases.change_category").values_list("pk", flat=True))
    return render(request, "cases/categories.html", {"categories": found, "mine": mine})


@require_http_methods(["GET", "POST"])
def category_edit(request: SignedIn, pk: int) -> HttpResponse:
    category = _category(request, pk)
    form = CategoryForm(posted(request), category=category)
    if form.is_valid():
        with add_errors(form) as attempt:
            categories.change(category, by=request.user, **form.cleaned_data)
        if attempt.succeeded:
            messages.success(request, f"“{category.name}”已保存。")
            return redirect("cases:categories")
    questions = Question.objects.visible_to(request.user).filter(category=category)
    context = {"form": form, "category": category, "questions": questions}
    return render(request, "cases/category.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def question_new(request: SignedIn, pk: int) -> HttpResponse:
    category = _category(request, pk)
    form = QuestionForm(posted(request))
    if form.is_valid():
        with add_errors(form) as attempt:
            asking.add(category, by=request.user, **form.cleaned_data)
        if attempt.succeeded:
            return _kept(request, category, form)
    return _ask(request, category, form, "加一个问题")


@require_http_methods(["GET", "POST"])
def question_edit(request: SignedIn, pk: int) -> HttpResponse:
    found = Question.objects.visible_to(request.user).select_related("category")
    question = get_object_or_404(found, pk=pk)
    if not can(request.user, "cases.change_question", question):
        raise StepForbidden("类别的问题由区级管理员维护。")
    form = QuestionForm(posted(request), question=question)
    if form.is_valid():
        with add_errors(form) as attempt:
            asking.change(question, by=request.user, **form.cleaned_data)
        if attempt.succeeded:
            return _kept(request, question.category, form)
    return _ask(request, question.category, form, f"修改问题 {question.code}（{question.get_kind_display()}）")


def _category(request: SignedIn, pk: int) -> Category:
    category = get_object_or_404(Category.objects.visible_to(request.user), pk=pk)
    if not can(request.user, "cases.change_category", category):
        raise StepForbidden("类别由区级管理员维护。")
    return category


def _kept(request: SignedIn, category: Category, form: QuestionForm) -> HttpResponse:
    messages.success(request, f"问题“{form.cleaned_data['label']}”已保存。")
    return redirect("cases:category", category.pk)


def _ask(request: SignedIn, category: Category, form: QuestionForm, title: str) -> HttpResponse:
    context = {"form": form, "category": category, "title": title}
    return render(request, "cases/question.html", context, status=422 if form.is_bound else 200)
