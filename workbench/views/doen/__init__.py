"""The pictures of `interventies`: what could be seen beforehand, what was seen since, and compared with whom.

`begin` chooses what the page opens with, `suited` lists what can be followed. `beforehand, course, change, others, mix,
choice, between` take the figures' Selection; its `period` is the start of the approach. Each gives one plain sentence,
what would change it, and a drawing where there is an answer.
"""

from workbench.views.doen.pictures import beforehand, between, change, choice, course, mix, others
from workbench.views.doen.registers import begin, suited

__all__ = ["beforehand", "begin", "between", "change", "choice", "course", "mix", "others", "suited"]
