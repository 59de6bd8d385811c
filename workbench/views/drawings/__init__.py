"""Drawings: pure functions from rows to SVG and HTML, tested without Jupyter.

A picture is built from a scale (`scales.spanning`), axes, marks, a legend, a table and a sentence; `svg.tag` escapes
all text. `svg.picture(..., label=sentence)` gives the drawing its accessible name, `svg.figure` puts the parts
together. Colours and line widths are classes of tokens.css and pieces.css, so one file re-skins everything.
"""
