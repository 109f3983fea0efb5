"""Themes. Colours after Okabe and Ito, which people with any colour vision tell apart; words say it too."""

from textual.theme import Theme

_CALM = Theme(
    name="calm",
    primary="#8ecae6",
    secondary="#56b4e9",
    accent="#f0e442",
    warning="#f0b429",
    error="#ff8a5c",
    success="#5fd3a6",
    foreground="#f2efe9",
    background="#10151c",
    surface="#10151c",
    panel="#1d2733",
    dark=True,
    variables={
        "stop": "#c8102e",
        "stop-text": "#ffffff",
        "dim": "#a9b4c0",
        "heat": "#f4a261",
        "track": "#33424f",
    },
)
_DAY = Theme(
    name="day",
    primary="#00527a",
    secondary="#0072b2",
    accent="#7a4b00",
    warning="#7a4b00",
    error="#a32a00",
    success="#00664a",
    foreground="#16191d",
    background="#faf7f0",
    surface="#faf7f0",
    panel="#e8e2d4",
    dark=False,
    variables={
        "stop": "#b00020",
        "stop-text": "#ffffff",
        "dim": "#4a5058",
        "heat": "#a03c00",
        "track": "#cfc7b4",
    },
)
_CONTRAST = Theme(
    name="contrast",
    primary="#ffffff",
    secondary="#00ffff",
    accent="#ffff00",
    warning="#ffff00",
    error="#ffb000",
    success="#7cff7c",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#000000",
    dark=True,
    variables={
        "stop": "#ffff00",
        "stop-text": "#000000",
        "dim": "#ffffff",
        "heat": "#ffb000",
        "track": "#808080",
    },
)
THEMES = {theme.name: theme for theme in (_CALM, _DAY, _CONTRAST)}
