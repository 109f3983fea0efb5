"""Texts in files, always in both languages."""

from typing import Annotated

from chairctl.domain.programme import Text
from chairctl.profiles.file_model import FileModel
from chairctl.profiles.values import text


class TextFile(FileModel):
    """A title: one line in each language, at most 80 characters."""

    en: Annotated[str, text(80)]
    de: Annotated[str, text(80)]

    def text(self) -> Text:
        """The same as a word of the domain."""
        return Text(self.en, self.de)


class LongTextFile(TextFile):
    """A summary: one line in each language, at most 400 characters."""

    en: Annotated[str, text(400)]
    de: Annotated[str, text(400)]
