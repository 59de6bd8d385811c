"""Every Dutch word for a code word, and every number and date as a Dutch reader writes it (Babel)."""

from workbench.text.labels import estimation_label, group_label, level_label, role_label, status_label
from workbench.text.numbers import count, day, interval, moment, number, period, periods, with_unit

__all__ = [
    "count",
    "day",
    "estimation_label",
    "group_label",
    "interval",
    "level_label",
    "moment",
    "number",
    "period",
    "periods",
    "role_label",
    "status_label",
    "with_unit",
]
