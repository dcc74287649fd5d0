"""The description, its reading room, and the answer to addresses that do not exist."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiYamlRenderer
from drf_spectacular.utils import extend_schema
from rest_framework.views import APIView

from governance.api.errors import invalid, problem
from governance.api.viewsets import Transacted


@extend_schema(exclude=True)
class SchemaView(Transacted, APIView):
    """OpenAPI 3.1: YAML, or with `?format=json` JSON."""

    def get(self, request: Any) -> HttpResponse:
        kind = request.GET.get("format", "yaml")
        if kind not in ("yaml", "json"):
            raise invalid("format", "格式只有 yaml、json。")
        schema = SchemaGenerator().get_schema(request=request, public=True)
        if kind == "json":
            return JsonResponse(schema, json_dumps_params={"ensure_ascii": False})
        text = OpenApiYamlRenderer().render(schema, renderer_context={})
        return HttpResponse(text, content_type="application/yaml")


@extend_schema(exclude=True)
class Missing(Transacted, APIView):
    """Every other address below /api/v1/."""

    http_method_names = ["get", "head", "post", "put", "patch", "delete"]

    def get(self, request: Any) -> HttpResponse:
        return problem(404, "没有这个地址（注意以 / 结尾）。接口目录见 /api/v1/docs/。")

    post = put = patch = delete = get


@require_GET
def docs(request: HttpRequest) -> HttpResponse:
    return render(request, "api/docs.html", {"schema_url": reverse("api-schema")})
