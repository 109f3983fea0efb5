"""Digits to be read without glasses: half blocks, which every console has. Five by six points each."""

_POINTS = {
    "0": ("111", "101", "101", "101", "111"),
    "1": ("010", "110", "010", "010", "111"),
    "2": ("111", "001", "111", "100", "111"),
    "3": ("111", "001", "111", "001", "111"),
    "4": ("101", "101", "111", "001", "001"),
    "5": ("111", "100", "111", "001", "111"),
    "6": ("111", "100", "111", "101", "111"),
    "7": ("111", "001", "001", "001", "001"),
    "8": ("111", "101", "111", "101", "111"),
    "9": ("111", "101", "111", "001", "111"),
    ":": ("0", "1", "0", "1", "0"),
    "S": ("111", "100", "111", "001", "111"),
    "T": ("111", "010", "010", "010", "010"),
    "O": ("111", "101", "101", "101", "111"),
    "P": ("111", "101", "111", "100", "100"),
    ".": ("0", "0", "0", "0", "1"),
    ",": ("0", "0", "0", "1", "1"),
    "-": ("000", "000", "111", "000", "000"),
}
_HALF = {"00": " ", "10": "▀", "01": "▄", "11": "█"}
HEIGHT = 3


def big(text: str, scale: int = 2) -> list[str]:
    """Lines of a text of digits, colons and the letters of STOP; each point is `scale` columns wide."""
    rows = [""] * 6
    for letter in text:
        for index, points in enumerate((*_POINTS[letter], "0" * len(_POINTS[letter][0]))):
            rows[index] += "".join(point * scale for point in points) + "0" * scale
    return [
        "".join(_HALF[upper + lower] for upper, lower in zip(rows[row], rows[row + 1], strict=True)).rstrip()
        for row in (0, 2, 4)
    ]
