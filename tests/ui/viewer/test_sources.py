from hypothesis import given
from hypothesis import strategies as st

from flux_desktop.domain.generation import State
from flux_desktop.ui.viewer.sources import Pictures, file_of
from tests.ui.viewer.sample_pictures import SampleFolder, SampleOrder, picture_row


@given(st.lists(st.booleans(), max_size=30))
def test_positions_count_pictures_only(are_jobs: "list[bool]") -> None:
    rows = [
        picture_row(100 - number, state=State.RUNNING if is_job else State.DONE)
        for number, is_job in enumerate(are_jobs)
    ]
    order = SampleOrder(rows)
    order.jobs_known.update({row.id: row for row in rows if row.state is State.RUNNING})
    pictures = Pictures(order)
    expected = [row.id for row in rows if row.state is State.DONE]
    assert [pictures.id_at(position) for position in range(len(pictures))] == expected
    assert [pictures.position_of(item_id) for item_id in expected] == list(range(len(expected)))
    assert all(pictures.position_of(job) == -1 for job in order.jobs)


def test_a_job_that_is_found_out_later_is_left_out_from_then_on() -> None:
    order = SampleOrder([picture_row(3), picture_row(2, state=State.FAILED), picture_row(1)])
    pictures = Pictures(order)
    assert len(pictures) == 3
    assert pictures.picture(1) is None
    assert pictures.look_again()
    assert [pictures.id_at(position) for position in range(len(pictures))] == [3, 1]
    assert not pictures.look_again()


def test_a_job_that_is_not_in_the_order_takes_no_place() -> None:
    order = SampleOrder([picture_row(3), picture_row(1)])
    order.jobs_known[2] = picture_row(2, state=State.RUNNING)
    assert len(Pictures(order)) == 2


def test_a_path_out_of_the_library_names_no_file(folder: SampleFolder) -> None:
    assert file_of(folder, picture_row(1)) == folder.folder / "1.png"
    assert file_of(folder, picture_row(1, path="../../secret.png")) is None
    assert file_of(folder, picture_row(1, path=None)) is None
