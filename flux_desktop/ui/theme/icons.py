"""Icons: one-colour SVG drawings, tinted with a colour of the theme, drawn when they are first needed."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QIconEngine, QPainter, QPixmap

from flux_desktop import resources

if TYPE_CHECKING:
    from PySide6.QtSvg import QSvgRenderer


class Icons:
    """Pictures of ``resources/icons`` by name.

    ``colour_of`` gives the present colour of a role (a name of ``Tokens``), so that icons made once follow the theme.
    """

    def __init__(self, colour_of: Callable[[str], QColor]) -> None:
        self._colour_of = colour_of
        self._renderers: dict[str, QSvgRenderer] = {}
        self._pixmaps: dict[tuple[str, int, int, float], QPixmap] = {}

    def icon(self, name: str, colour_role: str = "text", on_role: str = "") -> QIcon:
        """An icon that takes its colour, and its sharpness, at the moment it is painted.

        ``on_role`` is the role of its colour while its button is checked, ``colour_role`` when it is left out.
        """
        return QIcon(_Engine(self, name, colour_role, on_role or colour_role))

    def pixmap(self, name: str, size_px: int, colour: QColor | str, dpr: float = 1.0) -> QPixmap:
        """The icon at ``size_px`` logical pixels, kept for the next time."""
        tint = QColor(colour) if isinstance(colour, str) else colour
        key = (name, size_px, tint.rgba(), dpr)
        pixmap = self._pixmaps.get(key)
        if pixmap is None:
            pixmap = self._pixmaps[key] = self._draw(name, size_px, tint, dpr)
        return pixmap

    def colour(self, role: str) -> QColor:
        return self._colour_of(role)

    def paint(self, painter: QPainter, name: str, rect: QRectF, role: str = "text") -> None:
        """Draw the icon in the middle of ``rect``, as large as its shorter side, in the colour of ``role``."""
        side = int(min(rect.width(), rect.height()))
        dpr = _density(painter)
        centre = rect.center()
        corner = QPointF(round((centre.x() - side / 2) * dpr) / dpr, round((centre.y() - side / 2) * dpr) / dpr)
        painter.drawPixmap(corner, self.pixmap(name, side, self._colour_of(role), dpr))

    def _draw(self, name: str, size_px: int, tint: QColor, dpr: float) -> QPixmap:
        renderer = self._renderer(name)
        pixmap = QPixmap(round(size_px * dpr), round(size_px * dpr))
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        renderer.render(painter, QRectF(pixmap.rect()))
        # Qt draws currentColor black, so the drawing only says where the colour goes.
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tint)
        painter.drawRect(pixmap.rect())
        painter.end()
        pixmap.setDevicePixelRatio(dpr)
        return pixmap

    def _renderer(self, name: str) -> "QSvgRenderer":
        from PySide6.QtSvg import QSvgRenderer  # not before the first icon is painted

        if name not in self._renderers:
            renderer = QSvgRenderer(str(resources.path(f"icons/{name}.svg")))
            if not renderer.isValid():
                raise ValueError(f"no icon is called {name!r}")
            self._renderers[name] = renderer
        return self._renderers[name]


class _Engine(QIconEngine):
    """Draws one icon for Qt in the colour that its role has now."""

    def __init__(self, icons: Icons, name: str, colour_role: str, on_role: str) -> None:
        super().__init__()
        self._icons = icons
        self._name = name
        self._colour_role = colour_role
        self._on_role = on_role

    def clone(self) -> QIconEngine:
        return _Engine(self._icons, self._name, self._colour_role, self._on_role)

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        painter.drawPixmap(rect.topLeft(), self.scaledPixmap(rect.size(), mode, state, _density(painter)))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return self.scaledPixmap(size, mode, state, 1.0)

    def scaledPixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float) -> QPixmap:
        role = self._on_role if state is QIcon.State.On else self._colour_role
        if mode is QIcon.Mode.Disabled:
            role = "text3"
        return self._icons.pixmap(self._name, min(size.width(), size.height()), self._icons.colour(role), scale)


def _density(painter: QPainter) -> float:
    """Device pixels to a logical one. Asked for the device, PySide would look among all classes of widgets for it."""
    return abs(painter.deviceTransform().m11()) or 1.0
