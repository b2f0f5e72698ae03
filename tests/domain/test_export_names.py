import pytest
from hypothesis import given
from hypothesis import strategies as st

from flux_desktop.domain.export_choice import ExportChoice
from flux_desktop.domain.export_names import MOST_NAME_BYTES, PLACES, filled, prompt_words, safe_name, unknown_places

FACTS = {
    "name": "20261120-141503_a-quiet-fjord_7f3a9c",
    "date": "2026-11-20",
    "time": "14-15-03",
    "prompt": "A quiet fjord",
    "model": "FLUX.2 [pro]",
    "seed": "42",
    "number": "3",
    "id": "1234567",
}


def test_each_place_stands_for_what_it_says() -> None:
    assert set(FACTS) == set(PLACES)
    pattern = " ".join(f"{{{name}}}" for name in PLACES)
    assert filled(pattern, FACTS) == " ".join(FACTS[name] for name in PLACES)


def test_what_is_not_known_leaves_no_gap() -> None:
    assert filled("{date}_{seed}_{prompt}", {**FACTS, "seed": ""}) == "2026-11-20_A quiet fjord"
    assert filled("{seed}", {**FACTS, "seed": ""}) == "picture"


def test_other_words_in_braces_stay_and_are_told() -> None:
    assert filled("{title} {number}", FACTS) == "{title} 3"
    assert unknown_places("{title} {number}") == ["title"]


def test_braces_in_a_prompt_are_not_places() -> None:
    assert filled("{prompt}", {**FACTS, "prompt": "{seed} of life"}) == "{seed} of life"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("a/b\\c:d*e?f", "a-b-c-d-e-f"),
        ("../../etc/passwd", "-..-etc-passwd"),
        (".hidden", "hidden"),
        ("ends with a dot. ", "ends with a dot"),
        ("CON", "_CON"),
        ("lpt1.txt", "_lpt1.txt"),
        ("two\nlines\tand more", "two lines and more"),
        ("photo\u202egnp.exe", "photognp.exe"),
        ("cafe\u0301", "café"),
        ("", "picture"),
        ("...", "picture"),
    ],
)
def test_names_are_safe_everywhere(text: str, name: str) -> None:
    assert safe_name(text) == name


def test_a_long_name_is_cut_between_two_letters() -> None:
    name = safe_name("ü" * 500)
    assert set(name) == {"ü"}
    assert MOST_NAME_BYTES - 2 < len(name.encode()) <= MOST_NAME_BYTES


def test_a_prompt_is_cut_between_two_words() -> None:
    words = prompt_words("a very long sentence about the sea,  \n and the boats on it in the evening light")
    assert words == "a very long sentence about the sea, and the boats on it in"
    assert prompt_words("x" * 300) == "x" * 60


@given(st.text(), st.text())
def test_any_pattern_and_any_prompt_make_one_name_of_one_folder(pattern: str, prompt: str) -> None:
    name = filled(pattern, {**FACTS, "prompt": prompt_words(prompt)})
    assert 0 < len(name.encode()) <= MOST_NAME_BYTES + 1
    assert not set(name) & set('<>:"/\\|?*\0\n\r')
    assert name == name.strip(". ")


def test_a_choice_comes_back_as_it_was_kept() -> None:
    choice = ExportChoice("jpeg", 70, 2048, "{prompt}", with_settings=False, as_zip=True)
    assert ExportChoice.from_dict(choice.to_dict()) == choice
    assert ExportChoice.from_dict({}) == ExportChoice()


@pytest.mark.parametrize("value", [None, "", 7, [], {"a": 1}, True, -5, 10**9])
@pytest.mark.parametrize("name", list(ExportChoice().to_dict()))
def test_a_damaged_choice_is_one_that_works(name: str, value: object) -> None:
    choice = ExportChoice.from_dict({name: value})
    assert choice.file_format in (None, "png", "jpeg", "webp")
    assert 1 <= choice.quality <= 100
    assert choice.longest_side_px is None or 16 <= choice.longest_side_px <= 16_384
    assert choice.pattern
