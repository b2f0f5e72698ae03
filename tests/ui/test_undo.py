"""Steps are taken back from the last one on, or a single one by its own button."""

from flux_desktop.ui.undo import UndoStack


class Lamp:
    """A step that is on until it is turned."""

    def __init__(self, words: str) -> None:
        self.words = words
        self.is_on = True

    def turn(self) -> None:
        self.is_on = not self.is_on


def test_the_last_step_goes_first_and_comes_back_first(qapp: object) -> None:
    stack, steps = UndoStack(), [Lamp(name) for name in "abc"]
    for step in steps:
        stack.push(step)
    stack.undo()
    stack.undo()
    assert [step.is_on for step in steps] == [True, False, False]
    assert (stack.undo_words, stack.redo_words) == ("a", "b")
    stack.redo()
    assert [step.is_on for step in steps] == [True, True, False]


def test_a_new_step_forgets_what_was_taken_back(qapp: object) -> None:
    stack, first = UndoStack(), Lamp("first")
    stack.push(first)
    stack.undo()
    stack.push(Lamp("second"))
    stack.redo()
    assert not first.is_on
    assert stack.redo_words == ""


def test_one_step_is_taken_back_by_itself_and_only_once(qapp: object) -> None:
    stack, first, second = UndoStack(), Lamp("first"), Lamp("second")
    stack.push(first)
    stack.push(second)
    stack.undo_step(first)
    stack.undo_step(first)
    assert (first.is_on, second.is_on) == (False, True)
    assert stack.undo_words == "second"


def test_nothing_to_take_back_is_no_trouble(qapp: object) -> None:
    stack = UndoStack()
    stack.undo()
    stack.redo()
    stack.drop(Lamp("never done"))
    assert (stack.undo_words, stack.redo_words) == ("", "")


def test_a_hundred_steps_are_kept(qapp: object) -> None:
    stack, steps = UndoStack(), [Lamp(str(number)) for number in range(120)]
    for step in steps:
        stack.push(step)
    for _ in range(120):
        stack.undo()
    assert [step.is_on for step in steps] == [True] * 20 + [False] * 100
