"""Certificates, proxies, and what is loaded when."""

import datetime as dt
import ipaddress
import ssl
import subprocess
import sys
from pathlib import Path

import pytest
import truststore
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from flux_desktop.bfl import connections
from flux_desktop.bfl.client import BflClient
from flux_desktop.bfl.connections import Connections, Deadlines, system_tls
from flux_desktop.domain.errors import NotSentError
from flux_desktop.domain.server import Region, Server
from tests.bfl.answer_bodies import PRO
from tests.bfl.conftest import KEY, QUICK, ClientMaker
from tests.bfl.test_client_transport import CREDITS, FJORD, closed_port
from tests.support.tcp_faults import TcpFaults, reply

ROOT = Path(__file__).parent.parent.parent
BFL = Server.of_region(Region.GLOBAL)


class Certificate:
    """A certificate for 127.0.0.1 that nobody vouches for."""

    def __init__(self, folder: Path) -> None:
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "practice")])
        now = dt.datetime.now(dt.UTC)
        address = x509.IPAddress(ipaddress.IPv4Address("127.0.0.1"))
        certificate = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - dt.timedelta(days=1))
            .not_valid_after(now + dt.timedelta(days=1))
            .add_extension(x509.SubjectAlternativeName([address]), critical=False)
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .sign(key, hashes.SHA256())
        )
        self.path = folder / "certificate.pem"
        self.path.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
        key_path = folder / "key.pem"
        key_path.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
        self.server_side = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.server_side.load_cert_chain(self.path, key_path)


@pytest.fixture
def certificate(tmp_path: Path) -> Certificate:
    return Certificate(tmp_path)


async def test_a_certificate_that_nobody_vouches_for_stops_the_key(
    certificate: Certificate, client_of: ClientMaker
) -> None:
    async with TcpFaults(CREDITS, tls=certificate.server_side) as server:
        client = await client_of(server.url)
        for call in (client.credits, lambda: client.submit(PRO, FJORD)):
            with pytest.raises(NotSentError, match="CERTIFICATE_VERIFY_FAILED"):
                await call()
        assert server.seen == []


async def test_a_certificate_that_the_system_trusts_is_accepted(
    certificate: Certificate, client_of: ClientMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.path))
    async with TcpFaults(CREDITS, tls=certificate.server_side) as server:
        client = await client_of(server.url)
        assert await client.credits() == 10_000


async def test_a_certificate_for_another_name_stops_the_key(
    certificate: Certificate, client_of: ClientMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.path))
    async with TcpFaults(CREDITS, tls=certificate.server_side) as server:
        client = await client_of(server.url.replace("127.0.0.1", "localhost"))
        with pytest.raises(NotSentError):
            await client.credits()
        assert server.seen == []


def test_old_versions_of_tls_are_not_spoken() -> None:
    assert system_tls().minimum_version >= ssl.TLSVersion.TLSv1_2
    assert system_tls().verify_mode is ssl.CERT_REQUIRED


def test_a_system_without_certificates_falls_back_on_those_that_come_along(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "_has_certificates", lambda: False)
    context = system_tls()
    assert isinstance(context, truststore.SSLContext)
    assert context._ctx.cert_store_stats()["x509_ca"] > 50


async def test_no_tls_is_set_up_before_it_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "system_tls", lambda: pytest.fail("too early"))
    client = BflClient(BFL, lambda: KEY, image_path=lambda _: ROOT)
    await client.aclose()


async def test_clients_may_share_one_tls_context() -> None:
    context = ssl.create_default_context()
    made = Connections(BFL, context, Deadlines())
    made.open_all()
    assert made._ssl_context is context
    await made.aclose()


