"""A report as one HTML page for A4 that needs nothing else: no script, no font, no picture."""

from collections.abc import Sequence
from html import escape
from typing import NamedTuple

STYLE = """
@page { size: A4; margin: 16mm }
body { font: 15px/1.45 system-ui, sans-serif; color: #111; background: #fff; max-width: 720px;
  margin: 24px auto; padding: 0 16px }
h1 { font-size: 26px; margin: 0 0 4px } h2 { font-size: 18px; margin: 26px 0 8px }
p.made { color: #444; margin: 0 } svg { width: 100%; height: auto; font: 12px system-ui, sans-serif }
dl { display: grid; grid-template-columns: repeat(3, 1fr); gap: 8px 20px; margin: 0 }
dl div { border-top: 2px solid #111; padding-top: 4px } dt { color: #444 }
td { white-space: nowrap } td:last-child { white-space: normal }
dd { margin: 0; font-size: 20px } table { border-collapse: collapse; width: 100%; font-size: 13px }
th, td { text-align: left; padding: 4px 8px 4px 0; border-bottom: 1px solid #bbb; vertical-align: top }
thead { display: table-header-group } tr, section { break-inside: avoid } section.long { break-inside: auto }
"""

POLICY = "default-src 'none'; style-src 'unsafe-inline'"


class Section(NamedTuple):
    """A heading and what stands below it, as HTML."""

    title: str
    body: str
    is_long: bool = False
    """May be broken over pages."""


def page(language: str, title: str, made: str, sections: Sequence[Section]) -> str:
    """The whole page; `title` and `made` are plain text."""
    body = "".join(
        f"<section{' class=long' if one.is_long else ''}><h2>{escape(one.title)}</h2>{one.body}</section>\n"
        for one in sections
    )
    return (
        f'<!doctype html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
        f'<h1>{escape(title)}</h1>\n<p class="made">{escape(made)}</p>\n{body}</body>\n</html>\n'
    )


def paragraph(said: str) -> str:
    """A sentence."""
    return f"<p>{escape(said)}</p>"


def figures(rows: Sequence[tuple[str, str]]) -> str:
    """Names with their numbers."""
    cells = "".join(f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>" for name, value in rows)
    return f"<dl>{cells}</dl>"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table whose head is repeated on every page."""
    top = "".join(f"<th>{escape(cell)}</th>" for cell in head)
    body = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"
