import asyncio

from flux_desktop.services.clock import Bell, Clock
from tests.support.clocks import ManualClock


async def test_a_wait_ends_when_its_time_is_over() -> None:
    clock = ManualClock()
    bell = Bell(clock)
    assert await clock.run(bell.wait(7)) is False
    assert clock.elapsed_s == 7


async def test_the_bell_ends_every_wait_of_that_moment_and_no_later_one() -> None:
    clock = ManualClock()
    bell = Bell(clock)
    first, second = asyncio.ensure_future(bell.wait(60)), asyncio.ensure_future(bell.wait(3600))
    await asyncio.sleep(0)
    bell.ring()
    assert await first is True
    assert await second is True
    assert await clock.run(bell.wait(5)) is False


async def test_a_wait_that_is_cancelled_leaves_nothing_for_the_bell() -> None:
    bell = Bell(Clock())
    waiting = asyncio.ensure_future(bell.wait(60))
    await asyncio.sleep(0)
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    bell.ring()
    assert waiting.cancelled()


async def test_the_real_clock_really_waits() -> None:
    clock = Clock()
    before_s = clock.monotonic_s()
    assert await Bell(clock).wait(0.02) is False
    assert clock.monotonic_s() - before_s >= 0.015
    assert clock.now().tzinfo is not None
