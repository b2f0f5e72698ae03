"""Painting: the job, and two ways to do it. Drawings are made in processes of their own, so that polls stay quick."""

import asyncio
import functools
import importlib
import io
import multiprocessing
import os
import queue
import signal
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Protocol, TypeVar

from PIL import Image

from flux_desktop.domain.sizes import Size
from flux_desktop.practice.picture_folder import publish
from flux_desktop.practice.priority import yield_to_others


@dataclass(frozen=True, slots=True)
class PaintJob:
    """One picture to make and where to put it. The same job always gives the same bytes."""

    prompt: str
    size: Size
    seed: int
    file_format: str
    references: tuple[Path, ...]
    target: Path


class PaintingFailedError(Exception):
    """The picture could not be made; the message says why."""


class Painter(Protocol):
    async def paint(self, job: PaintJob) -> str:
        """Make the picture; returns the SHA-256 of the file.

        Raises:
            PaintingFailedError: when it cannot be made.
        """

    def start(self) -> None:
        """Get ready in the background."""

    def close(self) -> None:
        """End what was started."""


class PlainPainter:
    """Flat colours, made in a thread: for load tests."""

    def start(self) -> None:
        pass

    def close(self) -> None:
        pass

    async def paint(self, job: PaintJob) -> str:
        return await asyncio.to_thread(self._paint, job)

    def _paint(self, job: PaintJob) -> str:
        colour = (job.seed >> 16 & 255, job.seed >> 8 & 255, job.seed & 255)
        image = Image.new("RGB", (job.size.width_px, job.size.height_px), colour)
        buffer = io.BytesIO()
        image.save(buffer, format=job.file_format)
        return publish(job.target, buffer.getvalue())


_Result = TypeVar("_Result")


class _Worker:
    """A painting process, started when it is first needed and again when it died."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: BaseProcess | None = None
        self._jobs: Connection[PaintJob, str | PaintingFailedError] | None = None
        self._is_stopped = False

    def start(self) -> None:
        with self._lock:
            if self._is_stopped or (self._process and self._process.is_alive()):
                return
            context = multiprocessing.get_context("spawn")
            ours, theirs = context.Pipe()
            self._process = context.Process(target=paint_until_closed, args=(theirs,), daemon=True)
            self._process.start()
            theirs.close()
            self._jobs = ours

    def paint(self, job: PaintJob) -> str:
        """The same once more when the process dies over it."""
        answer = self._attempt(job) or self._attempt(job) or PaintingFailedError("the painting process died twice")
        if isinstance(answer, PaintingFailedError):
            raise answer
        return answer

    def _attempt(self, job: PaintJob) -> str | PaintingFailedError | None:
        self.start()
        if self._jobs is None:
            return PaintingFailedError("the painter was stopped")
        try:
            self._jobs.send(job)
            return self._jobs.recv()
        except (EOFError, OSError):
            self._end_process()
            return None

    def stop(self) -> None:
        with self._lock:
            self._is_stopped = True
            self._end_process()

    def _end_process(self) -> None:
        if self._process:
            self._process.terminate()
            self._process.join()


class DrawingPainter:
    """Drawings, made by ``count`` processes that end when this one does, however it ends."""

    def __init__(self, count: int) -> None:
        self._workers = [_Worker() for _ in range(count)]
        self._idle: queue.SimpleQueue[_Worker] = queue.SimpleQueue()
        for worker in self._workers:
            self._idle.put(worker)
        # As many threads as workers: a thread that runs always finds an idle worker.
        self._threads = ThreadPoolExecutor(count, "painter")

    def start(self) -> None:
        for _ in self._workers:
            self._threads.submit(self._with_worker, _Worker.start)

    async def paint(self, job: PaintJob) -> str:
        paint = functools.partial(_Worker.paint, job=job)
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._with_worker, paint)

    def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)
        for worker in self._workers:
            worker.stop()
        self._threads.shutdown()

    def _with_worker(self, work: Callable[[_Worker], _Result]) -> _Result:
        worker = self._idle.get()
        try:
            return work(worker)
        finally:
            self._idle.put(worker)


def paint_until_closed(jobs: "Connection[str | PaintingFailedError, PaintJob]") -> None:
    """What a painting process does, until the other end of its pipe is closed."""
    yield_to_others(further=True)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Imported by name: the server's own process needs neither NumPy nor the drawing code.
    art = importlib.import_module("flux_desktop.practice.art")
    while True:
        try:
            jobs.send(_attempt(jobs.recv(), art.draw, art.encode))
        except (EOFError, OSError):
            return


def _attempt(
    job: PaintJob,
    draw: Callable[[str, Size, int, Sequence[bytes]], Image.Image],
    encode: Callable[[Image.Image, str], bytes],
) -> str | PaintingFailedError:
    try:
        references = [path.read_bytes() for path in job.references]
        return publish(job.target, encode(draw(job.prompt, job.size, job.seed, references), job.file_format))
    except (OSError, ValueError, MemoryError, Image.DecompressionBombError) as error:
        return PaintingFailedError(f"{type(error).__name__}: {error}")


def usual_painter(*, plain: bool) -> Painter:
    return PlainPainter() if plain else DrawingPainter(max(1, min(4, os.cpu_count() or 1)))
