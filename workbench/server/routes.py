"""Every route there is. Each handler says in its `rights` who may use it; a test holds a rule for each."""

from pathlib import Path

from voila.paths import collect_static_paths
from voila.utils import get_voila_labextensions_path

from workbench.server import (
    at_table,
    desk_api,
    doen_api,
    doen_pages,
    files,
    joining,
    lead_api,
    panel_api,
    showing,
    stream,
)
from workbench.server.seat_line import SeatLine

PAGE = r"([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})"
NAME = r"([A-Za-z0-9_.:~-]{1,120})"
HERE = Path(__file__).parent


def all_of(base: str) -> list[tuple]:
    """(pattern, handler, options) under this address."""
    static = [Path(folder) for folder in collect_static_paths(["voila"], "lab") if Path(folder).is_dir()]
    labs = [Path(folder) for folder in get_voila_labextensions_path()]
    return [
        (rf"{base}", showing.Start),
        (rf"{base}healthz", showing.Health),
        (rf"{base}voila/render/([A-Za-z0-9_.-]+)", showing.Notebook),
        (rf"{base}omtrekken/(\d{{4}})/([a-z]+)\.json", showing.Outlines),
        (rf"{base}api/kernels/{PAGE}", showing.KernelModel),
        (rf"{base}api/kernels/{PAGE}/channels", SeatLine),
        (rf"{base}voila/api/shutdown/{PAGE}", showing.PageClosed),
        (rf"{base}voila/static/[0-9.a-z]+/(.+)", files.Files, {"folders": static, "keep": files.YEAR}),
        (rf"{base}voila/labextensions/(.+)", files.Files, {"folders": labs}),
        (rf"{base}uitnodiging/([A-Za-z0-9_.-]+)", joining.Invitation),
        (rf"{base}afmelden", joining.Leave),
        (rf"{base}sessie/{NAME}", joining.Lobby),
        (rf"{base}sessie/{NAME}/code/{NAME}\.svg", joining.Code),
        (rf"{base}sessie/{NAME}/tafel/{NAME}", at_table.Table),
        (rf"{base}sessie/{NAME}/aftakking/{PAGE}", at_table.Branch),
        (rf"{base}sessie/{NAME}/beeld/{NAME}", at_table.Again),
        (rf"{base}sessie/{NAME}/toen/{NAME}", at_table.AsItWas),
        (rf"{base}sessie/{NAME}/naast/{NAME}", at_table.Beside),
        (rf"{base}sessie/{NAME}/bureau/{NAME}", desk_api.Desk),
        (rf"{base}sessie/{NAME}/agenda", doen_pages.AgendaPage),
        (rf"{base}sessie/{NAME}/agenda\.(ics|csv)", doen_pages.AgendaFile),
        (rf"{base}sessie/{NAME}/interventie/{NAME}", doen_pages.InterventionPage),
        (rf"{base}sessie/{NAME}/interventie/{NAME}/beeld", doen_pages.InterventionView),
        (rf"{base}api/sessie/{NAME}/stroom", stream.Stream),
        (rf"{base}api/sessie/{NAME}/regels", panel_api.Entries),
        (rf"{base}api/sessie/{NAME}/stemming/{NAME}", panel_api.Tally),
        (rf"{base}api/sessie/{NAME}/keten/{NAME}", panel_api.ChainOf),
        (rf"{base}api/sessie/{NAME}/aftakken", panel_api.Offshoot),
        (rf"{base}api/sessie/{NAME}/voorstel", panel_api.Proposal),
        (rf"{base}api/sessie/{NAME}/tafel", lead_api.OnTable),
        (rf"{base}api/sessie/{NAME}/bediening", lead_api.Movers),
        (rf"{base}api/sessie/{NAME}/volgmij", lead_api.Call),
        (rf"{base}api/sessie/{NAME}/uitnodigingen", lead_api.Invite),
        (rf"{base}api/sessie/{NAME}/versie", desk_api.Version),
        (rf"{base}api/sessie/{NAME}/interventies", doen_api.Interventions),
        (rf"{base}api/sessie/{NAME}/interventies/begin", doen_api.FirstDraft),
        (rf"{base}api/sessie/{NAME}/interventies/zicht", doen_api.Ahead),
        (rf"{base}api/sessie/{NAME}/interventies/{NAME}", doen_api.OneIntervention),
        (rf"{base}api/sessie/{NAME}/agenda", doen_api.Agenda),
        (rf"{base}api/sessie/{NAME}/afgerond", doen_api.Done),
        (rf"{base}statisch/(tokens\.css)", files.Files, {"folders": [HERE.parent / "views"]}),
        (rf"{base}statisch/(.+)", files.Files, {"folders": [HERE / "static"]}),
    ]
