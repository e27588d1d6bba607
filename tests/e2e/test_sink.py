"""The sink is what it says: the end-to-end tests believe its record."""

import http.client
import json
import ssl
import time
import urllib.error
import urllib.request

import pytest

from answers import cut, hang, slow_body, status, throttled


def post(sink, path, body=b"{}", timeout=5, context=None):
    context = context or ssl.create_default_context(cadata=sink.ca_pem)
    request = urllib.request.Request(sink.url(path), body, {"Content-Type": "application/json"})
    return urllib.request.urlopen(request, timeout=timeout, context=context)


def test_records_what_arrives_and_says_ok(sink):
    with post(sink, "/chat", json.dumps({"text": "hello"}).encode()) as response:
        assert (response.status, response.read()) == (200, b"ok")
    received = sink.wait_for(1, "/chat")[0]
    assert received.json() == {"text": "hello"} and received.method == "POST"
    assert received.headers["content-type"] == "application/json"
    assert abs(received.wall - time.time()) < 5


def test_follows_its_script_and_then_says_ok(sink):
    sink.script("/chat", status(500), throttled(7), status(404, "no_service"))
    seen = []
    for _ in range(3):
        with pytest.raises(urllib.error.HTTPError) as error:
            post(sink, "/chat")
        seen.append((error.value.code, error.value.headers.get("Retry-After"), error.value.read()))
    assert seen == [(500, None, b""), (429, "7", b"rate_limited"), (404, None, b"no_service")]
    assert post(sink, "/chat").status == 200
    assert post(sink, "/other").status == 200


def test_hanging_is_received_and_not_answered(sink):
    sink.script("/chat", hang())
    with pytest.raises(TimeoutError):
        post(sink, "/chat", timeout=0.3)
    assert len(sink.requests("/chat")) == 1
    # It holds up nobody else.
    assert post(sink, "/chat").status == 200


def test_a_slow_body_outlasts_a_read_timeout(sink):
    sink.script("/chat", slow_body("abcde", between=0.2))
    started = time.monotonic()
    with post(sink, "/chat", timeout=0.5) as response:
        assert response.read() == b"abcde"
    assert time.monotonic() - started > 0.5


def test_cut_is_received(sink):
    sink.script("/chat", cut())
    with pytest.raises((http.client.RemoteDisconnected, ConnectionError, urllib.error.URLError)):
        post(sink, "/chat")
    assert len(sink.requests("/chat")) == 1


def test_refuses_and_comes_back_on_the_same_port(sink):
    url = sink.url("/chat")
    sink.refuse()
    with pytest.raises(urllib.error.URLError, match="refused"):
        post(sink, "/chat")
    sink.listen()
    assert sink.url("/chat") == url and post(sink, "/chat").status == 200


def test_only_its_own_authority_vouches_for_it(sink):
    with pytest.raises(urllib.error.URLError, match="CERTIFICATE_VERIFY_FAILED"):
        post(sink, "/chat", context=ssl.create_default_context())
    assert sink.requests() == []


def test_waiting_says_what_did_arrive(sink):
    post(sink, "/other", b"hello").close()
    with pytest.raises(AssertionError, match="0 of 1 requests to /chat.*hello"):
        sink.wait_for(1, "/chat", within=0.1)
    with pytest.raises(AssertionError, match="1 requests to /other instead of 0"):
        sink.stays_at(0, "/other", during=0)
