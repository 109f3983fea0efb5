"""What a run has found, in numbers and in words."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from chairctl_proof.mutation.child import Ending
from chairctl_proof.mutation.mutant import Mutant, Name


@dataclass(slots=True)
class Outcome:
    """The endings of some mutants, against the list of those that are argued to be equivalent."""

    argued: dict[Name, str]
    endings: dict[Mutant, Ending] = field(default_factory=dict)
    unchanged_survive: int = 0
    """Files that were put on trial as they are, and no test failed."""

    @property
    def equivalent(self) -> list[Mutant]:
        """Survivors on the list."""
        return [mutant for mutant in self._survivors() if mutant.name in self.argued]

    @property
    def unnoticed(self) -> list[Mutant]:
        """Survivors that nobody has argued."""
        return [mutant for mutant in self._survivors() if mutant.name not in self.argued]

    @property
    def argued_in_vain(self) -> list[Mutant]:
        """On the list, but a test noticed them."""
        return [
            mutant
            for mutant, ending in self.endings.items()
            if ending is not Ending.SURVIVED and mutant.name in self.argued
        ]

    def gone(self, there: Iterable[Mutant]) -> list[Name]:
        """On the list, but no longer in the source."""
        return sorted(set(self.argued) - {mutant.name for mutant in there})

    def count(self, ending: Ending, file: str | None = None) -> int:
        """How many ended so, of one file or of all."""
        return sum(one is ending and file in {None, m.file} for m, one in self.endings.items())

    def table(self) -> list[tuple[str, int, int, int, int, int]]:
        """Per file: mutants, killed by a test, by running out of time, equivalent, unnoticed."""
        files = Counter(mutant.file for mutant in self.endings)
        equivalent = Counter(mutant.file for mutant in self.equivalent)
        unnoticed = Counter(mutant.file for mutant in self.unnoticed)
        return [
            (
                file,
                number,
                self.count(Ending.KILLED, file),
                self.count(Ending.TIMED_OUT, file),
                equivalent[file],
                unnoticed[file],
            )
            for file, number in sorted(files.items())
        ]

    def _survivors(self) -> list[Mutant]:
        return [mutant for mutant, ending in self.endings.items() if ending is Ending.SURVIVED]
