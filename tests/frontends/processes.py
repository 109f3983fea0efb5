"""`chairctl` as a real process, in folders of its own."""

from pathlib import Path

from chairctl_proof.broker.home import Home

PROGRAMME = """\
schema: chairctl/programme/1
name: {name}
title: {{en: Short test, de: Kurzer Test}}
summary: {{en: A test., de: Ein Test.}}
steps:
  - title: {{en: Rolling, de: Rollen}}
    duration_s: {seconds}
    ramp_s: 1
    targets:
      - {{kind: roller, technique: rolling, zone: full, intensity_percent: 50, speed_percent: 50}}
      - {{kind: air, intensity_percent: 30}}
      - {{kind: heat, heat_c: 38.0}}
"""


class Place(Home):
    """Folders of its own, in which recordings and a short programme lie."""

    @property
    def recordings(self) -> list[Path]:
        return sorted((self.folder / "xdg_state_home/chairctl/recordings").glob("*.jsonl"))

    def programme(self, seconds: int = 20) -> str:
        path = self.folder / "short.yaml"
        path.write_text(PROGRAMME.format(name="short", seconds=seconds), encoding="utf-8")
        return str(path)
