"""Where high figures lie together more than chance would have it."""

from workbench.analysis.hotspots import clustering, clustering_sentence, hotspots
from workbench.analysis.rows import graph_of
from workbench.disclosure import SafeTable
from workbench.views.drawings.svg import Markup, figure, tag
from workbench.views.drawings.table import table
from workbench.views.duiden.answers import FOLLOWED, answers
from workbench.views.follow import follow, shown
from workbench.views.picture import Picture
from workbench.views.selection import Selection


def clusters(cijfers: SafeTable, keuze: Selection) -> Picture:
    """Where high figures lie together."""
    return follow(keuze.of(cijfers), lambda: shown(lambda: _clusters(keuze)), *FOLLOWED)


def _clusters(keuze: Selection) -> Markup:
    found, _ = answers(keuze).now()
    codes = list(found.posterior.graph.codes)
    # Smoothed levels would look alike by construction, so the pattern is sought in the published figures.
    values = found.table.set_index("area_code")["value"].reindex(codes).to_numpy(float)
    graph = graph_of(codes, level=keuze.level, edition=keuze.edition)
    whole, local = clustering(values, graph=graph), hotspots(values, graph=graph)
    sentence = clustering_sentence(whole)
    hot = [
        [keuze.name(code), "hoog, net als de buren"] for code, is_hot in zip(codes, local.hot, strict=True) if is_hot
    ]
    odd = [
        [keuze.name(code), kind]
        for code, kind in zip(codes, local.kind, strict=True)
        if kind in ("hoog tussen laag", "laag tussen hoog")
    ]
    if not hot + odd:
        said = "Geen enkel gebied springt er met zijn buren uit, als gemiddeld 5 % van de vondsten toeval mag zijn."
        return figure(tag("p", said, class_="dw-note"), sentence=sentence)
    listed = table(["Gebied", "Wat opvalt"], hot + odd, caption="Gebieden die er met hun buren uitspringen")
    note = (
        "Van zulke vondsten is gemiddeld hooguit 5 % toeval. Buren tellen ook over de gemeentegrens; gebieden zonder "
        "buren doen niet mee."
    )
    return figure(listed, tag("p", note, class_="dw-note"), sentence=sentence)
