"""Single buildings of a skyline: boxes, setbacks, slanting roofs, masts and windows."""

from dataclasses import dataclass

import numpy as np

from flux_desktop.practice.art.brief import Brief
from flux_desktop.practice.art.noise import FloatArray
from flux_desktop.practice.art.palette import colour, mix, toned
from flux_desktop.practice.art.shapes import polygon, spot


@dataclass(frozen=True, slots=True)
class Block:
    """An upright box of a building, in whole pixels; it may reach beyond the picture."""

    left: int
    right: int
    top: int
    ground: int

    @property
    def width(self) -> int:
        return self.right - self.left

    @property
    def height(self) -> int:
        return self.ground - self.top


@dataclass(frozen=True, slots=True)
class Look:
    """How buildings of one row look."""

    share: float  # 0 for the farthest row, 1 for the nearest
    body: FloatArray
    night: bool
    unit: int  # the short side of the picture


def raise_building(picture: FloatArray, brief: Brief, look: Look, block: Block, chance: np.random.Generator) -> None:
    """Draw one building with its roof, faces and windows."""
    blocks = [block]
    style = chance.random()
    if style < 0.35:
        blocks += _setbacks(block, chance)
    elif style < 0.5:
        _slanting_roof(picture, look, block, chance)
    if chance.random() < 0.3:
        _mast(picture, look, blocks[-1], block.height * float(chance.uniform(0.08, 0.2)))
    lit = float(chance.uniform(0.15, 0.5)) * (1.0 if look.night else 0.3)
    seam = float(chance.choice([0.0, 0.3, 0.7]))
    cell = _cell(look, chance)
    for each in blocks:
        _faces(picture, each, look.body, seam)
        if look.share > 0.2:
            _windows(picture, brief, look, _Windows(each, cell, lit), chance)


def _setbacks(block: Block, chance: np.random.Generator) -> list[Block]:
    """Narrower boxes on top of one another."""
    result = [block]
    for _ in range(int(chance.integers(1, 3))):
        last = result[-1]
        inset = max(1, round(last.width * float(chance.uniform(0.1, 0.2))))
        rise = round(block.height * float(chance.uniform(0.04, 0.1)))
        result.append(Block(last.left + inset, last.right - inset, last.top - rise, last.top))
    return result[1:]


def _slanting_roof(picture: FloatArray, look: Look, block: Block, chance: np.random.Generator) -> None:
    slope = block.width * float(chance.uniform(0.25, 0.6)) * float(chance.choice([-1, 1]))
    eaves = block.top + 1.0
    ridge_left, ridge_right = block.top - max(0.0, -slope), block.top - max(0.0, slope)
    corners = [(block.left, eaves), (block.left, ridge_left), (block.right, ridge_right), (block.right, eaves)]
    polygon(picture, corners, look.body)


def _faces(picture: FloatArray, block: Block, body: FloatArray, seam: float) -> None:
    """Two faces that catch the light differently; the upper floors are a little lighter."""
    height, width = picture.shape[:2]
    top, bottom = max(0, block.top), min(height, block.ground)
    left, right = max(0, block.left), min(width, block.right)
    if top >= bottom or left >= right:
        return
    rise = np.linspace(1.1, 0.86, bottom - top, dtype=np.float32)[:, None]
    shade = np.broadcast_to(rise, (bottom - top, right - left)).copy()
    if seam:
        edge = min(max(round(block.left + block.width * seam), left), right) - left
        shade[:, edge:] *= 0.8
    picture[top:bottom, left:right] = shade[:, :, None] * body


def _mast(picture: FloatArray, look: Look, block: Block, tall: float) -> None:
    """A thin mast; at night a red lamp warns at its top."""
    x, top = (block.left + block.right) / 2, block.top
    half = max(0.5, look.unit * 0.0011)
    foot = top + 1.0
    outline = [
        (x - half * 1.6, foot),
        (x - half * 0.6, top - tall),
        (x + half * 0.6, top - tall),
        (x + half * 1.6, foot),
    ]
    polygon(picture, outline, look.body)
    if look.night and look.share > 0.2:
        red = colour("ff4a3a")
        spot(picture, (x, top - tall), look.unit * 0.003, red * np.float32(1.2))
        spot(picture, (x, top - tall), look.unit * 0.008, red * np.float32(0.22))


@dataclass(frozen=True, slots=True)
class _Windows:
    """The windows of one box: the size of a window with its share of the wall, and how many are lit."""

    block: Block
    cell: tuple[int, int]  # across, down
    lit: float


def _cell(look: Look, chance: np.random.Generator) -> tuple[int, int]:
    across = max(3, round(look.unit * (0.0065 + 0.005 * look.share) * float(chance.choice([1.0, 1.25]))))
    return across, max(3, round(across * float(chance.choice([1.15, 1.5, 1.8]))))


def _windows(picture: FloatArray, brief: Brief, look: Look, windows: _Windows, chance: np.random.Generator) -> None:
    """A grid of windows, some of them lit; people leave an office floor by floor."""
    block, (cell_x, cell_y) = windows.block, windows.cell
    columns, floors = (block.width - 2) // cell_x, (block.height - 2) // cell_y
    if columns < 1 or floors < 1:
        return
    on = chance.random((floors, columns)) + 0.16 * chance.standard_normal((floors, 1)) < windows.lit
    warm, cool = colour("ffc987"), mix(brief.palette.pop, brief.palette.glow, 0.55)
    tint = np.where(chance.random((floors, columns, 1)) < 0.78, warm, cool)
    glow = tint * chance.uniform(0.3, 1.05, (floors, columns, 1)) * (0.35 + 0.65 * look.share)
    light = np.where(on[:, :, None], glow, toned(look.body, lightness=-0.03)).astype(np.float32)
    cover = np.where(on, 1.0, 0.35).astype(np.float32)
    left = block.left + (block.width - columns * cell_x) // 2
    glass = _enlarged(cover, windows.cell) * np.tile(_pane(windows.cell), (floors, columns))
    _lay_inside(picture, _enlarged(light, windows.cell), glass, (left, block.top + max(2, cell_y // 2)))


def _enlarged(grid: FloatArray, cell: tuple[int, int]) -> FloatArray:
    """Every value of a grid for all the pixels of its window."""
    return np.repeat(np.repeat(grid, cell[1], axis=0), cell[0], axis=1)


def _pane(cell: tuple[int, int]) -> FloatArray:
    """1 in the glass, 0 on the wall beside it."""
    pane = np.zeros((cell[1], cell[0]), dtype=np.float32)
    pane[: max(1, round(cell[1] * 0.6)), : max(1, round(cell[0] * 0.6))] = 1
    return pane


def _lay_inside(picture: FloatArray, light: FloatArray, cover: FloatArray, corner: tuple[int, int]) -> None:
    """Lay a sheet whose corner may lie outside."""
    left, top = corner
    height, width = picture.shape[:2]
    cut_x, cut_y = max(0, -left), max(0, -top)
    right, bottom = min(width, left + light.shape[1]), min(height, top + light.shape[0])
    if left + cut_x >= right or top + cut_y >= bottom:
        return
    patch = picture[top + cut_y : bottom, left + cut_x : right]
    inner = (slice(cut_y, bottom - top), slice(cut_x, right - left))
    patch += cover[inner][:, :, None] * (light[inner] - patch)
