"""How Sphinx makes the manual from the Markdown files of the repository: `make docs`.

The source folder is the repository itself, so that a page links to the safety case, a profile or a line of
code as it does when somebody reads the files. The navigation is read from the index, `docs/README.md`.
"""

import re
from pathlib import Path

from pygments.lexers.special import TextLexer
from sphinx.application import Sphinx

ROOT = Path(__file__).parents[2]
INDEX = "docs/README"
LINK = re.compile(r"\[([^\]]*)\]\(([^)#\s]+\.md)(?:#[^)]*)?\)")

project = "chairctl"
author = "the authors of chairctl"
copyright = "the authors of chairctl, Apache-2.0"  # noqa: A001
extensions = ["myst_parser"]
root_doc = INDEX
include_patterns = [
    "*.md",
    "docs/**.md",
    "examples/chairctl-toy/**.md",
    "src/chairctl/protocols/*/NOTES.md",
]
exclude_patterns = [".*", "build", "dist", "hil-report"]
myst_heading_anchors = 4
myst_links_external_new_tab = False
nitpicky = True
suppress_warnings = ["misc.copy_overwrite"]

html_theme = "alabaster"
html_title = "chairctl"
html_static_path = ["style.css"]
html_css_files = ["style.css"]
html_extra_path = ["index.html"]
html_copy_source = False
html_show_sourcelink = False
html_show_sphinx = False
html_use_index = False
html_sidebars = {"**": ["about.html", "searchbox.html", "navigation.html"]}
html_theme_options = {
    "description": "The host for massage chairs and TENS devices. No medical device.",
    "fixed_sidebar": True,
    "page_width": "76rem",
    "sidebar_width": "17rem",
    "font_family": "system-ui, sans-serif",
    "head_font_family": "system-ui, sans-serif",
    "code_font_family": "ui-monospace, monospace",
}


def navigation(index: str) -> str:
    """A table of contents for each part of the index, with the pages that the part links to."""
    parts = []
    for part in re.split(r"^##? ", index, flags=re.MULTILINE)[1:]:
        title, _, body = part.partition("\n")
        pages = {page: text for text, page in reversed(LINK.findall(body))}
        lines = [
            f"{text[0].upper()}{text[1:]} </{(ROOT / 'docs' / page).resolve().relative_to(ROOT).as_posix()}>"
            for page, text in reversed(pages.items())
        ]
        parts.append("\n".join(["```{toctree}", ":hidden:", f":caption: {title}", "", *lines, "```"]))
    return "\n\n".join(parts)


def read(_app: Sphinx, docname: str, source: list[str]) -> None:
    """Give the index its navigation; notes beside the code are reached by links only."""
    if docname.startswith(("src/", "examples/")):
        source[0] = f"---\norphan: true\n---\n{source[0]}"
        return
    more = navigation(source[0]) if docname == INDEX else ""
    source[0] = f"{source[0]}\n\n{more}\n"


def setup(app: Sphinx) -> None:
    """Called by Sphinx."""
    app.add_lexer("mermaid", TextLexer)
    app.connect("source-read", read)
