"""Views: one selection, and the pictures that follow it; each live on a page and a still in a report."""

from workbench.views.picture import Picture

__all__ = ["Picture"]
