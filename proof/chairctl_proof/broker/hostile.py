"""Messages that must move nothing: random, stale, retained, duplicate, oversized, mistyped."""

import json
import random
import time
from collections.abc import Callable
from typing import Any

from chairctl_proof.broker.remote import CHAIR

Hostile = tuple[str, bytes, bool, dict[str, Any]]
DOORS = (f"{CHAIR}/command", f"{CHAIR}/admin")
ACTIONS = ("set", "run", "resume", "let_me_up", "arm", "acknowledge", "present", "run_programme", "")


def hostile(dice: random.Random, number: int) -> Hostile:
    """One message, from a seed; none of them is a stop."""
    kind: Callable[[random.Random, int], Hostile] = dice.choice(KINDS)
    topic, payload, retain, properties = kind(dice, number)
    if b"stop" in payload.replace(b"\0", b"").lower():
        return topic, b"{}", retain, properties
    return topic, payload, retain, properties


def _order(number: int, **fields: Any) -> dict[str, Any]:
    return {"id": f"h{number}", "at": time.time(), "action": "set", "channel": "air", "percent": 20, **fields}


def _noise(dice: random.Random, _number: int) -> Hostile:
    return dice.choice(DOORS), dice.randbytes(dice.choice((0, 1, 10, 200))), dice.random() < 0.2, {}


def _stale(dice: random.Random, number: int) -> Hostile:
    order = _order(number, at=time.time() - dice.uniform(2.5, 1e6) * dice.choice((1, -1)))
    return dice.choice(DOORS), json.dumps(order).encode(), False, {}


def _undated(dice: random.Random, number: int) -> Hostile:
    order = _order(number)
    del order["at"]
    expiry = {} if dice.random() < 0.5 else {"MessageExpiryInterval": dice.randint(3, 100_000)}
    return dice.choice(DOORS), json.dumps(order).encode(), False, expiry


def _retained(dice: random.Random, number: int) -> Hostile:
    return dice.choice(DOORS), json.dumps(_order(number)).encode(), True, {}


def _mistyped(dice: random.Random, number: int) -> Hostile:
    value: Any = dice.choice(("20", "+5", True, None, [20], {"x": 1}, -1, 101, 1e300, "", "NaN", 2**70))
    order = _order(number, **{dice.choice(("percent", "channel", "action", "id", "at", "zone")): value})
    return dice.choice(DOORS), json.dumps({**order, "percent": value, "delta": 5}).encode(), False, {}


def _unknown(dice: random.Random, number: int) -> Hostile:
    order = _order(number, action=dice.choice(ACTIONS), by=dice.randint(-50, 50))
    return dice.choice(DOORS), json.dumps(order).encode(), False, {}


def _oversized(dice: random.Random, number: int) -> Hostile:
    order = json.dumps(_order(number, note="x" * dice.choice((5_000, 100_000)))).encode()
    return dice.choice(DOORS), order, False, {}


def _broken(dice: random.Random, number: int) -> Hostile:
    whole = json.dumps(_order(number)).encode()
    place = dice.randrange(len(whole) - 1)
    return dice.choice(DOORS), whole[:place], False, {}


def _elsewhere(dice: random.Random, number: int) -> Hostile:
    topic = dice.choice(
        (f"{CHAIR}/command/x", f"{CHAIR}/commands", "chairctl/home/other/command", f"{CHAIR}/set")
    )
    return topic, json.dumps(_order(number)).encode(), False, {}


def _nobody(dice: random.Random, number: int) -> Hostile:
    """Well formed and fresh, but of an arming that is over."""
    return dice.choice(DOORS), json.dumps(_order(number, arming="elsewhere-1")).encode(), False, {}


KINDS = (_noise, _stale, _undated, _retained, _mistyped, _unknown, _oversized, _broken, _elsewhere, _nobody)
