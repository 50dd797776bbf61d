import pytest

from esignet_mock.clients.redirect_uris import is_absolute_url, matches, matches_any
from esignet_mock.clients.registry import LOOPBACK_REDIRECT_URIS


@pytest.mark.parametrize(
    ("pattern", "uri", "covered"),
    [
        ("https://rp.example/cb", "https://rp.example/cb", True),
        ("https://rp.example/cb", "https://rp.example/cb/", False),
        ("https://rp.example/cb", "https://RP.example/cb", False),
        ("https://rp.example/c?", "https://rp.example/cb", True),
        ("https://rp.example/c?", "https://rp.example/c", False),
        ("https://rp.example/*", "https://rp.example/a", True),
        ("https://rp.example/*", "https://rp.example/a/b", False),
        ("https://rp.example/**", "https://rp.example/a/b/c?x=1", True),
        ("https://rp.example/**", "https://rp.example", True),
        ("https://rp.example/**/end", "https://rp.example/a/b/end", True),
        ("https://rp.example/**/end", "https://rp.example/a/b/ending", False),
        ("https://rp.example/a*b*c", "https://rp.example/aXbYc", True),
        ("https://rp.example/a*b*c", "https://rp.example/aXbY", False),
        ("myapp://callback/**", "myapp://callback/x", True),
        ("http://localhost:*/**", "http://localhost:3000", True),
        ("http://localhost:*/**", "http://localhost.evil.example/x", False),
        ("http://localhost:*/**", "http://localhost:x@evil.example/x", False),
        ("https://*.rp.example/**", "https://evil.example?.rp.example/x", False),
    ],
)
def test_pattern_covers(pattern: str, uri: str, covered: bool) -> None:
    assert matches(pattern, uri) is covered


@pytest.mark.parametrize(
    "uri", ["http://localhost:3020/drafts/a/b?c=d", "http://127.0.0.1:9/x", "https://localhost/", "http://localhost"]
)
def test_default_client_takes_loopback(uri: str) -> None:
    assert matches_any(LOOPBACK_REDIRECT_URIS, uri)


@pytest.mark.parametrize("uri", ["http://evil.example/localhost", "http://localhost@evil.example/", "//localhost/x"])
def test_default_client_refuses_others(uri: str) -> None:
    assert not matches_any(LOOPBACK_REDIRECT_URIS, uri)


def test_wildcards_do_not_explode() -> None:
    assert not matches("https://x/" + "*a" * 200, "https://x/" + "a" * 4000 + "b")


@pytest.mark.parametrize(
    "uri", ["", "/cb", "rp.example/cb", "https://", "https://a b/", "javascript:alert(1)", "http://[", "http://a:x/"]
)
def test_is_no_absolute_url(uri: str) -> None:
    assert not is_absolute_url(uri)


@pytest.mark.parametrize("uri", ["https://rp/cb", "http://localhost:1/a?b=c#d", "com.example.app://cb/x"])
def test_is_an_absolute_url(uri: str) -> None:
    assert is_absolute_url(uri)
