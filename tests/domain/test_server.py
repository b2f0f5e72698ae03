"""Which addresses a server may have."""

import pytest

from flux_desktop.domain.server import Region, Server


@pytest.mark.parametrize(
    ("typed", "url"),
    [
        (" https://Flux.Example.org/bfl/ ", "https://flux.example.org/bfl"),
        ("https://flux.example.org:8443", "https://flux.example.org:8443"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("http://localhost", "http://localhost"),
        ("http://[::1]:8000", "http://[::1]:8000"),
    ],
)
def test_an_address_is_kept_in_one_form(typed: str, url: str) -> None:
    server = Server.custom(typed)
    assert (server.name, server.url, server.region) == (url, url, None)


@pytest.mark.parametrize("region", list(Region))
def test_the_address_of_a_region_is_that_region(region: Region) -> None:
    assert Server.custom(Server.of_region(region).url + "/") == Server.of_region(region)
    assert Server.of_region(region).region is region


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "flux.example.org",
        "ftp://flux.example.org",
        "https://",
        "https://[::1",
        "https://flux.example.org:port",
        "https://flux.example.org:0",
        "https://flux.example.org:70000",
        "https://flux example.org",
        "https://flux.example.org/a b",
        "https://flux%2eexample.org",
        "https://api.bfl.ai\\.example.org",
    ],
)
def test_what_is_no_address_is_refused_with_an_example(typed: str) -> None:
    with pytest.raises(ValueError, match=r"^A server is a web address such as https://api\.bfl\.ai\.$"):
        Server.custom(typed)


@pytest.mark.parametrize(
    "typed", ["https://ada@flux.example.org", "https://@a.org", "https://a.org?x=1", "https://a.org/#b"]
)
def test_an_address_carries_nothing_else(typed: str) -> None:
    with pytest.raises(ValueError, match="no user name, no question mark and no #"):
        Server.custom(typed)


@pytest.mark.parametrize("typed", ["http://flux.example.org", "http://127.0.0.1.example.org", "http://192.168.1.2"])
def test_http_is_for_this_computer_only(typed: str) -> None:
    with pytest.raises(ValueError, match="Only a server on this computer"):
        Server.custom(typed)
