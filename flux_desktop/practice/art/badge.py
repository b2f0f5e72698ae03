"""The strip that says that a picture was drawn for practice."""

from PIL import Image, ImageDraw, ImageFont

_OVERSAMPLING = 4


def add_badge(picture: Image.Image) -> None:
    """Put the dashed "Practice" label into the lower right corner of ``picture``."""
    short = min(picture.size)
    label = _label(max(9.0, short * 0.021))
    margin = max(2, round(short * 0.022))
    room = picture.width - 2 * margin, picture.height - 2 * margin
    fit = min(1.0, room[0] / label.width, room[1] / label.height)
    size = max(1, round(label.width * fit)), max(1, round(label.height * fit))
    label = label.resize(size, Image.Resampling.LANCZOS)
    corner = picture.width - margin - size[0], picture.height - margin - size[1]
    picture.paste(label, corner, label)


def _label(text_px: float) -> Image.Image:
    """The label with a transparent surround, drawn large and reduced for smooth edges."""
    scale = _OVERSAMPLING
    font = ImageFont.load_default(size=text_px * scale)
    left, top, right, bottom = font.getbbox("Practice")
    padding_x, padding_y = text_px * 0.7 * scale, text_px * 0.42 * scale
    width, height = round(right - left + 2 * padding_x), round(bottom - top + 2 * padding_y)
    drawn = Image.new("RGBA", (width, height), (255, 255, 255, 0))
    pen = ImageDraw.Draw(drawn)
    radius = height * 0.3
    pen.rounded_rectangle((0, 0, width - 1, height - 1), radius, fill=(14, 16, 20, 118))
    _dashed_outline(pen, width, height, radius, line_px=max(scale, round(text_px * 0.085 * scale)))
    pen.text((padding_x - left, padding_y - top), "Practice", font=font, fill=(255, 255, 255, 225))
    return drawn.resize((max(1, width // scale), max(1, height // scale)), Image.Resampling.LANCZOS)


def _dashed_outline(pen: ImageDraw.ImageDraw, width: int, height: int, radius: float, line_px: int) -> None:
    """Dashes along a rounded rectangle just inside the label."""
    inset = line_px * 1.2
    ink = (255, 255, 255, 190)
    dash = line_px * 3.4
    left, top, right, bottom = inset, inset, width - 1 - inset, height - 1 - inset
    corner = radius - inset
    for start, end, across in ((left, right, True), (top, bottom, False)):
        count = max(1, round((end - start - 2 * corner) / (2 * dash)))
        step = (end - start - 2 * corner) / count
        for index in range(count):
            first = start + corner + step * (index + 0.25)
            last = first + step * 0.5
            for edge in (top, bottom) if across else (left, right):
                line = (first, edge, last, edge) if across else (edge, first, edge, last)
                pen.line(line, fill=ink, width=line_px)
    for x, y, begin in (
        (left, top, 180),
        (right - 2 * corner, top, 270),
        (right - 2 * corner, bottom - 2 * corner, 0),
        (left, bottom - 2 * corner, 90),
    ):
        pen.arc((x, y, x + 2 * corner, y + 2 * corner), begin + 14, begin + 76, fill=ink, width=line_px)
