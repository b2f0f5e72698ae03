"""What may serve as a keychain, and what becomes of back-ends that misbehave."""

import pytest
from keyring.backends import null

from flux_desktop.domain.errors import (
    KeychainBrokenError,
    KeychainError,
    KeychainLockedError,
    KeychainMissingError,
    KeychainSilentError,
)
from flux_desktop.settings.keychain import Keychain, open_backend

KEY = "bfl_0123456789abcdef7c2e"


@pytest.mark.parametrize("platform", ["win32", "darwin"])
def test_the_back_ends_of_another_system_do_not_stand_in(platform: str) -> None:
    with pytest.raises(KeychainMissingError):
        open_backend(platform)


def test_a_back_end_that_loses_keys_silently_is_found_out() -> None:
    with pytest.raises(KeychainBrokenError, match="did not keep"):
        Keychain("Flux Desktop test", null.Keyring).save("BFL API key", KEY, may_ask=False)


class Shortening:
    """Keeps the first ten characters."""

    kept: str | None = None

    def set_password(self, service: str, username: str, password: str | None = None) -> None:
        self.kept = (password or "")[:10]

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept

    def delete_password(self, service: str, username: str) -> None:
        pass


def test_a_back_end_that_cuts_keys_short_is_found_out() -> None:
    with pytest.raises(KeychainBrokenError, match="did not keep"):
        Keychain("Flux Desktop test", Shortening).save("BFL API key", KEY, may_ask=False)


def test_a_back_end_that_does_not_forget_is_found_out() -> None:
    backend = Shortening()
    backend.kept = KEY
    with pytest.raises(KeychainBrokenError, match="did not remove"):
        Keychain("Flux Desktop test", lambda: backend).remove("BFL API key", may_ask=False)


class KeyringLocked(Exception):  # noqa: N818 - the name that keyring gave it
    pass


class Failing:
    """Raises what it was given, and quotes the key as libraries do."""

    def __init__(self, error: type[Exception]) -> None:
        self.error = error

    def set_password(self, service: str, username: str, password: str | None = None) -> None:
        raise self.error(f"illegal value {password!r}")

    def get_password(self, service: str, username: str) -> str | None:
        return None


@pytest.mark.parametrize(
    ("raised", "meaning"),
    [
        (KeyringLocked, KeychainLockedError),
        (TimeoutError, KeychainSilentError),
        (FileNotFoundError, KeychainMissingError),
        (ConnectionResetError, KeychainMissingError),
        (ValueError, KeychainBrokenError),
        (AssertionError, KeychainBrokenError),
    ],
)
def test_whatever_a_back_end_raises_becomes_one_of_ours_and_quotes_nothing(
    raised: type[Exception], meaning: type[KeychainError]
) -> None:
    with pytest.raises(KeychainError) as caught:
        Keychain("Flux Desktop test", lambda: Failing(raised)).save("BFL API key", KEY, may_ask=False)
    assert type(caught.value) is meaning
    assert str(caught.value) == f"the keychain raised {raised.__name__}"
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__
