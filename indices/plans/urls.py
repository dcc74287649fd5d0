from __future__ import annotations

from django.urls import path

from indices.plans.views import findings, inspections, plans, sheets, standards, tasks

app_name = "plans"
urlpatterns = [
    path("plans/", plans.plan_list, name="list"),
    path("plans/new/", plans.plan_new, name="new"),
    path("plans/adopt/", plans.plan_adopt, name="adopt"),
    path("plans/tasks/<uuid:pk>/", tasks.task, name="task"),
    path("plans/tasks/<uuid:pk>/edit/", tasks.task_edit, name="task-edit"),
    path("plans/tasks/<uuid:pk>/report/", tasks.task_report, name="task-report"),
    path("plans/tasks/<uuid:pk>/divide/", tasks.task_divide, name="task-divide"),
    path("plans/tasks/<uuid:pk>/withdraw/", tasks.task_withdraw, name="task-withdraw"),
    path("plans/tasks/<uuid:pk>/files/<uuid:file>/", tasks.task_file, name="task-file"),
    path("plans/<uuid:pk>/", plans.plan, name="plan"),
    path("plans/<uuid:pk>/edit/", plans.plan_edit, name="edit"),
    path("plans/<uuid:pk>/export/", sheets.plan_export, name="export"),
    path("plans/<uuid:pk>/tasks/new/", tasks.task_new, name="task-new"),
    path("plans/<uuid:pk>/<slug:step>/", plans.plan_step, name="step"),
    path("inspections/", inspections.inspection_list, name="inspections"),
    path("inspections/new/", inspections.inspection_new, name="inspection-new"),
    path("inspections/export/", sheets.inspection_export, name="inspection-export"),
    path("inspections/summary/", findings.inspection_summary, name="summary"),
    path("inspections/summary/export/", findings.summary_export, name="summary-export"),
    path("inspections/standard/", standards.standard, name="standard"),
    path("inspections/standard/adopt/", standards.standard_adopt, name="standard-adopt"),
    path("inspections/standard/new/", standards.standard_new, name="standard-new"),
    path("inspections/standard/<uuid:pk>/retire/", standards.standard_retire, name="standard-retire"),
    path("inspections/<uuid:pk>/", inspections.inspection, name="inspection"),
    path("inspections/<uuid:pk>/visit/", inspections.inspection_visit, name="inspection-visit"),
    path("inspections/<uuid:pk>/paper/", inspections.inspection_paper, name="inspection-paper"),
    path("inspections/<uuid:pk>/<int:number>/answer/", findings.finding_answer, name="finding-answer"),
    path("inspections/<uuid:pk>/<int:number>/photos/", findings.finding_photo_new, name="finding-photo-new"),
    path("inspections/<uuid:pk>/<int:number>/photos/<uuid:file>/", findings.finding_photo, name="finding-photo"),
    path("inspections/<uuid:pk>/<slug:step>/", inspections.inspection_step, name="inspection-step"),
]
