"""The colours of the program, by role, for the light and the dark theme.

Greys are neutral (R = G = B), so that the frame does not tint how pictures look. Every pair of text and background that
occurs has a contrast of 4.5 at least, field borders and focus rings 3 (WCAG 2.2 AA); a test computes them.
"""

from typing import NamedTuple


class Tokens(NamedTuple):
    """One theme. Values are ``#RRGGBB``."""

    name: str
    window: str
    panel: str
    canvas: str
    raised: str
    hover: str
    pressed: str
    popover: str
    line: str
    control: str
    text: str
    text2: str
    text3: str
    accent: str
    soft: str
    focus: str
    fill: str
    onfill: str
    fillhover: str
    ok: str
    okbg: str
    warn: str
    warnbg: str
    err: str
    errbg: str
    infobg: str

    @property
    def is_dark(self) -> bool:
        return self.name == "dark"


DARK = Tokens(
    name="dark",
    window="#1A1A1A",
    panel="#212121",
    canvas="#151515",
    raised="#2B2B2B",
    hover="#353535",
    pressed="#3D3D3D",
    popover="#2A2A2A",
    line="#343434",
    control="#757575",
    text="#F0F0F0",
    text2="#BDBDBD",
    text3="#A2A2A2",
    accent="#8FB0FF",
    soft="#27324C",
    focus="#A9C3FF",
    fill="#8FB0FF",
    onfill="#0D1424",
    fillhover="#A6C0FF",
    ok="#5CCB93",
    okbg="#1B3226",
    warn="#F2BC57",
    warnbg="#362C17",
    err="#FF938A",
    errbg="#3B2423",
    infobg="#222C42",
)

LIGHT = Tokens(
    name="light",
    window="#F3F3F3",
    panel="#FAFAFA",
    canvas="#E9E9E9",
    raised="#FFFFFF",
    hover="#EBEBEB",
    pressed="#E0E0E0",
    popover="#FFFFFF",
    line="#D9D9D9",
    control="#828282",
    text="#1A1A1A",
    text2="#4E4E4E",
    text3="#5F5F5F",
    accent="#2450C8",
    soft="#DEE6FB",
    focus="#1F49BE",
    fill="#2B57CC",
    onfill="#FFFFFF",
    fillhover="#2349B4",
    ok="#14693F",
    okbg="#E1F2E9",
    warn="#744D00",
    warnbg="#FBEFD6",
    err="#A8231B",
    errbg="#FBE7E5",
    infobg="#E4ECFC",
)
