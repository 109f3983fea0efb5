"""`chairctl decode` and `chairctl encode`, as a person meets them."""

import io
import json
from pathlib import Path

import pytest

from chairctl.frontends.cli import choices
from chairctl.frontends.cli.app import run_app
from chairctl.frontends.cli.wire_text import Piece, WireTextError, pieces
from chairctl.texts import Texts

IDLE, RUNNING = "5a0c07000901001e3e000000d3", "5a0c07010901041d3a3a00010d"


def ask(capsys: pytest.CaptureFixture[str], *words: str, language: str = "en") -> tuple[int, str, str]:
    code = run_app(Texts(language), list(words))
    out, err = capsys.readouterr()
    return code, out, err


def test_bytes_become_fields(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = ask(capsys, "decode", "beurer_em70", IDLE)
    assert (code, err) == (0, "")
    assert out.splitlines()[0] == "  state  5a 0c 07 00 09 01 00 1e 3e 00 00 00 d3"
    assert "    minutes_left  30 (0x1e)" in out.splitlines()


def test_changed_bits_are_marked_between_messages_of_the_same_name_and_direction(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "seen.txt"
    file.write_text(f"< {IDLE}\n> {RUNNING}\n< 5a05010400 64\n\n< {RUNNING}  # after a +\n")
    code, out, _ = ask(capsys, "decode", "beurer_em70", str(file))
    assert code == 0
    assert out.count("bits") == 5
    assert "    intensity     4          was 0, bits 00000100" in out.splitlines()


def test_a_wrong_checksum_is_named_with_the_right_one(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = ask(capsys, "decode", "keeson", "e5:fe:16:01:00:00:00:06", language="de")
    assert code == 2
    assert "falsche Prüfsumme  e5 fe 16 01 00 00 00 06" in out
    assert ["checksum_should_be", "05"] in [line.split() for line in out.splitlines()]


def test_scripts_get_an_object_for_each_message(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = ask(capsys, "decode", "beurer_em70", f"{IDLE} {RUNNING}", "--json")
    first, second = map(json.loads, out.splitlines())
    assert code == 0
    assert (first["message"], first["changed"], first["fields"]["intensity"]) == ("state", {}, 0)
    assert second["changed"]["intensity"] == {"was": 0, "bits": 4}
    assert (second["data"], second["flaw"], second["direction"]) == (RUNNING, "", "")


def test_a_text_that_changes_has_no_bits(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = ask(capsys, "decode", "keeson", "e5fe160100000005 e5fe160000000006")
    assert "was head_up" in out


def test_the_standard_input_is_read_and_what_has_no_end_is_told(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for words in ((), ("-",)):
        monkeypatch.setattr("sys.stdin", io.StringIO("5a0507"))
        code, out, _ = ask(capsys, "decode", "beurer_em70", *words)
        assert (code, out) == (2, "  the end is missing  5a 05 07\n")


@pytest.mark.parametrize("device", [["unit"], []], ids=["recording", "capture"])
def test_recordings_and_captures_are_read_as_they_are(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, device: list[str]
) -> None:
    file = tmp_path / "seen.jsonl"
    lines: list[object] = [
        {"format": 2},
        [0, "up", *device],
        [5, "in", *device, IDLE[:8]],
        [6, "out", *device, "5a0507000066"],
        [7, "in", *device, IDLE[8:]],
        [8, "down", *device, "hangup"],
    ]
    file.write_text("\n".join(map(json.dumps, lines)) + "\n\n")
    code, out, _ = ask(capsys, "decode", "beurer_em70", str(file))
    assert code == 0
    assert [line.split()[:2] for line in out.splitlines() if line[0] != " "] == [
        [">", "read_state"],
        ["<", "state"],
    ]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("toaster", "00"), "there is no device family `toaster`; known are: beurer_em70, chairlink"),
        (("keeson", "zz"), "line 1 is no hexadecimal: zz"),
        (
            ("keeson", "no-such.txt"),
            "no-such.txt is neither bytes in hexadecimal nor a file that can be read",
        ),
    ],
)
def test_what_can_not_be_decoded_is_said(
    capsys: pytest.CaptureFixture[str], words: tuple[str, ...], says: str
) -> None:
    code, out, err = ask(capsys, "decode", *words)
    assert (code, out) == (2, "")
    assert says in err


def test_a_file_that_is_no_text_is_said(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "raw.bin"
    file.write_bytes(b"\xff\xfe\xfd")
    code, _, err = ask(capsys, "decode", "keeson", str(file))
    assert code == 2
    assert "nor a file that can be read" in err


def test_a_flaw_that_has_no_text_is_shown_by_its_code(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from chairctl.domain.evidence import Reading
    from chairctl.protocols.keeson import evidence

    monkeypatch.setattr(evidence, "reader", lambda: lambda rest: Reading(rest, "", (), "odd"))
    assert ask(capsys, "decode", "keeson", "00")[1] == "  flawed (odd)  00\n"


def test_lines_may_be_written_as_people_do() -> None:
    assert list(pieces("# nothing\n<0x5a,0x05\n> 00:01 # why\n")) == [
        Piece("<", b"\x5a\x05"),
        Piece(">", b"\0\1"),
    ]
    with pytest.raises(WireTextError) as refused:
        list(pieces('{"format": 2}\n[1, "in", "unit", "0"]'))
    assert refused.value.line == 2
    with pytest.raises(WireTextError):
        list(pieces('{"format": 2}\n[1, "in", 12345]'))


def test_a_message_is_written_and_its_default_fields_are_used(capsys: pytest.CaptureFixture[str]) -> None:
    assert ask(capsys, "encode", "keeson", "message=key", "name=head_up") == (0, "e5fe160100000005\n", "")
    assert ask(capsys, "encode", "keeson", "message=keys", "mask=0x1", "variant=ksbt04c")[1] == (
        "040200000001f8\n"
    )
    assert ask(capsys, "encode", "beurer_em70", "message=read_state")[1] == "5a0507000066\n"
    code, out, _ = ask(capsys, "encode", "chairlink", "message=output", "blocks=0102", "--json")
    document = json.loads(out)
    assert (code, document["family"], document["message"]) == (0, "chairlink", "output")
    assert ask(capsys, "decode", "chairlink", document["data"])[0] == 0


def test_without_words_all_messages_and_their_fields_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = ask(capsys, "encode", "keeson")
    assert code == 0
    assert "message=status_query" in out.splitlines()
    assert "    variant=  base  base, okin_ffe, sino, ksbt, ksbt03cr, ksbt04c" in out.splitlines()
    out = ask(capsys, "encode", "chairlink", language="de")[1]
    assert ["blocks=", "Hexadezimal,", "Bytes:", "0…199"] in [line.split() for line in out.splitlines()]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("toaster",), "there is no device family `toaster`"),
        (("keeson", "name=head_up"), "write which message: message=NAME; there are: keys, key"),
        (("keeson", "message=dance"), "there is no message `dance`; there are: keys, key"),
        (("keeson", "message=key", "level=1"), "the message key has no field `level`; it has: name, variant"),
        (("keeson", "message=status_query", "level=1"), "no field `level`; it has: -"),
        (("keeson", "head_up"), "`head_up` is not of the form NAME=VALUE."),
        (("keeson", "message=key", "message=key"), "`message` is given twice."),
        (("keeson", "message=key", "name=dance"), "name can't be `dance`; it is one of: release, head_up"),
        (("keeson", "message=keys", "mask=-1"), "mask can't be `-1`; it is a number: 0…4294967295"),
        (("keeson", "message=keys", "mask=one"), "mask can't be `one`; it is a number: 0…4294967295"),
        (
            ("chairlink", "message=identity", "firmware=00"),
            "firmware can't be `00`; it is hexadecimal, so many bytes: 3",
        ),
        (("chairlink", "message=output", "blocks=zz"), "blocks can't be `zz`; it is hexadecimal"),
    ],
)
def test_what_can_not_be_encoded_is_said(
    capsys: pytest.CaptureFixture[str], words: tuple[str, ...], says: str
) -> None:
    code, out, err = ask(capsys, "encode", *words)
    assert (code, out) == (2, "")
    assert says in err


def test_the_shell_completes_families() -> None:
    assert choices.families("k") == ["keeson"]
