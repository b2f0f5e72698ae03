"""Arguments → ``application.run()``."""

import sys


def main(argv: list[str] | None = None) -> int:
    """Run the program until its window is closed; returns the exit status (2 for wrong arguments)."""
    from flux_desktop.arguments import parse

    try:
        arguments = parse(sys.argv[1:] if argv is None else argv)
    except SystemExit as exit_:
        return exit_.code if isinstance(exit_.code, int) else 0

    # Qt is not needed to answer --help.
    from flux_desktop.ui.quick_imports import import_qt

    import_qt()
    from flux_desktop.application import run

    return run(arguments)


if __name__ == "__main__":
    sys.exit(main())
