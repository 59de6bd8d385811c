"""The screen word for each code word. One word for one thing."""

STATUS = {
    "published": "getoond",
    "suppressed": "verborgen om privacy",
    "unreliable": "te onzeker",
    "missing": "niet gemeten",
}
ESTIMATION = {
    "register": "register",
    "survey": "steekproef",
    "model": "modelschatting",
    "joint_sum": "gezamenlijke som",
}
LEVEL = {"land": "land", "regio": "regio", "gemeente": "gemeente", "wijk": "wijk", "buurt": "buurt"}
LEVEL_PLURAL = {"land": "landen", "regio": "regio's", "gemeente": "gemeenten", "wijk": "wijken", "buurt": "buurten"}
STEP = {
    "data": "Data: wat zeggen de cijfers?",
    "duiden": "Duiden: wat betekenen ze, en hoe zeker?",
    "dialoog": "Dialoog: wat kiezen we?",
    "doen": "Doen: werkt het?",
}
ROLE = {
    "facilitator": "begeleider",
    "researcher": "onderzoeker",
    "participant": "deelnemer",
    "partner": "partner",
}
GROUP = {
    "totaal": "iedereen",
    "18plus": "18 jaar en ouder",
    "18-65": "18 tot 65 jaar",
    "65plus": "65 jaar en ouder",
    "16-25": "16 tot en met 25 jaar",
    "jongeren": "jongeren tot 23 jaar",
}


def status_label(status: str) -> str:
    return STATUS[status]


def estimation_label(estimation: str) -> str:
    return ESTIMATION[estimation]


def level_label(level: str, *, plural: bool = False) -> str:
    return (LEVEL_PLURAL if plural else LEVEL)[level]


def role_label(role: str) -> str:
    return ROLE[role]


def group_label(group: str) -> str:
    """The Dutch words for an age and sex category; a category the table does not know is shown as it is."""
    return GROUP.get(group, group)
