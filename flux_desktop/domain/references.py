"""Input images."""

from dataclasses import dataclass

from flux_desktop.domain.sizes import Size


@dataclass(frozen=True, slots=True)
class Reference:
    """An input image, already stored in the library under the hash of its bytes.

    ``file_format`` is ``png``, ``jpeg`` or ``webp``; ``name`` is what the person called the file.
    """

    sha256: str
    file_format: str
    size: Size
    bytes: int
    name: str

    @property
    def file_name(self) -> str:
        return f"{self.sha256}.{'jpg' if self.file_format == 'jpeg' else self.file_format}"
