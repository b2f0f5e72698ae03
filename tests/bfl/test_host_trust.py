"""The key goes to BFL and to the configured server, and nowhere else, however an address is written."""

import string

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from flux_desktop.bfl.host_trust import may_be_fetched, may_carry_key, validated_key
from flux_desktop.domain.errors import InvalidKeyError
from flux_desktop.domain.server import Region, Server

BFL = Server.of_region(Region.GLOBAL)
PRACTICE = Server("practice", "http://127.0.0.1:4711")
OWN = Server.custom("https://pictures.example.org:8443/bfl")


@pytest.mark.parametrize(
    "url",
    [
        "https://api.bfl.ai/v1/flux-2-pro",
        "https://api.bfl.ai",
        "https://api.bfl.ai:443/v1/credits",
        "https://API.BFL.AI/v1/credits",
        "https://api.eu.bfl.ai/v1/get_result?id=1",
        "https://api.us1.bfl.ai/v1/get_result?id=1",
        "https://api.isr.bfl.ai/v1/get_result?id=1",
        "https://api.bfl.ml/v1/get_result?id=1",
    ],
)
def test_the_key_goes_to_every_data_centre_of_bfl(url: str) -> None:
    assert may_carry_key(url, BFL)


TRICKS = [
    "",
    "https://",
    "api.bfl.ai/v1",
    "//api.bfl.ai/v1",
    "http://api.bfl.ai/v1/credits",
    "ftp://api.bfl.ai/v1",
    "https://bfl.ai/v1",
    "https://delivery.eu2.bfl.ai/results/1.png",
    "https://delivery-eu1.bfl.ai/results/1.png",
    "https://bfldeliveryprod.blob.core.windows.net/results/1.png",
    "https://api.bfl.ai.evil.com/v1",
    "https://api.bfl.ai@evil.com/v1",
    "https://user:word@api.bfl.ai/v1",
    "https://api.bfl.ai:pw@evil.com/v1",
    "https://evil.com/api.bfl.ai",
    "https://evil.com#api.bfl.ai",
    "https://evil.com?api.bfl.ai",
    "https://evil.com\\api.bfl.ai",
    "https://api.bfl.ai\\.evil.com/v1",
    "https://evil.com\\@api.bfl.ai/v1",
    "https://api.bfl.ai\\@evil.com/v1",
    "https://api.bfl.ai#@evil.com/",
    "https://API.BFL.AI./v1",
    "https://api.bfl.ai./v1",
    "https://api..bfl.ai/v1",
    "https://.api.bfl.ai/v1",
    "https://notapi.bfl.ai/v1",
    "https://api-bfl.ai/v1",
    "https://apibfl.ai/v1",
    "https://api.xbfl.ai/v1",
    "https://api.bfl.aix/v1",
    "https://api.bfl.com/v1",
    "https://api.bfl.ai:444/v1",
    "https://api.bfl.ai:80/v1",
    "https://api.bfl.ai:0443/v1",
    "https://api.bfl.ai:/v1",
    "https://api.bfl.ai:99999/v1",
    "https://api.bfl.ai:443@evil.com/v1",
    "https://api%2ebfl%2eai/v1",
    "https://evil.com%2f.bfl.ai/v1",
    "https://api.bfl.ai%00.evil.com/v1",
    "https://api.bfl.ai\n.evil.com/v1",
    "https://api.bfl.ai/v1\r\nx-evil: 1",
    "https://api.bfl.ai/v1\n",
    "\nhttps://api.bfl.ai/v1",
    " https://api.bfl.ai/v1",
    "https://api.bfl.ai /v1",
    "https://api.bfl.ai\t/v1",
    "https://api.bfl.ai/v1\x00",
    "https://аpi.bfl.ai/v1",  # a Cyrillic а
    "https://api.bfl.ai．evil.com/v1",  # a full-width dot
    "https://api。bfl。ai/v1",
    "https://xn--pi-7kc.bfl.ai/v1",
    "https://ⓐpi.bfl.ai/v1",
    "https://api.bfl.ai/ä",
    "https://[::1]/v1",
    "https://[::ffff:127.0.0.1]/v1",
    "https://[api.bfl.ai]/v1",
    "https://127.0.0.1/v1",
    "https://localhost/v1",
    "http://127.0.0.1:4711/v1",
    "javascript://api.bfl.ai/%0aalert(1)",
    "https:api.bfl.ai/v1",
    "https:/api.bfl.ai/v1",
    "https:///api.bfl.ai/v1",
    "https://api.bfl.ai" + "/" * 9000,
]


@pytest.mark.parametrize("url", TRICKS)
def test_no_trick_in_an_address_sends_the_key_away(url: str) -> None:
    assert not may_carry_key(url, BFL)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:4711/v1/credits",
        "http://127.0.0.1:9/v1/get_result?id=1",
        "https://api.bfl.ai/v1",
    ],
)
def test_a_server_on_this_computer_may_use_all_of_its_ports(url: str) -> None:
    assert may_carry_key(url, PRACTICE)
    assert may_carry_key("http://[::1]:8/v1", Server.custom("http://[::1]:4711"))


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1:4711/v1",
        "http://localhost:4711/v1",
        "http://[::1]:4711/v1",
        "http://127.0.0.2:4711/v1",
        "http://127.1:4711/v1",
        "http://2130706433/v1",
        "http://0x7f000001/v1",
        "http://127.0.0.1.evil.com/v1",
        "http://localhost.evil.com/v1",
        "http://0.0.0.0:4711/v1",
        "http://192.168.1.1:4711/v1",
        "http://[::2]:4711/v1",
        "http://127.0.0.1:4711@evil.com/v1",
        "http://api.bfl.ai/v1",
    ],
)
def test_a_server_on_this_computer_stays_on_this_computer(url: str) -> None:
    assert not may_carry_key(url, PRACTICE)


