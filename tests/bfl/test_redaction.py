"""Logs and reports hold no secret."""

from flux_desktop.bfl.redaction import redact


def test_the_key_in_use_is_taken_out_even_when_it_looks_like_no_key() -> None:
    assert redact("x-key: my-own-secret!", "my-own-secret!") == "x-key: [key]"


def test_anything_that_looks_like_a_key_of_bfl_is_taken_out() -> None:
    assert redact("refused bfl_Ab12Cd34Ef and bfl-Ab12Cd34Ef") == "refused [key] and [key]"


def test_the_signature_of_a_link_is_taken_out_and_its_expiry_stays() -> None:
    link = "https://delivery.eu2.bfl.ai/1.png?se=2026-11-20T14%3A41%3A06Z&sp=r&sig=a%2Bb%3D"
    assert redact(link) == "https://delivery.eu2.bfl.ai/1.png?se=2026-11-20T14%3A41%3A06Z&sp=r&sig=[key]"


def test_the_programs_own_module_names_stay_readable() -> None:
    line = "flux_desktop.bfl.client: api.bfl.ai answered"
    assert redact(line) == line
