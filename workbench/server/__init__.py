"""The pages, the shared table and the doors to them: Voila, with one kernel for all who look at the same view.

    serve(Address(port=8866), lab=True)         what `workbench serve` does: pages, JupyterLab, links, until stopped
    Workplace(...)                              the application itself (a subclass of Voila), for tests and benchmarks

How a page comes about: `notebooks` finds it, `parameters` checks what the URL asks, `rendering` runs it on a kernel and
makes the HTML, `mirror` keeps every widget's state at the server, `gate` decides what a seat may send back.
A `Page` holds these together; a solo visitor has a page alone, everybody at a session's table shares one.

Light to import: kernels import `widget_ids` from here, so nothing of the server itself is loaded by this module.
"""
