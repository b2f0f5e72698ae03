import re
from datetime import UTC, timedelta, timezone, tzinfo
from pathlib import Path, PurePosixPath, PureWindowsPath
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flux_desktop.domain.identifiers import IdGenerator, first_id_at
from flux_desktop.storage.file_names import OwnName, digits, path_inside, picture_path, read_name, slug
from tests.storage.making import FIRST_ID, NOON

LAYOUT = re.compile(r"\d{4}/\d{4}-\d{2}/(practice-)?\d{8}-\d{6}_[a-z0-9]+(-[a-z0-9]+)*_[0-9a-f]{6}\.(png|jpg|webp)")


def test_a_name_says_when_what_and_which() -> None:
    path = picture_path(FIRST_ID, "A quiet fjord, at blue hour after the rain", "png", zone=UTC)
    assert path == f"2026/2026-11/20261120-120000_a-quiet-fjord-at-blue-hour_{digits(FIRST_ID)}.png"


def test_a_name_has_the_time_of_the_place_where_it_was_made() -> None:
    new_year = first_id_at(NOON.replace(month=12, day=31, hour=23, minute=59))
    tokyo = timezone(timedelta(hours=9))
    assert picture_path(new_year, "x", "jpeg", zone=tokyo).startswith("2027/2027-01/20270101-085900_x_")


def test_practice_pictures_are_marked_in_their_name() -> None:
    assert picture_path(FIRST_ID, "x", "webp", practice=True, zone=UTC).startswith("2026/2026-11/practice-20261120-")


@pytest.mark.parametrize(
    ("prompt", "words"),
    [
        ("Ein Füllhorn voller Äpfel, süß & reif", "ein-fullhorn-voller-apfel-suss-reif"),
        ("smørrebrød på Ærø, Łódź", "smorrebrod-pa-aero-lodz"),
        ("Don't panic", "dont-panic"),
        ("静かなフィヨルド", "picture"),
        ("", "picture"),
        ("../../etc/passwd", "etc-passwd"),
        ("C:\\Windows\\CON", "c-windows-con"),
        ("a\nb\tc\0d", "a-b-c-d"),
        ("supercalifragilisticexpialidocious-electroencephalographically", "supercalifragilisticexpialidocious"),
        ("x" * 100, "x" * 40),
        ("one two three four five six seven", "one-two-three-four-five-six"),
        ("incomprehensibilities counterrevolutionaries thing", "incomprehensibilities"),
        ("ﬁne ½ ㎏", "fine-12-kg"),
    ],
)
def test_words_of_a_name_are_plain(prompt: str, words: str) -> None:
    assert slug(prompt) == words


@given(
    st.text(st.characters(exclude_categories=[])),
    st.integers(0, 2**62),
    st.sampled_from(["png", "jpeg", "webp"]),
    st.booleans(),
)
def test_no_prompt_makes_a_name_that_leaves_the_library_or_any_file_system(
    prompt: str, item_id: int, file_format: str, practice: bool
) -> None:
    item_id %= first_id_at(NOON.replace(year=2200))
    path = picture_path(item_id, prompt, file_format, practice=practice, zone=UTC)
    assert LAYOUT.fullmatch(path)
    assert all(len(part.encode()) <= 120 for part in path.split("/"))
    assert not PureWindowsPath(path).is_reserved()
    library = Path("/library")
    assert path_inside(library, path).is_relative_to(library)


@given(st.text(st.characters(exclude_categories=[])))
def test_a_path_read_from_anywhere_stays_inside_the_library(text: str) -> None:
    library = Path("/library")
    try:
        path = path_inside(library, text)
    except ValueError:
        return
    assert path.is_relative_to(library)
    assert ".." not in path.parts
    assert path != library


@pytest.mark.parametrize("text", ["", "/etc/passwd", "a/../../b", "..", "C:/x", "a\\..\\b", "a\0b", "."])
def test_paths_that_lead_out_of_the_library_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a path inside"):
        path_inside(Path("/library"), text)


def test_pictures_of_one_second_never_share_their_digits() -> None:
    second = [first_id_at(NOON) + place for place in range(0, 1000 << 10, 37)]
    assert len({digits(item_id) for item_id in second}) == len(second)


def test_a_batch_differs_in_more_than_its_last_digit() -> None:
    generator = IdGenerator(lambda: NOON)
    batch = [digits(generator.next()) for _ in range(12)]
    assert len({text[:2] for text in batch}) >= 10


@given(
    st.integers(1, (4_000_000_000_000 << 10) - 1),
    st.text(max_size=30),
    st.booleans(),
    st.sampled_from([UTC, timezone(timedelta(hours=5, minutes=30)), ZoneInfo("Europe/Berlin")]),
)
def test_a_name_leads_back_to_the_id_it_was_made_of(item_id: int, prompt: str, practice: bool, zone: tzinfo) -> None:
    name = PurePosixPath(picture_path(item_id, prompt, "png", practice=practice, zone=zone)).name
    assert read_name(name, zone) == OwnName(item_id, practice)
    assert read_name(name.replace(".png", "-2.png"), zone) == OwnName(item_id, practice)


@pytest.mark.parametrize("name", ["holiday.png", "20261120-120000_x_zzzzzz.png", "20261399-120000_x_000000.png"])
def test_other_names_lead_nowhere(name: str) -> None:
    assert read_name(name) is None