@pytest.fixture
def proxies(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    return monkeypatch


async def refused_by_proxy(proxy: str, proxies: pytest.MonkeyPatch) -> str:
    proxies.setenv("HTTPS_PROXY", proxy)
    client = BflClient(BFL, lambda: KEY, image_path=lambda _: ROOT, deadlines=QUICK)
    try:
        with pytest.raises(NotSentError) as caught:
            await client.submit(PRO, FJORD)
        assert KEY not in str(caught.value)
        with pytest.raises(NotSentError):
            await client.credits()
    finally:
        await client.aclose()
    return str(caught.value)


async def test_a_proxy_that_is_not_there_means_not_sent(proxies: pytest.MonkeyPatch) -> None:
    assert await refused_by_proxy(f"http://127.0.0.1:{closed_port()}", proxies)


async def test_a_proxy_that_refuses_means_not_sent_and_sees_no_key(proxies: pytest.MonkeyPatch) -> None:
    async with TcpFaults(reply(407, b"who are you")) as proxy:
        assert "407" in await refused_by_proxy(proxy.url, proxies)
        assert all(seen.first_line.startswith("CONNECT api.bfl.ai:443") for seen in proxy.seen)
        assert all(KEY.encode() not in seen.head for seen in proxy.seen)


@pytest.mark.parametrize("proxy", ["socks5://127.0.0.1:1080", "nonsense://x"])
async def test_proxy_settings_that_cannot_be_used_are_named(proxy: str, proxies: pytest.MonkeyPatch) -> None:
    assert "proxy settings" in await refused_by_proxy(proxy, proxies)


async def test_no_proxy_stands_between_us_and_this_computer(
    proxies: pytest.MonkeyPatch, client_of: ClientMaker
) -> None:
    proxies.setenv("HTTP_PROXY", f"http://127.0.0.1:{closed_port()}")
    proxies.setenv("ALL_PROXY", "socks5://127.0.0.1:9")
    async with TcpFaults(CREDITS) as server:
        client = await client_of(server.url)
        assert await client.credits() == 10_000


SUBMIT_AFTER_WARMING_UP = """
import asyncio, sys
from pathlib import Path
from flux_desktop import resources
from flux_desktop.bfl.client import BflClient
from flux_desktop.domain.catalogue import Catalogue
from flux_desktop.domain.references import Reference
from flux_desktop.domain.request import GenerationRequest
from flux_desktop.domain.server import Server
from flux_desktop.domain.sizes import Size
from tests.support.tcp_faults import TcpFaults, reply

async def main():
    picture = Path(sys.argv[1])
    reference = Reference("0" * 64, "png", Size(8, 8), picture.stat().st_size, "a")
    model = Catalogue.from_json(resources.text("model_catalogue.json"))["flux-2-pro"]
    answer = reply(200, b'{"id":"1","polling_url":"x"}')
    async with TcpFaults(reply(200, b'{"credits": 1}'), answer) as server:
        url = server.url.replace("127.0.0.1", HOST)
        client = BflClient(Server.custom(url), lambda: "bfl_0123456789", image_path=lambda _: picture)
        await client.warm_up()
        before = set(sys.modules)
        await client.submit(model, GenerationRequest("flux-2-pro", "a fjord", {}, (reference,)))
        print("LOADED", sorted(set(sys.modules) - before))
        await client.aclose()
asyncio.run(main())
"""


def output_of(script: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", script, __file__], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_the_first_submission_loads_nothing_that_could_fail_half_way(host: str) -> None:
    assert "LOADED []" in output_of(f"HOST = {host!r}\n{SUBMIT_AFTER_WARMING_UP}")


def test_httpx_comes_with_the_client_only() -> None:
    script = (
        "import sys, flux_desktop.bfl, flux_desktop.bfl.protocol, flux_desktop.bfl.poll_schedule,"
        " flux_desktop.bfl.host_trust, flux_desktop.bfl.picture_check, flux_desktop.bfl.redaction,"
        " flux_desktop.bfl.request_body; print('httpx' in sys.modules)"
    )
    assert output_of(script).strip() == "False"


def test_importing_the_package_itself_loads_nothing() -> None:
    script = (
        "import sys, flux_desktop; before = set(sys.modules); import flux_desktop.bfl;"
        " print(sorted(set(sys.modules) - before))"
    )
    assert output_of(script).strip() == "['flux_desktop.bfl']"
