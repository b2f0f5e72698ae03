"""The practice server: BFL's contract on loopback, in a process of its own.

``python -m flux_desktop.practice`` starts it. The program never imports this package. How to use it, its faults and its
ledger: ``docs/practice-server.md``.
"""
