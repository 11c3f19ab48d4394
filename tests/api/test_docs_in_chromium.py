"""The pages of the specification in a real Chromium: they render, under their own policy, from this server alone."""

ENDLESS = {"width": 1280, "height": 30_000}  # the pages draw only what is in view


def test_every_operation_is_shown_and_nothing_is_blocked(app, browser, address):
    described, said = sum(map(len, app.extensions["openapi"]()["paths"].values())), []
    page = browser.new_page(viewport=ENDLESS)
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("request", lambda request: None if request.url.startswith((address, "data:")) else said.append(request.url))
    page.on("requestfailed", lambda request: said.append(request.url))

    page.goto(f"{address}/api/docs")
    page.locator(".opblock").nth(described - 1).wait_for(timeout=60_000)

    assert page.locator(".opblock").count() == described > 100
    assert said == []
    page.close()
