"""Who may do what: names, forged posts, logins, lock-out, headers, and refusals in words."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest
from flask.testing import FlaskClient

from callfloor.web import app as apps
from callfloor.web.pages.login import inside
from callfloor.web.safety import sessions, users
from callfloor.web.safety.attempts import LOCKED, NAME_FAILURES, Attempts
from callfloor.web.safety.forgery import known_host
from callfloor.web.services import Services
from callfloor.web.settings import Limits, Settings
from scenarios.faults import InputError

OURS = {"Origin": "http://localhost"}
PASSWORD = "correct horse"


def client(files: Path, **settings: Any) -> FlaskClient:
    said = Settings(files=files, **settings)
    return apps.create(said, Services(said, Mock(), Mock(), Mock())).server.test_client()


@pytest.fixture(scope="module")
def visitor(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    return client(tmp_path_factory.mktemp("files"))


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("users") / "users.txt"
    users.add(path, "mei", PASSWORD)
    return path


@pytest.fixture
def stranger(tmp_path: Path, book: Path) -> FlaskClient:
    return client(tmp_path, users=book)


def enter(who: FlaskClient, name: str = "mei", password: str = PASSWORD, onward: str = "/") -> Any:
    return who.post("/login", data={"name": name, "password": password, "next": onward}, headers=OURS)


def test_every_answer_carries_the_usual_headers(visitor: FlaskClient):
    headers = visitor.get("/").headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "SAMEORIGIN"
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "same-origin"
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe-eval" not in policy
    assert "'unsafe-inline'" not in policy.split("script-src")[1].split(";")[0]
    assert "http:" not in policy
    assert "Strict-Transport-Security" not in headers


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "same-origin", "Origin": "https://evil.example"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
    ],
)
def test_posts_from_elsewhere_are_refused(visitor: FlaskClient, headers: dict[str, str]):
    answer = visitor.post("/_dash-update-component", json={}, headers=headers)
    assert answer.status_code == 403
    assert "another site" in answer.text


def test_names_that_are_not_ours_are_refused(visitor: FlaskClient):
    answer = visitor.get("/", headers={"Host": "evil.example:8050"})
    assert (answer.status_code, "--name" in answer.text) == (400, True)


@pytest.mark.parametrize(
    ("host", "settings", "known"),
    [
        ("127.0.0.1:8050", Settings(), True),
        ("[::1]:8050", Settings(), True),
        ("localhost", Settings(), True),
        ("[::1", Settings(), False),
        ("", Settings(), False),
        ("planner.example", Settings(), False),
        ("planner.example", Settings(names=("planner.example",)), True),
        ("10.0.0.7:8050", Settings(), False),
        ("10.0.0.7:8050", Settings(address="0.0.0.0"), True),
        ("evil.example", Settings(address="0.0.0.0"), False),
    ],
)
def test_names_we_go_by(host: str, settings: Settings, known: bool):
    assert known_host(host, settings) is known


def test_what_is_not_there_is_said_in_the_frame(visitor: FlaskClient):
    answer = visitor.get("/nowhere", headers={"Accept": "text/html"})
    assert answer.status_code == 404
    assert "<title>callfloor</title>" in answer.text  # the frame, whose router says it


def test_an_upload_that_is_too_large_is_refused_in_words(tmp_path: Path):
    small = client(tmp_path, limits=Limits(upload=1024 * 1024))
    answer = small.post("/_dash-update-component", data=b"x" * 5_000_000, content_type="application/json", headers=OURS)
    assert answer.status_code == 413
    assert answer.text == "That is more than 1 MB, the most that can be sent here."


def test_a_fault_of_ours_is_a_sentence_with_a_number_and_no_traceback(tmp_path: Path):
    said = Settings(files=tmp_path)
    app = apps.create(said, Services(said, Mock(), Mock(), Mock()))

    def broken() -> str:
        raise RuntimeError("the secret of the house")

    app.server.add_url_rule("/broken", view_func=broken)
    answer = app.server.test_client().get("/broken", headers={"Accept": "text/html"})
    assert answer.status_code == 500
    assert "its own" in answer.text
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text


def test_the_language_is_the_browsers_until_one_is_chosen(tmp_path: Path):
    visitor = client(tmp_path)
    assert '<html lang="zh-Hans">' in visitor.get("/", headers={"Accept-Language": "zh-CN,zh;q=0.9"}).text
    assert '<html lang="en">' in visitor.get("/", headers={"Accept-Language": "de"}).text
    back = visitor.get("/language/zh", headers={"Referer": "http://localhost/runs?x=1"})
    assert back.headers["Location"] == "/runs?x=1"
    assert '<html lang="zh-Hans">' in visitor.get("/", headers={"Accept-Language": "en"}).text
    assert visitor.get("/language/xx").status_code == 404


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ("/runs/17?a=b", "/runs/17?a=b"),
        ("http://localhost/runs", "/runs"),
        ("https://evil.example/runs", "/"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
    ],
)
def test_nobody_is_led_elsewhere(address: str, path: str):
    assert inside(address, "localhost") == path


def test_strangers_are_asked_to_log_in(stranger: FlaskClient):
    answer = stranger.get("/runs/17?x=1", headers={"Accept": "text/html"})
    assert answer.headers["Location"] == "/login?next=/runs/17%3Fx%3D1"
    assert stranger.get("/_dash-layout").status_code == 401
    assert stranger.post("/_dash-update-component", json={}, headers=OURS).status_code == 401
    assert stranger.get("/login").status_code == 200


def test_a_login_leads_on_and_lasts_until_the_user_leaves(stranger: FlaskClient):
    answer = enter(stranger, onward="/runs/17")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/runs/17")
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert stranger.get("/_dash-layout").status_code == 200
    assert stranger.post("/logout", headers=OURS).status_code == 303
    assert stranger.get("/_dash-layout").status_code == 401


def test_a_wrong_password_says_so_and_no_more(stranger: FlaskClient):
    wrong, unknown = enter(stranger, password="wrong horse"), enter(stranger, name="nobody")
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.text.replace("mei", "") == unknown.text.replace("nobody", "")


def test_repeated_failures_lock_a_name_even_for_the_right_password(stranger: FlaskClient):
    for _ in range(NAME_FAILURES):
        assert enter(stranger, password="wrong horse").status_code == 401
    answer = enter(stranger)
    assert answer.status_code == 429
    assert "15 minutes" in answer.text


def test_a_new_password_ends_the_old_sessions(tmp_path: Path):
    path = tmp_path / "users.txt"
    users.add(path, "mei", PASSWORD)
    users.add(path, "lin", PASSWORD)
    who = client(tmp_path / "files", users=path)
    enter(who)
    assert who.get("/_dash-layout").status_code == 200
    assert users.add(path, "mei", "another horse") is True
    assert who.get("/_dash-layout").status_code == 401
    assert enter(who, password="another horse").status_code == 303


def test_locks_open_again_and_the_right_password_forgets_failures():
    clock = [0.0]
    attempts = Attempts(lambda: clock[0])
    for _ in range(NAME_FAILURES):
        attempts.failed("Mei ", "1.2.3.4")
    assert attempts.wait("mei", "5.6.7.8") == LOCKED
    assert attempts.wait("lin", "1.2.3.4") == 0
    clock[0] = LOCKED
    assert attempts.wait("mei", "5.6.7.8") == 0
    clock[0] = 0.0
    attempts.succeeded("mei")
    assert attempts.wait("mei", "5.6.7.8") == 0


def test_an_address_that_fails_for_many_names_is_locked():
    attempts = Attempts(lambda: 0.0)
    for place in range(20):
        attempts.failed(f"name{place}", "1.2.3.4")
    assert attempts.wait("somebody", "1.2.3.4") > 0
    assert attempts.wait("somebody", "1.2.3.5") == 0


def test_passwords_are_kept_as_hashes_that_only_the_owner_reads(book: Path):
    assert PASSWORD not in book.read_text()
    assert "mei:scrypt:" in book.read_text()
    assert stat.S_IMODE(book.stat().st_mode) == 0o600


def test_every_fault_of_a_new_user_is_said_at_once(tmp_path: Path):
    with pytest.raises(InputError) as fault:
        users.add(tmp_path / "users.txt", "no:name", "short")
    assert [one.file for one in fault.value.faults] == ["--add-user", "the password"]
    with pytest.raises(InputError, match="stands for everybody"):
        users.add(tmp_path / "users.txt", "local", PASSWORD)


def test_every_fault_of_a_file_of_users_is_said_at_once(tmp_path: Path):
    path = tmp_path / "users.txt"
    path.write_text("mei:secret\n# a word\n\nlin scrypt:x\n")
    with pytest.raises(InputError) as fault:
        users.Users(path)
    assert [one.line for one in fault.value.faults] == [1, 4]
    with pytest.raises(InputError, match="is not there"):
        users.Users(tmp_path / "nowhere.txt")
    path.write_text("# nobody yet\n")
    with pytest.raises(InputError, match="names nobody"):
        users.Users(path)


def test_the_key_of_sessions_is_random_private_and_the_same_after_a_restart(tmp_path: Path):
    first = sessions.key(tmp_path)
    assert first == sessions.key(tmp_path)
    assert first != sessions.key(tmp_path / "other")
    assert stat.S_IMODE((tmp_path / sessions.KEY).stat().st_mode) == 0o600
    (tmp_path / sessions.KEY).write_bytes(b"cut short")
    assert len(sessions.key(tmp_path)) == sessions.LENGTH
