"""The made site, read as a browser would: every link leads somewhere, and nothing comes from elsewhere."""

import re
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

FETCHED = {"link", "script", "img", "iframe", "source", "object", "embed"}
"""What a browser fetches by itself, other than what a person follows."""
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


class Page(HTMLParser):
    """The ids of a page, where it leads, and what it fetches."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.links: list[str] = []
        self.fetched: list[str] = []
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what one tag says."""
        for name, value in attrs:
            if name == "id" and value:
                self.ids.add(value)
            elif name in {"href", "src", "data"} and value:
                (self.fetched if tag in FETCHED else self.links).append(value)


def problems(site: Path) -> list[str]:
    """One line for each link that leads nowhere, and for each thing that is fetched from elsewhere."""
    pages = {path: Page(path) for path in sorted(site.rglob("*.html"))}
    found = []
    for path, page in pages.items():
        name = path.relative_to(site)
        found += [f"{name}: fetches {one}" for one in page.fetched if urlsplit(one).netloc]
        for link in page.links + page.fetched:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            anchor = unquote(parts.fragment)
            if not target.is_file() or (anchor and target in pages and anchor not in pages[target].ids):
                found.append(f"{name}: {link} leads nowhere")
    for sheet in site.rglob("*.css"):
        if "//" in COMMENT.sub("", sheet.read_text(encoding="utf-8")):
            found.append(f"{sheet.relative_to(site)}: may fetch something from elsewhere")
    return found


if __name__ == "__main__":
    SITE = Path(sys.argv[1]).resolve()
    sys.exit("\n".join(problems(SITE)) or None)
