"""Flux Desktop: make pictures with Black Forest Labs' FLUX models."""

__version__ = "0.1.0"
