"""A report as one HTML page for A4 that needs nothing else: no script, no font, no picture from elsewhere."""

from collections.abc import Sequence
from html import escape
from typing import NamedTuple

STYLE = """
@page { size: A4; margin: 16mm 15mm 18mm;
  @bottom-right { content: counter(page) " / " counter(pages);
    font: 11px system-ui, sans-serif; color: #5f6f76 } }
:root { color-scheme: light; print-color-adjust: exact; -webkit-print-color-adjust: exact }
body { font: 15px/1.5 system-ui, sans-serif; color: #1d2a30; background: #fff; max-width: 680px;
  margin: 32px auto 64px; padding: 0 20px }
header { border-bottom: 3px solid #1f6172; padding-bottom: 10px }
h1 { font-size: 28px; line-height: 1.2; font-weight: 650; margin: 0 0 4px }
h2 { font-size: 18px; font-weight: 650; margin: 34px 0 10px; break-after: avoid }
h3 { font-size: 15px; font-weight: 600; margin: 14px 0 4px; break-after: avoid }
p { margin: 4px 0 } p.made, p.hint { color: #5f6f76; font-size: 13px }
svg { display: block; width: 100%; height: auto; font: 12px system-ui, sans-serif }
svg text { fill: #1d2a30 } svg .small { font-size: 11px; fill: #46555c } svg .head { font-weight: 600 }
dl { display: grid; grid-template-columns: repeat(3, 1fr); gap: 10px; margin: 16px 0 0 }
dl div { border: 1px solid #d3dbde; border-radius: 8px; padding: 8px 12px; display: flex;
  flex-direction: column-reverse; justify-content: flex-end }
dt { color: #46555c; font-size: 13px; line-height: 1.3 } dd { margin: 0; font-size: 22px; font-weight: 650 }
table { border-collapse: collapse; width: 100%; font-size: 13px; line-height: 1.35 }
th, td { text-align: left; padding: 6px 10px 6px 0; border-bottom: 1px solid #d3dbde; vertical-align: top }
th { border-bottom: 2px solid #1d2a30; font-weight: 600 }
td.date { white-space: nowrap }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap }
ol { margin: 6px 0; padding-left: 22px; font-size: 13px }
thead { display: table-header-group } tr, section { break-inside: avoid } section.long { break-inside: auto }
footer { margin-top: 36px; border-top: 1px solid #d3dbde; padding-top: 8px; color: #5f6f76; font-size: 13px }
@media print { body { margin: 0; padding: 0; max-width: none; font-size: 13.5px } h2 { margin-top: 18px }
  dl { margin-top: 10px } h3 { margin-top: 6px } }
@media (max-width: 480px) { dl { grid-template-columns: repeat(2, 1fr) } .long { overflow-x: auto } }
"""

POLICY = "default-src 'none'; style-src 'unsafe-inline'"


class Section(NamedTuple):
    """A heading and what stands below it, as HTML."""

    title: str
    body: str
    is_long: bool = False
    """May be broken over pages."""


class Column(NamedTuple):
    """The head of a column; numbers stand to the right."""

    title: str
    is_number: bool = False
    is_date: bool = False


def page(language: str, title: str, made: str, sections: Sequence[Section], foot: str) -> str:
    """The whole page; `title`, `made` and `foot` are plain text."""
    body = "".join(
        f"<section{' class=long' if one.is_long else ''}><h2>{escape(one.title)}</h2>{one.body}</section>\n"
        for one in sections
    )
    return (
        f'<!doctype html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
        f'<header><h1>{escape(title)}</h1>\n<p class="made">{escape(made)}</p></header>\n{body}'
        f"<footer>{escape(foot)}</footer>\n</body>\n</html>\n"
    )


def paragraph(said: str, name: str = "") -> str:
    """A sentence."""
    return f"<p{f' class={name}' if name else ''}>{escape(said)}</p>"


def heading(said: str) -> str:
    """A small heading inside a section."""
    return f"<h3>{escape(said)}</h3>"


def numbered(lines: Sequence[str]) -> str:
    """Sentences with numbers."""
    return f"<ol>{''.join(f'<li>{escape(said)}</li>' for said in lines)}</ol>" if lines else ""


def figures(rows: Sequence[tuple[str, str]]) -> str:
    """Names with their numbers."""
    cells = "".join(f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>" for name, value in rows)
    return f"<dl>{cells}</dl>"


def table(head: Sequence[Column], rows: Sequence[Sequence[str]]) -> str:
    """A table whose head is repeated on every page."""
    looks = [
        " class=number" if column.is_number else " class=date" if column.is_date else "" for column in head
    ]
    top = "".join(f"<th{look}>{escape(one.title)}</th>" for look, one in zip(looks, head, strict=True))
    body = "".join(
        f"<tr>{''.join(f'<td{look}>{escape(cell)}</td>' for look, cell in zip(looks, row, strict=True))}</tr>"
        for row in rows
    )
    return f"<table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"
