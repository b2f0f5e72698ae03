"""Arguments → ``application.run()``."""

import gc
import sys

from flux_desktop import end_request


def start() -> int:
    """``main`` as a process of its own, in which a request of the system to end is heard from beginning to end."""
    end_request.listen()
    status = main()
    end_request.ignore()
    return status


def main(argv: list[str] | None = None) -> int:
    """Run the program until its window is closed; returns the exit status (2 for wrong arguments)."""
    if getattr(sys, "frozen", False) and len(sys.argv) > 1:
        _help_itself()

    from flux_desktop.arguments import parse

    try:
        arguments = parse(sys.argv[1:] if argv is None else argv)
    except SystemExit as exit_:
        return exit_.code if isinstance(exit_.code, int) else 0

    gc.disable()  # importing makes no garbage to speak of; from then on the window's own collector decides

    from flux_desktop.ui.quick_imports import import_qt  # Qt is not needed to answer --help

    import_qt()
    if end_request.was_heard():
        return 0

    from flux_desktop.application import run

    return run(arguments)


def _help_itself() -> None:
    """A packed program starts itself for what is another process: does not return when that is what it was started for.

    The practice server is run by its name, so that it is not imported: the program and the server are strangers.
    """
    import multiprocessing

    multiprocessing.freeze_support()
    if sys.argv[1:2] == ["--practice-server"]:
        import runpy

        del sys.argv[1]
        runpy.run_module("flux_desktop.practice", run_name="__main__")


if __name__ == "__main__":
    sys.exit(start())
