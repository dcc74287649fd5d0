"""Who gets what at every address: this table is the expectation. Read it with the role table of contract.md.

A cell is the status of the answer. `0` is a good answer (2xx or 3xx) with nothing in it: a list that shows no row of the
northern committee, a page without rows, a writing that wrote nothing. Own columns work in the northern street, or above
it; `next_staff` works in the southern street, `next_clerk` in the committee next door. `{names}` are the specimens of
`specimens.py`, all of the northern committee; what is sent along stands in `access_bodies.py`. Writing is undone each time.
"""

COLUMNS = (
    "stranger",
    "district_admin", "viewer", "department", "subdistrict_admin", "staff", "clerk", "auditor",
    "next_staff", "next_clerk",
)  # fmt: skip

MATRIX = {
    "own": """
GET   /                                                      | 302 | 302 302 302 302 302 302 302 | 302 302
GET   /login/                                                |   0 | 302 302 302 302 302 302 302 | 302 302
POST  /login/                                                | 422 |   0   0   0   0   0   0   0 |   0   0
POST  /logout/                                               | 302 | 302 302 302 302 302 302 302 | 302 302
GET   /me/                                                   | 302 |   0   0   0   0   0   0   0 |   0   0
GET   /me/password/                                          | 302 |   0   0   0   0   0   0   0 |   0   0
POST  /me/password/                                          | 302 | 422 422 422 422 422 422 422 | 422 422
GET   /me/second-factor/                                     | 302 |   0   0   0   0   0   0   0 |   0   0
POST  /me/second-factor/                                     | 302 | 422 422 422 422 422 422 422 | 422 422
GET   /inbox/                                                | 302 |   0   0   0   0   0   0   0 |   0   0
POST  /inbox/read/                                           | 302 |   0   0   0   0   0   0   0 |   0   0
GET   /inbox/{notice}/                                       | 302 | 404 404 404 404 404 404 404 | 404 404
GET   /search/?q={room}                                      | 302 | 200 200   0 200 200 200   0 |   0   0
GET   /healthz                                               |   0 |   0   0   0   0   0   0   0 |   0   0
GET   /readyz                                                |   0 |   0   0   0   0   0   0   0 |   0   0
""",
    "accounts": """
GET   /users/                                                | 302 | 200   0   0 200 200   0 200 |   0   0
GET   /users/new/                                            | 302 | 200 403 403 200 403 403 403 | 403 403
POST  /users/new/                                            | 302 | 200 403 403 200 403 403 403 | 403 403
GET   /users/{person}/                                       | 302 | 200 404 404 200 404 404 200 | 404 404
GET   /users/{person}/grant/                                 | 302 | 200 403 403 200 403 403 403 | 403 403
POST  /users/{person}/grant/                                 | 302 | 302 403 403 302 403 403 403 | 403 403
POST  /users/{person}/memberships/{membership}/end/          | 302 | 302 404 404 302 404 404 403 | 404 404
POST  /users/{person}/disable/                               | 302 | 302 404 404 302 404 404 403 | 404 404
POST  /users/{person}/enable/                                | 302 | 422 404 404 422 404 404 403 | 404 404
POST  /users/{person}/reset-password/                        | 302 | 200 404 404 200 404 404 403 | 404 404
POST  /users/{person}/reset-second-factor/                   | 302 | 422 404 404 422 404 404 403 | 404 404
GET   /tokens/?whose=all                                     | 302 | 200   0   0 200   0   0 200 |   0   0
GET   /tokens/new/                                           | 302 |   0   0   0   0   0   0   0 |   0   0
POST  /tokens/new/                                           | 302 | 200 200 200 200 200 200 200 | 200 200
POST  /tokens/{token}/revoke/                                | 302 | 302 404 404 302 404 404 403 | 404 404
GET   /departments/                                          | 302 |   0   0   0   0   0   0   0 |   0   0
POST  /departments/add/                                      | 302 | 302 403 403 403 403 403 403 | 403 403
POST  /departments/{department}/                             | 302 | 302 403 403 403 403 403 403 | 403 403
GET   /audit/                                                | 302 |   0   0   0   0   0   0 200 |   0   0
GET   /audit/chain/                                          | 302 | 403 403 403 403 403 403   0 | 403 403
GET   /audit/export/                                         | 302 |   0   0   0   0   0   0 200 |   0   0
GET   /audit/{event}/                                        | 302 | 404 404 404 404 404 404 200 | 404 404
""",
    "burden": """
GET   /burden/                                               | 302 |   0   0 403 200 200 403 403 |   0 403
GET   /burden/?within={committee}                            | 302 | 200 200 403 200 200 403 403 | 404 403
""",
    "registers": """
GET   /households/                                           | 302 | 200 200   0 200 200 200   0 |   0   0
GET   /households/find/?q={room}                             | 302 | 200 200   0 200 200 200   0 |   0   0
POST  /households/find/                                      | 302 |   0   0   0   0   0   0   0 |   0   0
GET   /households/export/                                    | 302 | 200 200   0 200 200 200   0 |   0   0
GET   /households/{household}/                               | 302 | 200 200 404 200 200 200 404 | 404 404
GET   /households/{household}/edit/                          | 302 | 403 403 404 200 403 200 404 | 404 404
POST  /households/{household}/edit/                          | 302 | 403 403 404 302 403 302 404 | 404 404
GET   /households/{vacant}/close/                            | 302 | 403 403 404 200 403 200 404 | 404 404
POST  /households/{vacant}/close/                            | 302 | 403 403 404 302 403 302 404 | 404 404
GET   /households/{household}/residents/new/                 | 302 | 403 403 404 200 403 200 404 | 404 404
POST  /households/{household}/residents/new/                 | 302 | 403 403 404 302 403 302 404 | 404 404
GET   /residents/{resident}/edit/                            | 302 | 403 403 404 200 403 200 404 | 404 404
POST  /residents/{resident}/edit/                            | 302 | 403 403 404 302 403 302 404 | 404 404
GET   /residents/{resident}/move-out/                        | 302 | 403 403 404 200 403 200 404 | 404 404
POST  /residents/{resident}/move-out/                        | 302 | 403 403 404 302 403 302 404 | 404 404
GET   /residents/{resident}/reveal/                          | 302 | 200 403 404 200 200 200 404 | 404 404
POST  /residents/{resident}/reveal/                          | 302 | 200 403 404 200 200 200 404 | 404 404
GET   /residents/{resident}/key-person/                      | 302 | 403 403 404 200 403 200 404 | 404 404
POST  /residents/{resident}/key-person/                      | 302 | 403 403 404 302 403 302 404 | 404 404
GET   /key-persons/{span}/delist/                            | 302 | 405 405 405 405 405 405 405 | 405 405
POST  /key-persons/{span}/delist/                            | 302 | 403 403 404 302 403 302 404 | 404 404
GET   /estates/                                              | 302 | 200 200   0 200 200 200   0 |   0   0
GET   /estates/new/                                          | 302 | 403 403 403 200 403 200 403 | 403   0
POST  /estates/new/                                          | 302 | 403 403 403 302 403 302 403 | 403 422
GET   /estates/{estate}/                                     | 302 | 200 200 404 200 200 200 404 | 404 404
GET   /estates/{estate}/edit/                                | 302 | 403 403 404 200 403 200 404 | 404 404
POST  /estates/{estate}/edit/                                | 302 | 403 403 404 302 403 302 404 | 404 404
GET   /estates/{estate}/buildings/new/                       | 302 | 403 403 404 200 403 200 404 | 404 404
POST  /estates/{estate}/buildings/new/                       | 302 | 403 403 404 302 403 302 404 | 404 404
GET   /buildings/{building}/edit/                            | 302 | 403 403 404 200 403 200 404 | 404 404
POST  /buildings/{building}/edit/                            | 302 | 403 403 404 302 403 302 404 | 404 404
GET   /buildings/{building}/households/new/                  | 302 | 403 403 404 200 403 200 404 | 404 404
POST  /buildings/{building}/households/new/                  | 302 | 403 403 404 302 403 302 404 | 404 404
""",
    "visits": """
GET   /today/                                                | 302 | 200 200 200 200 200 200   0 |   0   0
GET   /visits/                                               | 302 | 200 200   0 200 200 200   0 |   0   0
GET   /visits/new/                                           | 302 | 403 403 403 403 403   0 403 | 403   0
GET   /visits/new/?household={household}                     | 302 | 403 403 403 403 403 200 403 | 403 404
POST  /visits/new/?household={household}                     | 302 | 403 403 403 403 403 302 403 | 403 404
GET   /visits/{visit}/                                       | 302 | 200 200 404 200 200 200 404 | 404 404
POST  /visits/{visit_bare}/withdraw/                         | 302 | 403 403 404 403 403 302 404 | 404 404
GET   /needs/                                                | 302 | 200 200   0 200 200 200   0 |   0   0
GET   /needs/{need}/                                         | 302 | 200 200 404 200 200 200 404 | 404 404
POST  /needs/{need}/resolve/                                 | 302 | 403 403 404 403 403 302 404 | 404 404
POST  /needs/{need}/follow-up/                               | 302 | 403 403 404 403 403 302 404 | 404 404
""",
    "cases": """
GET   /cases/                                                | 302 | 200 200 200 200 200 200   0 |   0   0
GET   /cases/export/                                         | 302 | 200 200 200 200 200 200   0 |   0   0
POST  /cases/dispatch/                                       | 302 | 302   0   0 302 302   0   0 |   0   0
GET   /cases/new/                                            | 302 | 200 403 403 200 200 200 403 |   0   0
POST  /cases/new/                                            | 302 | 302 403 403 302 302 302 403 | 422 422
GET   /cases/new/questions/                                  | 302 |   0 403 403   0   0   0 403 |   0   0
GET   /cases/categories/                                     | 302 |   0   0   0   0   0   0   0 |   0   0
GET   /cases/categories/{category}/                          | 302 | 200 403 403 403 403 403 403 | 403 403
POST  /cases/categories/{category}/                          | 302 | 302 403 403 403 403 403 403 | 403 403
GET   /cases/categories/{category}/questions/                | 302 | 200 403 403 403 403 403 403 | 403 403
POST  /cases/categories/{category}/questions/                | 302 | 302 403 403 403 403 403 403 | 403 403
GET   /cases/questions/{question}/                           | 302 | 200 403 403 403 403 403 403 | 403 403
POST  /cases/questions/{question}/                           | 302 | 302 403 403 403 403 403 403 | 403 403
GET   /cases/holidays/                                       | 302 |   0   0   0   0   0   0   0 |   0   0
POST  /cases/holidays/                                       | 302 | 302 403 403 403 403 403 403 | 403 403
POST  /cases/holidays/{special_day}/withdraw/                | 302 | 302 403 403 403 403 403 403 | 403 403
GET   /cases/{case_received}/reporter/                       | 302 | 200 404 404 200 200 200 404 | 404 404
POST  /cases/{case_received}/reporter/                       | 302 | 200 404 404 200 200 200 404 | 404 404
GET   /cases/{case_received}/kin/                            | 302 | 200 200 404 200 200 200 404 | 404 404
GET   /cases/{case_received}/                                | 302 | 200 200 404 200 200 200 404 | 404 404
GET   /cases/{case_closed}/                                  | 302 | 200 200 200 200 200 200 404 | 404 404
GET   /cases/{case_refused}/                                 | 302 | 200 200 200 200 200 200 404 | 404 404
POST  /cases/{case_received}/file/                           | 302 | 302 403 404 302 302 403 404 | 404 404
POST  /cases/{case_filed}/dispatch/                          | 302 | 302 403 404 302 302 403 404 | 404 404
POST  /cases/{case_dispatched}/accept/                       | 302 | 302 403 302 302 403 403 404 | 404 404
POST  /cases/{case_dispatched}/refuse/                       | 302 | 302 403 302 302 403 403 404 | 404 404
POST  /cases/{case_handling}/finish/                         | 302 | 302 403 302 302 403 403 404 | 404 404
POST  /cases/{case_handled}/rework/                          | 302 | 302 403 403 302 302 403 404 | 404 404
POST  /cases/{case_handled}/check/                           | 302 | 302 403 403 302 302 403 404 | 404 404
POST  /cases/{case_checked}/close/                           | 302 | 302 403 403 302 302 403 404 | 404 404
POST  /cases/{case_closed}/reopen/                           | 302 | 302 403 403 302 302 403 404 | 404 404
POST  /cases/{case_received}/withdraw/                       | 302 | 302 403 404 302 302 302 404 | 404 404
POST  /cases/{case_closed}/answer/                           | 302 | 302 403 403 302 403 302 404 | 404 404
POST  /cases/{case_handling}/return/                         | 302 | 302 403 302 302 403 403 404 | 404 404
POST  /cases/{case_handling}/transfer/                       | 302 | 302 403 302 302 302 403 404 | 404 404
POST  /cases/{case_handling}/extend/                         | 302 | 302 403 302 302 302 403 404 | 404 404
POST  /cases/{case_handling}/pause/                          | 302 | 302 403 302 302 302 403 404 | 404 404
POST  /cases/{case_asking}/approve/                          | 302 | 302 403 403 302 302 403 404 | 404 404
POST  /cases/{case_asking}/reject/                           | 302 | 302 403 403 302 302 403 404 | 404 404
POST  /cases/{case_paused}/resume/                           | 302 | 302 403 302 302 302 403 404 | 404 404
POST  /cases/{case_filed}/merge/                             | 302 | 302 403 404 302 302 403 404 | 404 404
POST  /cases/{case_merged}/separate/                         | 302 | 302 403 404 302 302 403 404 | 404 404
POST  /cases/{case_handling}/urge/                           | 302 | 302 403 403 302 302 403 404 | 404 404
POST  /cases/{case_handling}/hide/                           | 302 | 302 403 403 302 302 403 404 | 404 404
POST  /cases/{case_private}/unhide/                          | 302 | 302 403 404 302 302 403 404 | 404 404
POST  /cases/{case_handling}/publish/                        | 302 | 302 403 403 302 302 403 404 | 404 404
POST  /cases/{case_published}/unpublish/                     | 302 | 302 403 404 302 302 403 404 | 404 404
POST  /cases/{case_closed}/nonsense/                         | 302 | 404 404 404 404 404 404 404 | 404 404
""",
    "index": """
GET   /dashboard/                                            | 302 |   0   0 403 200 200 200 403 |   0   0
GET   /index/                                                | 302 |   0   0   0   0   0   0   0 |   0   0
GET   /index/schemes/{scheme_version}/                       | 302 | 200 200 200 200 200 200 200 | 200 200
GET   /index/schemes/compare/                                | 302 |   0   0   0   0   0   0   0 |   0   0
GET   /index/{committee}/{period}/                           | 302 | 200 200 404 200 200 200 404 | 404 404
GET   /index/{committee}/{published}/                        | 302 | 200 200 200 200 200 200 200 | 200 200
GET   /index/{district}/{finished}/publish/                  | 302 | 200 403 404 403 403 403 404 | 403 403
GET   /index/{committee}/{period}/ZZ-B1/denominator/         | 302 | 200 200 404 200 200 200 404 | 404 404
GET   /reports/                                              | 302 | 200 200   0 200 200 200   0 |   0   0
POST  /reports/ask/                                          | 302 | 302 422 422 302 302 422 422 | 422 422
GET   /reports/runs/{report_run}/                            | 302 | 200 200 404 200 200 200 404 | 404 404
POST  /reports/runs/{report_run}/cancel/                     | 302 | 404 404 404 404 404 404 404 | 404 404
GET   /reports/{report}/                                     | 302 | 200 200 404 200 200 200 404 | 404 404
GET   /reports/{report}/word/                                | 302 | 200 200 404 200 200 200 404 | 404 404
GET   /reports/{report}/pdf/                                 | 302 | 404 404 404 404 404 404 404 | 404 404
GET   /public/index/                                         |   0 |   0   0   0   0   0   0   0 |   0   0
GET   /public/index/{district}/{published}/scheme.json       | 200 | 200 200 200 200 200 200 200 | 200 200
GET   /public/index/{district}/{published}/data.csv          | 200 | 200 200 200 200 200 200 200 | 200 200
GET   /public/index/{district}/{period}/data.csv             | 404 | 404 404 404 404 404 404 404 | 404 404
""",
    "api configuration and index": """
GET   /api/v1/schema/                                        | 401 |   0   0   0   0   0   0   0 |   0   0
GET   /api/v1/docs/                                          | 302 |   0   0   0   0   0   0   0 |   0   0
GET   /api/v1/divisions/                                     | 401 | 200 200 200 200 200 200 200 |   0   0
GET   /api/v1/divisions/{committee}/                         | 401 | 200 200 200 200 200 200 200 | 404 404
GET   /api/v1/departments/                                   | 401 |   0   0   0   0   0   0   0 |   0   0
GET   /api/v1/departments/{department_code}/                 | 401 | 200 200 200 200 200 200 200 | 200 200
GET   /api/v1/categories/                                    | 401 |   0   0   0   0   0   0   0 |   0   0
GET   /api/v1/categories/{category_code}/                    | 401 | 200 200 200 200 200 200 200 | 200 200
PATCH /api/v1/categories/{category_code}/                    | 401 | 200 403 403 403 403 403 403 | 403 403
GET   /api/v1/indicators/                                    | 401 |   0   0   0   0   0   0   0 |   0   0
GET   /api/v1/indicators/ZZ-B1/                              | 401 |   0   0   0   0   0   0   0 |   0   0
GET   /api/v1/schemes/                                       | 401 |   0   0   0   0   0   0   0 |   0   0
GET   /api/v1/schemes/{scheme_version}/                      | 401 | 200 200 200 200 200 200 200 | 200 200
GET   /api/v1/index-scores/                                  | 401 | 200 200 200 200 200 200 200 | 200 200
GET   /api/v1/index-scores/{score}/                          | 401 | 200 200 404 200 200 200 404 | 404 404
GET   /api/v1/index-scores/{published_score}/                | 401 | 200 200 200 200 200 200 200 | 200 200
GET   /api/v1/index-scores/{score}/explain/                  | 401 | 200 200 404 200 200 200 404 | 404 404
GET   /api/v1/index-scores/{score}/records/?indicator=ZZ-B1&side=denominator | 401 | 200 200 404 200 200 200 404 | 404 404
GET   /api/v1/reports/                                       | 401 | 200 200   0 200 200 200   0 |   0   0
GET   /api/v1/reports/{report}/                              | 401 | 200 200 404 200 200 200 404 | 404 404
GET   /api/v1/reports/{report}/file/?kind=word               | 401 | 200 200 404 200 200 200 404 | 404 404
GET   /api/v1/nothing/                                       | 401 | 404 404 404 404 404 404 404 | 404 404
""",
    "api registers": """
GET   /api/v1/estates/                                       | 401 | 200 200   0 200 200 200   0 |   0   0
POST  /api/v1/estates/                                       | 401 | 403 403 403 201 403 201 403 | 403 400
GET   /api/v1/estates/{estate}/                              | 401 | 200 200 404 200 200 200 404 | 404 404
PUT   /api/v1/estates/{new}/                                 | 401 | 403 403 403 201 403 201 403 | 403 400
PATCH /api/v1/estates/{estate}/                              | 401 | 403 403 404 200 403 200 404 | 404 404
GET   /api/v1/buildings/                                     | 401 | 200 200   0 200 200 200   0 |   0   0
POST  /api/v1/buildings/                                     | 401 | 403 403 403 201 403 201 403 | 403 400
GET   /api/v1/buildings/{building}/                          | 401 | 200 200 404 200 200 200 404 | 404 404
PUT   /api/v1/buildings/{new}/                               | 401 | 403 403 403 201 403 201 403 | 403 400
PATCH /api/v1/buildings/{building}/                          | 401 | 403 403 404 200 403 200 404 | 404 404
GET   /api/v1/households/                                    | 401 | 200 200   0 200 200 200   0 |   0   0
POST  /api/v1/households/                                    | 401 | 403 403 403 201 403 201 403 | 403 400
GET   /api/v1/households/{household}/                        | 401 | 200 200 404 200 200 200 404 | 404 404
PUT   /api/v1/households/{new}/                              | 401 | 403 403 403 201 403 201 403 | 403 400
PATCH /api/v1/households/{household}/                        | 401 | 403 403 404 200 403 200 404 | 404 404
POST  /api/v1/households/{vacant}/close/                     | 401 | 403 403 404 200 403 200 404 | 404 404
GET   /api/v1/residents/                                     | 401 | 200 200   0 200 200 200   0 |   0   0
POST  /api/v1/residents/                                     | 401 | 403 403 403 201 403 201 403 | 403 400
GET   /api/v1/residents/{resident}/                          | 401 | 200 200 404 200 200 200 404 | 404 404
PUT   /api/v1/residents/{new}/                               | 401 | 403 403 403 201 403 201 403 | 403 400
PATCH /api/v1/residents/{resident}/                          | 401 | 403 403 404 200 403 200 404 | 404 404
POST  /api/v1/residents/{resident}/reveal/                   | 401 | 200 403 404 200 200 200 404 | 404 404
POST  /api/v1/residents/{resident}/move-out/                 | 401 | 403 403 404 200 403 200 404 | 404 404
POST  /api/v1/residents/{resident}/list-key-person/          | 401 | 403 403 404 200 403 200 404 | 404 404
POST  /api/v1/residents/{resident}/delist-key-person/        | 401 | 403 403 404 200 403 200 404 | 404 404
""",
    "api visits": """
GET   /api/v1/visits/                                        | 401 | 200 200   0 200 200 200   0 |   0   0
POST  /api/v1/visits/                                        | 401 | 403 403 403 403 403 201 403 | 403 400
GET   /api/v1/visits/{visit}/                                | 401 | 200 200 404 200 200 200 404 | 404 404
PUT   /api/v1/visits/{new}/                                  | 401 | 403 403 403 403 403 201 403 | 403 400
POST  /api/v1/visits/{visit_bare}/withdraw/                  | 401 | 403 403 404 403 403 200 404 | 404 404
GET   /api/v1/needs/                                         | 401 | 200 200   0 200 200 200   0 |   0   0
GET   /api/v1/needs/{need}/                                  | 401 | 200 200 404 200 200 200 404 | 404 404
POST  /api/v1/needs/{need}/resolve/                          | 401 | 403 403 404 403 403 200 404 | 404 404
""",
    "api cases": """
GET   /api/v1/cases/                                         | 401 | 200 200 200 200 200 200   0 |   0   0
POST  /api/v1/cases/                                         | 401 | 201 403 403 201 201 201 403 | 400 400
GET   /api/v1/cases/{case_received}/                         | 401 | 200 200 404 200 200 200 404 | 404 404
GET   /api/v1/cases/{case_closed}/                           | 401 | 200 200 200 200 200 200 404 | 404 404
PUT   /api/v1/cases/{new}/                                   | 401 | 201 403 403 201 201 201 403 | 400 400
POST  /api/v1/cases/{case_received}/file/                    | 401 | 200 403 404 200 200 403 404 | 404 404
POST  /api/v1/cases/{case_filed}/dispatch/                   | 401 | 200 403 404 200 200 403 404 | 404 404
POST  /api/v1/cases/{case_dispatched}/accept/                | 401 | 200 403 200 200 403 403 404 | 404 404
POST  /api/v1/cases/{case_dispatched}/refuse/                | 401 | 200 403 200 200 403 403 404 | 404 404
POST  /api/v1/cases/{case_handling}/finish/                  | 401 | 200 403 200 200 403 403 404 | 404 404
POST  /api/v1/cases/{case_handled}/rework/                   | 401 | 200 403 403 200 200 403 404 | 404 404
POST  /api/v1/cases/{case_handled}/check/                    | 401 | 200 403 403 200 200 403 404 | 404 404
POST  /api/v1/cases/{case_checked}/close/                    | 401 | 200 403 403 200 200 403 404 | 404 404
POST  /api/v1/cases/{case_closed}/reopen/                    | 401 | 200 403 403 200 200 403 404 | 404 404
POST  /api/v1/cases/{case_received}/withdraw/                | 401 | 200 403 404 200 200 200 404 | 404 404
POST  /api/v1/cases/{case_closed}/answer/                    | 401 | 200 403 403 200 403 200 404 | 404 404
POST  /api/v1/cases/{case_handling}/return/                  | 401 | 200 403 200 200 403 403 404 | 404 404
POST  /api/v1/cases/{case_handling}/transfer/                | 401 | 200 403 200 200 200 403 404 | 404 404
POST  /api/v1/cases/{case_handling}/extend/                  | 401 | 200 403 200 200 200 403 404 | 404 404
POST  /api/v1/cases/{case_handling}/pause/                   | 401 | 200 403 200 200 200 403 404 | 404 404
POST  /api/v1/cases/{case_asking}/approve/                   | 401 | 200 403 403 200 200 403 404 | 404 404
POST  /api/v1/cases/{case_asking}/reject/                    | 401 | 200 403 403 200 200 403 404 | 404 404
POST  /api/v1/cases/{case_paused}/resume/                    | 401 | 200 403 200 200 200 403 404 | 404 404
POST  /api/v1/cases/{case_filed}/merge/                      | 401 | 200 403 404 200 200 403 404 | 404 404
POST  /api/v1/cases/{case_merged}/separate/                  | 401 | 200 403 404 200 200 403 404 | 404 404
POST  /api/v1/cases/{case_handling}/urge/                    | 401 | 200 403 403 200 200 403 404 | 404 404
POST  /api/v1/cases/{case_handling}/hide/                    | 401 | 200 403 403 200 200 403 404 | 404 404
POST  /api/v1/cases/{case_private}/unhide/                   | 401 | 200 403 404 200 200 403 404 | 404 404
POST  /api/v1/cases/{case_handling}/publish/                 | 401 | 200 403 403 200 200 403 404 | 404 404
POST  /api/v1/cases/{case_published}/unpublish/              | 401 | 200 403 404 200 200 403 404 | 404 404
""",
}