def test_a_server_of_ones_own_gets_the_key_at_its_own_origin_only() -> None:
    assert may_carry_key("https://pictures.example.org:8443/bfl/v1/credits", OWN)
    assert not may_carry_key("https://pictures.example.org/bfl/v1/credits", OWN)
    assert not may_carry_key("http://pictures.example.org:8443/bfl/v1/credits", OWN)
    assert not may_carry_key("https://other.example.org:8443/v1/credits", OWN)
    assert not may_carry_key("http://127.0.0.1:8443/v1/credits", OWN)


def test_plain_http_to_another_computer_never_carries_the_key() -> None:
    assert not may_carry_key("http://pictures.example.org/v1", Server("own", "http://pictures.example.org"))


HOSTS = st.sampled_from(["api.bfl.ai", "evil.com", "api.eu.bfl.ai", "bfl.ai", "127.0.0.1", "[::1]", "ａpi.bfl.ai", ""])
GLUE = st.sampled_from(
    ["", "@", "#", "?", "/", "\\", ":", ".", "..", "%2e", "%00", "\n", "\t", " ", ":443", ":1", "//", ";"]
)


@given(
    st.sampled_from(["https://", "http://", "HTTPS://", "https:", "//"]), st.lists(st.tuples(HOSTS, GLUE), max_size=4)
)
@example("https://", [("api.bfl.ai", "@"), ("evil.com", "")])
def test_whatever_is_glued_together_is_trusted_only_if_httpx_goes_to_bfl(
    scheme: str, parts: list[tuple[str, str]]
) -> None:
    import httpx

    url = scheme + "".join(host + glue for host, glue in parts)
    if may_carry_key(url, BFL):
        target = httpx.URL(url)
        assert target.scheme == "https"
        assert target.port in (None, 443)
        assert target.userinfo == b""
        assert target.host in ("api.bfl.ai", "api.eu.bfl.ai") or target.host.endswith(".bfl.ai")
        assert target.host.startswith("api.")


@given(st.text(max_size=60), st.sampled_from([BFL, PRACTICE, OWN]))
def test_no_text_at_all_makes_the_check_fail(text: str, server: Server) -> None:
    assert may_carry_key(text, server) in (True, False)
    assert not may_carry_key(f"https://{text}.evil.com/", server)
    assert not may_carry_key(f"https://api.bfl.ai@{text}", server)


def test_pictures_come_over_https_or_from_the_servers_own_computer() -> None:
    assert may_be_fetched("https://delivery.eu2.bfl.ai/results/1.png?se=1&sig=2", BFL)
    assert may_be_fetched("https://bfldeliveryprod.blob.core.windows.net/results/1.png", BFL)
    assert may_be_fetched("http://127.0.0.1:99/results/1.png", PRACTICE)
    assert not may_be_fetched("http://delivery.eu2.bfl.ai/results/1.png", BFL)
    assert not may_be_fetched("http://127.0.0.1:99/results/1.png", BFL)
    assert not may_be_fetched("http://delivery.eu2.bfl.ai/1.png", PRACTICE)
    assert not may_be_fetched("file:///etc/passwd", PRACTICE)
    assert not may_be_fetched("https://user@delivery.eu2.bfl.ai/1.png", BFL)


@pytest.mark.parametrize(
    "text",
    [
        "bfl_0123456789",
        "  bfl_0123456789\n",
        '"bfl_0123456789"',
        "'bfl_0123456789'",
        "“bfl_0123456789”",
        "\u200bbfl_0123456789\ufeff",
        "bfl_01234\u00ad56789",
        "\u00a0bfl_0123456789\u2028",
        "`bfl_0123456789`",
    ],
)
def test_a_pasted_key_loses_what_came_along_with_it(text: str) -> None:
    assert validated_key(text) == "bfl_0123456789"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "short",
        "bfl_0123 456789",
        "bfl_0123\n456789",
        "bfl_0123\r\nx-evil: 1",
        "bfl_ключ123456",
        "x" * 201,
        "bfl_\x00123456789",
    ],
)
def test_what_cannot_be_a_key_is_refused_without_being_repeated(text: str) -> None:
    with pytest.raises(InvalidKeyError) as caught:
        validated_key(text)
    assert not text or text not in str(caught.value)


@given(st.text(max_size=220))
def test_a_key_that_passes_is_safe_in_a_header(text: str) -> None:
    try:
        key = validated_key(text)
    except InvalidKeyError:
        return
    assert set(key) <= set(string.ascii_letters + string.digits + string.punctuation)
    assert 8 <= len(key) <= 200
    assert validated_key(key) == key
