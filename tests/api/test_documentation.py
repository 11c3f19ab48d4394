"""The specification says what the door does, its pages come from this server alone, and nothing else is open."""

import jsonschema_rs
import pytest

from api.auth import PUBLIC
from api.operations import Operation
from consortium.rights.capabilities import CAPABILITIES
from tests.api.callers import CARER, REFERRAL

OPEN = {"/api/v1/health", "/api/v1/openapi.json", "/api/docs", "/api/docs/start.js", "/api/docs/<name>"}


@pytest.fixture
def document(nobody):
    return nobody.get("/openapi.json").json


def routes(app):
    return [rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/api/")]


def test_every_route_names_a_capability_but_the_few_that_hold_no_record(app):
    capabilities = {rule.rule: app.view_functions[rule.endpoint].capability for rule in routes(app)}

    assert {path for path, capability in capabilities.items() if capability == PUBLIC} == OPEN
    assert {capability for path, capability in capabilities.items() if path not in OPEN} <= set(CAPABILITIES)


@pytest.mark.asvs("8.3.1")
@pytest.mark.api_top_ten("API2")
def test_every_other_route_refuses_whoever_has_no_token(app, nobody):
    for rule in routes(app):
        path = rule.rule.replace("<uuid:", "<").partition("/api/v1")[2]
        for name in rule.arguments:
            path = path.replace(f"<{name}>", "00000000-0000-4000-8000-000000000000")
        for method in rule.methods - {"HEAD"} if rule.rule not in OPEN else ():
            assert nobody.call(method, path).status_code == 401, (method, path)


@pytest.mark.asvs("2.1.1")
@pytest.mark.api_top_ten("API9")
def test_the_specification_describes_every_operation(app, document):
    described = {(path, method.upper()) for path, methods in document["paths"].items() for method in methods}
    served = {
        (rule.rule.replace("<uuid:", "<").replace("<", "{").replace(">", "}"), app.view_functions[rule.endpoint].method)
        for rule in routes(app)
        if isinstance(app.view_functions[rule.endpoint], Operation) and rule.rule.startswith("/api/v1")
    }

    assert described == served
    assert document["openapi"].startswith("3.1")


def test_every_operation_says_what_it_is_and_how_it_refuses(document):
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            assert operation["summary"].endswith("."), (path, method)
            assert {"400", "422", "500"} <= set(operation["responses"]), (path, method)
            public = path in OPEN
            assert operation.get("security", document["security"]) == ([] if public else [{"token": []}])


def test_every_schema_of_the_specification_is_a_schema(document):
    for schema in document["components"]["schemas"].values():
        jsonschema_rs.meta.validate(schema | {"$schema": "https://json-schema.org/draft/2020-12/schema"})


def test_every_reference_of_the_specification_leads_somewhere(document):
    def references(value):
        if isinstance(value, dict):
            yield from ([value["$ref"]] if isinstance(value.get("$ref"), str) else [])
            value = list(value.values())
        for inner in value if isinstance(value, list) else ():
            yield from references(inner)

    for reference in set(references(document)):
        place = document
        for step in reference.removeprefix("#/").split("/"):
            place = place[step]


@pytest.mark.parametrize(
    "name", ["CarerNew", "ReferralNew", "CommitmentNew", "PurchaseNew", "AgreementNew", "MemberNew"]
)
def test_what_only_the_server_writes_is_in_no_new_record(document, name):
    schema = document["components"]["schemas"][name]

    assert schema["additionalProperties"] is False
    assert not {"id", "version", "created_at", "status"} & set(schema["properties"])


def test_answers_fit_the_schemas_that_are_published(document, agency_worker, authority_worker):
    answers = {"Carer": agency_worker.post("/carers", CARER), "Referral": authority_worker.post("/referrals", REFERRAL)}

    for name, answer in answers.items():
        schema = {"$ref": f"#/components/schemas/{name}", "components": document["components"]}
        jsonschema_rs.validator_for(schema).validate(answer.json)


@pytest.mark.asvs("14.2.3")
def test_the_pages_name_no_other_host_and_run_no_script_of_their_own(app):
    page = app.test_client().get("/api/docs")

    assert "http" not in page.text.replace('<html lang="en">', "")
    assert "<script>" not in page.text
    assert "unsafe" not in page.headers["Content-Security-Policy"]


@pytest.mark.parametrize("name", ["swagger-ui.css", "swagger-ui-bundle.js", "favicon-32x32.png", "start.js"])
def test_the_pages_files_are_served_here(app, name):
    with app.test_client().get(f"/api/docs/{name}", buffered=True) as answer:
        assert answer.status_code == 200


@pytest.mark.asvs("13.4.1")
@pytest.mark.parametrize("name", ["..%2findex.html", "oauth2-redirect.html", "VERSION", "%00"])
def test_no_other_file_is_served(app, name):
    assert app.test_client().get(f"/api/docs/{name}").status_code == 404
