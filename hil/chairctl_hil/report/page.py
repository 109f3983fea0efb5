"""placeholder"""


def page(run: object, language: str) -> str:
    return ""
