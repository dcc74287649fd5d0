"""Registers the app's resources: `workers` and `trainings` as contract.md lists them, and what their pages show besides."""

from governance.api.registry import register
from workers.api import careers, training

register("posts", careers.PostViewSet)
register("quotas", careers.QuotaViewSet)
register("workers", careers.WorkerViewSet)
register("postings", careers.PostingViewSet)
register("personnel-changes", careers.ChangeViewSet)
register("certificates", careers.CertificateViewSet)
register("trainings", training.TrainingViewSet)
register("sessions", training.SessionViewSet)
register("attendances", training.AttendanceViewSet)
