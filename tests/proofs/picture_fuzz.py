"""Damaged pictures with mended checksums, through the check of downloads and the decoders of the window.

``python -m tests.proofs.picture_fuzz COUNT SEED`` is a process of its own, as a decoder that fails takes its process
with it. Prints how many mutants there were, how many passed the check, and how many were decoded, as JSON.
"""

import io
import json
import random
import struct
import sys
import time
import zlib
from collections.abc import Callable
from pathlib import Path

from PIL import Image
from PySide6.QtGui import QGuiApplication

from flux_desktop.bfl.picture_check import check_picture
from flux_desktop.domain.errors import DamagedDownloadError
from flux_desktop.ui.gallery.thumbnail_images import read_picture

Mutate = Callable[[bytearray, random.Random], bytes]
_HEIGHT_PX = 256
_NUMBERS = (0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0xFFFFFFFF)


def main(count: int, seed: int) -> int:
    application = QGuiApplication(["fuzz", "-platform", "offscreen"])
    chance = random.Random(seed)
    kinds = _seeds(chance)
    passed = decoded = 0
    slowest_s = 0.0
    for number in range(count):
        pictures, mutate = kinds[number % len(kinds)]
        data = mutate(bytearray(chance.choice(pictures)), chance)
        begun_s = time.perf_counter()
        passed += _passes(data)
        decoded += read_picture(data, _HEIGHT_PX) is not None
        slowest_s = max(slowest_s, time.perf_counter() - begun_s)
    peak_mb = _peak_mb()
    told = {"mutants": count, "passed": passed, "decoded": decoded, "slowest_s": slowest_s, "peak_mb": peak_mb}
    sys.stdout.write(json.dumps(told) + "\n")
    application.shutdown()
    return 0


def _passes(data: bytes) -> bool:
    """Only one error may come of it."""
    try:
        check_picture(data)
    except DamagedDownloadError:
        return False
    return True


def _seeds(chance: random.Random) -> list[tuple[list[bytes], Mutate]]:
    """Small whole pictures of every kind, with what is damaged in each of them."""
    noise = Image.frombytes("RGB", (48, 32), chance.randbytes(48 * 32 * 3))
    modes = [noise, noise.convert("L"), noise.convert("P"), noise.convert("RGBA"), noise.convert("1")]
    png = [_saved(image, "PNG") for image in modes]
    jpeg = [
        *(_saved(noise, "JPEG", progressive=progressive, quality=85) for progressive in (False, True)),
        _saved(noise.convert("CMYK"), "JPEG"),
    ]
    webp = [_saved(noise, "WEBP", lossless=lossless) for lossless in (False, True)] + [_saved(modes[3], "WEBP")]
    return [(png, _mutant_png), (jpeg, _mutant_jpeg), (webp, _mutant_webp)]


def _saved(image: Image.Image, file_format: str, **options: object) -> bytes:
    file = io.BytesIO()
    image.save(file, file_format, **options)
    return file.getvalue()


def _mutant_png(data: bytearray, chance: random.Random) -> bytes:
    """Chunks are changed, doubled, left out or swapped; every checksum is right again, also that of the pixels."""
    chunks = list(_png_chunks(bytes(data)))
    for _ in range(chance.randint(1, 3)):
        place = chance.randrange(len(chunks))
        kind, content = chunks[place]
        match chance.randrange(6):
            case 0:
                chunks.insert(place, (kind, content))
            case 1 if len(chunks) > 2:
                del chunks[place]
            case 2:
                other = chance.randrange(len(chunks))
                chunks[place], chunks[other] = chunks[other], chunks[place]
            case 3 if kind == b"IDAT":
                chunks[place] = (kind, _with_other_pixels(content, chance))
            case _:
                chunks[place] = (kind, _scratched(content, chance))
    mended = (struct.pack(">I", len(c)) + k + c + struct.pack(">I", zlib.crc32(k + c)) for k, c in chunks)
    return b"\x89PNG\r\n\x1a\n" + b"".join(mended)


def _with_other_pixels(content: bytes, chance: random.Random) -> bytes:
    try:
        return zlib.compress(_scratched(zlib.decompress(content), chance), 1)
    except zlib.error:
        return content


def _png_chunks(data: bytes) -> list[tuple[bytes, bytes]]:
    chunks, position = [], 8
    while position < len(data):
        (length,) = struct.unpack_from(">I", data, position)
        chunks.append((data[position + 4 : position + 8], data[position + 8 : position + 8 + length]))
        position += 12 + length
    return chunks


def _mutant_jpeg(data: bytearray, chance: random.Random) -> bytes:
    return bytes(data[:2]) + _scratched(bytes(data[2:-2]), chance) + bytes(data[-2:])


def _mutant_webp(data: bytearray, chance: random.Random) -> bytes:
    """The announced length is right again."""
    content = _scratched(bytes(data[12:]), chance)
    return b"RIFF" + struct.pack("<I", len(content) + 4) + b"WEBP" + content


def _scratched(content: bytes, chance: random.Random) -> bytes:
    """A few bytes are others, a number is an extreme one, a piece is missing or there twice."""
    data = bytearray(content)
    for _ in range(chance.choice((1, 1, 2, 5))):
        if not data:
            break
        place = chance.randrange(len(data))
        match chance.randrange(5):
            case 0:
                data[place] ^= 1 << chance.randrange(8)
            case 1:
                data[place] = chance.randrange(256)
            case 2:
                data[place : place + 4] = struct.pack(chance.choice("><") + "I", chance.choice(_NUMBERS))
            case 3:
                del data[place : place + chance.randint(1, 16)]
            case _:
                data[place:place] = data[place : place + chance.randint(1, 16)]
    return bytes(data)


def _peak_mb() -> int:
    """The most memory of this program alone: what getrusage tells begins with that of whoever started it."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")) // 1024


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2])))
