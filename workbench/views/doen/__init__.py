"""The pictures of `interventies`: what could be seen beforehand, what was seen since, and compared with whom.

`beforehand, course, change, others, mix, choice, between` take the figures' Selection; its `period` is the start of
the approach. Each gives one plain sentence, what would change it, and a drawing where there is an answer.
"""

from workbench.views.doen.pictures import beforehand, between, change, choice, course, mix, others

__all__ = ["beforehand", "between", "change", "choice", "course", "mix", "others"]
