from flux_desktop.domain.generation import State
from flux_desktop.ui.viewer.walk import Change, Walk
from tests.ui.viewer.sample_pictures import SampleOrder, picture_row


def walk_over(*ids: int, at: int) -> tuple[Walk, SampleOrder]:
    order = SampleOrder(picture_row(item_id) for item_id in ids)
    walk = Walk()
    walk.use(order)
    assert walk.enter(at)
    return walk, order


def test_it_stops_at_both_ends() -> None:
    walk, _ = walk_over(5, 4, 3, at=5)
    assert not walk.go_to(-1)
    assert walk.go_to(99)
    assert walk.current_id == 3
    assert not walk.go_to(99)


def test_what_is_no_picture_is_not_opened() -> None:
    walk, order = walk_over(5, 4, at=5)
    order.put(picture_row(3, state=State.RUNNING))
    assert not walk.enter(3)
    assert not walk.enter(77)
    assert walk.current_id == 5


def test_a_failed_generation_on_the_way_is_stepped_over() -> None:
    walk, order = walk_over(9, 7, at=9)
    order.put(picture_row(8, state=State.FAILED))
    assert walk.go_to(1)
    assert walk.current_id == 7
    assert len(walk) == 2


def test_new_arrivals_leave_the_open_picture_where_it_is() -> None:
    walk, order = walk_over(5, 4, 3, at=4)
    order.put(picture_row(6))
    assert walk.look_again() is Change.STAYED
    assert (walk.current_id, walk.position, len(walk)) == (4, 2, 4)


def test_when_it_goes_the_next_older_one_takes_its_place() -> None:
    walk, order = walk_over(5, 4, 3, at=4)
    order.remove(4)
    assert walk.look_again() is Change.GONE
    assert walk.current_id == 3


def test_when_the_last_one_goes_the_one_before_it_takes_its_place() -> None:
    walk, order = walk_over(5, 4, 3, at=3)
    order.remove(3)
    walk.look_again()
    assert walk.current_id == 4


def test_a_neighbour_is_found_although_others_came_at_the_same_time() -> None:
    walk, order = walk_over(5, 4, 3, 2, at=4)
    for item_id in range(10, 20):
        order.put(picture_row(item_id))
    order.remove(4, 3)
    walk.look_again()
    assert walk.current_id == 5


def test_when_all_around_it_goes_too_there_is_still_a_picture() -> None:
    walk, order = walk_over(*range(20, 0, -1), at=10)
    order.remove(*range(3, 18))
    assert walk.look_again() is Change.GONE
    assert walk.current_id in (20, 19, 18, 2, 1)


def test_when_none_are_left_it_says_so() -> None:
    walk, order = walk_over(5, at=5)
    order.remove(5)
    assert walk.look_again() is Change.NONE_LEFT


def test_the_neighbours_in_the_direction_of_travel_come_first() -> None:
    walk, _ = walk_over(*range(9, 0, -1), at=5)
    assert walk.near(2) == [4, 6, 3, 7]
    walk.go_to(walk.position + 1)
    assert walk.near(2) == [3, 2, 5, 6]
    walk.go_to(walk.position - 1)
    assert walk.near(2) == [6, 7, 4, 3]
