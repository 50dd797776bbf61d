import pytest

from shared.control.faults.endpoints import could_meet, meets


@pytest.mark.parametrize(
    ("pattern", "path", "is_met"),
    [
        ("/vid/{vid}", "/vid/1", True),
        ("/vid/{vid}", "/vid/uin/1", False),
        ("/vid/{vid}", "/vid/", False),
        ("/auth/{tail}", "/auth/a/b/c", True),
        ("/vid/*", "/vid/uin/1", True),
        ("*/token", "/v1/esignet/oauth/token", True),
        ("/vid", "/vid/1", False),
        ("/a.c", "/abc", False),
        ("/a[b", "/a[b", True),
    ],
)
def test_endpoint_meets_its_paths_only(pattern: str, path: str, *, is_met: bool) -> None:
    assert meets(pattern, path) is is_met


@pytest.mark.parametrize(
    ("pattern", "template", "could"),
    [
        ("/roles/{app_id}", "/roles/{app_id}", True),
        ("/roles/admin", "/roles/{app_id}", True),
        ("/roles/{x}/more", "/roles/{app_id}", False),
        ("/roles", "/roles/{app_id}", False),
        ("/", "/roles/{app_id}", False),
        ("/ro*", "/roles/{app_id}", True),
        ("/roles/*", "/roles", False),
        ("*", "/roles", True),
        ("/auth/misp/partner/key", "/auth/{tail}", True),
        ("/auth", "/auth/{tail}", False),
        ("/auth/{tail}", "/auth/{tail}", True),
        ("roles", "/roles", False),
    ],
)
def test_endpoint_that_no_route_has_is_known(pattern: str, template: str, *, could: bool) -> None:
    assert could_meet(pattern, template) is could
