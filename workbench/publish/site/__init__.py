"""The partner site: pages anybody can open, from a folder or a plain web server, with nothing behind them."""

from workbench.publish.folder import refuse_foreign
from workbench.publish.site.building import build, draft_folder

__all__ = ["build", "draft_folder", "refuse_foreign"]
