"""Noise fields: their spread, their seams, their independence of the size."""

import numpy as np

from flux_desktop.practice.art.noise import curve, fbm, repeated, resized, sample, smoothstep, tile


def _chance(seed: int = 1) -> np.random.Generator:
    return np.random.Generator(np.random.PCG64(seed))


def test_a_field_has_mean_0_and_a_spread_of_about_1() -> None:
    fields = [fbm(_chance(seed), (200, 300), 12) for seed in range(12)]
    assert abs(np.mean([field.mean() for field in fields])) < 0.25
    assert 0.7 < np.mean([field.std() for field in fields]) < 1.4


def test_a_field_shows_the_same_clouds_at_every_size() -> None:
    small, large = fbm(_chance(), (100, 150), 4, octaves=3), fbm(_chance(), (400, 600), 4, octaves=3)
    assert np.abs(resized(large, 100, 150) - small).mean() < 0.08


def test_opposite_edges_of_a_tile_meet() -> None:
    sheet = tile(_chance(), 128, 8)
    jump = np.abs(sheet[:, 0] - sheet[:, -1]).mean()
    assert jump < 2 * np.abs(np.diff(sheet, axis=1)).mean()


def test_a_tile_repeats_without_end() -> None:
    sheet = tile(_chance(), 64, 8)
    x, y = np.array([[3.25, -200.5, 1000.75]]), np.array([[7.5, 99.25, -3.5]])
    assert np.allclose(repeated(sheet, x, y), repeated(sheet, x + 64, y - 128), atol=1e-4)


def test_reading_beyond_an_edge_meets_the_mirror_image() -> None:
    field = fbm(_chance(), (40, 60), 4)
    outside = sample(field, np.array([[-5.0, 59 + 4.0]]), np.array([[10.0, 10.0]]))
    inside = sample(field, np.array([[5.0, 59 - 4.0]]), np.array([[10.0, 10.0]]))
    assert np.allclose(outside, inside, atol=1e-4)


def test_a_curve_is_smooth_along_its_length() -> None:
    line = curve(_chance(), 2000, 4, octaves=3)
    assert np.abs(np.diff(line)).max() < 0.1


def test_smoothstep_may_fall_as_well_as_rise() -> None:
    value = np.linspace(-1, 2, 7, dtype=np.float32)
    assert np.allclose(smoothstep(0, 1, value), 1 - smoothstep(1, 0, value), atol=1e-6)
