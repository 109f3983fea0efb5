"""What the simulator says to people, in English and German."""

from typing import Final

TEXTS: Final[dict[str, dict[str, str]]] = {
    "en": {
        "about": "Serve simulated massage chairs in real time.",
        "pty": "serve on a pseudo-terminal (the default)",
        "tcp": "serve on this TCP port of this machine; 0 takes a free one",
        "ble": "serve over Bluetooth, on a fake daemon and a private bus (needs dbus-daemon)",
        "link": "keep a symbolic link to the pseudo-terminal here",
        "count": "how many chairs",
        "seed": "seed of the first chair and of the person in it; each further one has the next number",
        "ambient": "room temperature in °C",
        "skin_ohm": "impedance between two fully attached electrodes, in ohm",
        "layout": "channels in their order, such as roller,heat,air,stimulation",
        "truth": "append what the plants really do to this file, as JSON lines",
        "json": "print where each chair is as one JSON line",
        "with_stdin": "take control lines from standard input and end with it",
        "lang": "language of messages: en or de",
        "serving": "Chair {chair} ({serial_number}): {url}",
        "bad_control": "Control line not understood: {problem}",
        "no_bus": "there is no dbus-daemon; on Debian: apt install dbus-daemon",
        "device": "which device; one that has no wire is served over Bluetooth",
        "no_such_device": "there is no simulated device `{name}`; there are: {known}",
        "no_such_line": "{device} is not on such a line (--pty, --tcp, --ble)",
        "bad_layout": "unknown channel: {name}",
        "no_port": "TCP port {port} is taken, not allowed or none; take another one, or 0",
    },
    "de": {
        "about": "Stellt simulierte Massagesessel in Echtzeit bereit.",
        "pty": "über ein Pseudoterminal (Vorgabe)",
        "tcp": "über diesen TCP-Port dieses Rechners; 0 nimmt einen freien",
        "ble": "über Bluetooth, mit nachgebildetem Dienst auf eigenem Bus (braucht dbus-daemon)",
        "link": "symbolische Verknüpfung zum Pseudoterminal hier anlegen",
        "count": "Anzahl der Sessel",
        "seed": "Startwert des ersten Sessels und der Person darin; jeder weitere hat die nächste Zahl",
        "ambient": "Raumtemperatur in °C",
        "skin_ohm": "Impedanz zwischen zwei ganz anliegenden Elektroden, in Ohm",
        "layout": "Kanäle in ihrer Reihenfolge, etwa roller,heat,air,stimulation",
        "truth": "den wahren Zustand der Strecken als JSON-Zeilen an diese Datei anhängen",
        "json": "je Sessel eine JSON-Zeile mit seiner Adresse ausgeben",
        "with_stdin": "Steuerzeilen von der Standardeingabe lesen und mit ihr enden",
        "lang": "Sprache der Meldungen: en oder de",
        "serving": "Sessel {chair} ({serial_number}): {url}",
        "bad_control": "Steuerzeile nicht verstanden: {problem}",
        "no_bus": "es gibt keinen dbus-daemon; unter Debian: apt install dbus-daemon",
        "device": "welches Gerät; eines ohne Kabel wird über Bluetooth bereitgestellt",
        "no_such_device": "ein simuliertes Gerät `{name}` gibt es nicht; es gibt: {known}",
        "no_such_line": "{device} gibt es auf so einer Leitung nicht (--pty, --tcp, --ble)",
        "bad_layout": "unbekannter Kanal: {name}",
        "no_port": "TCP-Port {port} ist belegt, nicht erlaubt oder keiner; einen anderen oder 0 nehmen",
    },
}


def texts_for(language: str) -> dict[str, str]:
    """Texts for a language tag such as `de_DE.UTF-8`; English if it is not known."""
    return TEXTS.get(language[:2].lower(), TEXTS["en"])
