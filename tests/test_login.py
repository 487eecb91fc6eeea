import base64

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from rag.login import REFUSED, LoginMiddleware

LOGIN = "guru:rahasia:sekali ü"


def basic(login: str) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(login.encode()).decode()}


@pytest.fixture
def client() -> TestClient:
    def page(request):
        return PlainTextResponse("isi")

    routes = [Route("/{path:path}", page, methods=["GET", "POST"])]
    return TestClient(Starlette(routes=routes, middleware=[Middleware(LoginMiddleware, login=LOGIN)]))


def test_the_name_and_the_password_open_every_page(client):
    assert client.get("/", headers=basic(LOGIN)).text == "isi"
    assert client.post("/gradio_api/queue/join", headers=basic(LOGIN)).text == "isi"


@pytest.mark.parametrize(
    "headers",
    [
        {},
        basic("guru:salah"),
        basic("guru"),
        basic("murid:rahasia:sekali ü"),
        basic(LOGIN + "x"),
        {"Authorization": "Basic !"},
        {"Authorization": "Basic"},
        {"Authorization": basic(LOGIN)["Authorization"].replace("Basic", "Bearer")},
        {"Authorization": basic(LOGIN)["Authorization"].removeprefix("Basic ")},
    ],
)
@pytest.mark.parametrize("path", ["/", "/telusuri", "/gradio_api/info", "/healthz/x", "/gradio_api/startup-events/.."])
def test_without_them_every_page_is_closed(client, path, headers):
    answer = client.get(path, headers=headers)

    assert (answer.status_code, answer.text) == (401, REFUSED)
    assert answer.headers["WWW-Authenticate"].startswith("Basic realm=")


def test_the_health_address_is_open(client):
    assert client.get("/healthz").status_code == 200
