"""What scripts, assistive tools and other programs hold on to: names in the window, the trace, files on disk."""

import json
import re
import sqlite3
from contextlib import closing
from pathlib import Path

from tests.support.driven import DrivenProgram
from tests.support.practice import PracticeProcess
from tests.support.program import Home

KEY = {"BFL_API_KEY": "bfl_0123456789abcdef"}
IN_THE_WORKSPACE = (
    *("mainWindow", "promptEditor", "generateButton", "countField", "modelPicker", "widthField", "heightField"),
    *("seedField", "formatPicker", "referencePanel", "priceLabel", "galleryView", "searchField", "banner"),
)
ROLES = {"generationId", "state", "prompt", "modelId", "filePath", "costCredits", "favourite"}
PICTURE = re.compile(r"(\d{4})/\1-(\d{2})/\1\2\d{2}-\d{6}_a-quiet-fjord_[0-9a-f]{6}\.png")


def test_every_promised_widget_is_there_and_has_a_name_to_read_out(home: Home) -> None:
    with DrivenProgram(home) as program:
        assert program.page() == "welcome"
        for name in ("apiKeyField", "saveKeyButton", "practiceButton"):
            assert program.part(name)["visible"], name
            assert program.part(name)["name"] or program.part(name)["text"], name
        program.click("practiceButton")
        program.wait_for_page("workspace")
        for name in IN_THE_WORKSPACE:
            assert program.part(name)["name"], name
        program.wait_for_words("Practice mode.")
        assert program.part("banner")["visible"]
        for command, pane in (("details", "detailsPane"), ("queue", "queuePane")):
            program.choose(command)
            program.wait_for_part(pane)
            assert program.part(pane)["name"], pane


def test_a_script_can_set_up_a_picture_and_read_what_came_of_it(
    home: Home, server: PracticeProcess, tmp_path: Path
) -> None:
    from PIL import Image

    reference = tmp_path / "reference.png"
    Image.new("RGB", (300, 200), (40, 90, 160)).save(reference)
    with DrivenProgram(home, "--server", server.url, environ=KEY) as program:
        program.set("modelPicker", "modelId", "flux-2-klein-4b")
        assert program.get("modelPicker", "modelId") == "flux-2-klein-4b"
        program.call("referencePanel", "addFiles", [str(reference)])
        program.wait_for_words("reference.png")
        program.set("countField", "value", 2)
        program.paste("seedField", "77")
        program.generate("a quiet fjord", side_px=128)
        program.wait_for_states("done", "done")
        rows = program.gallery()
        assert set(rows[0]) >= ROLES
        assert {row["modelId"] for row in rows} == {"flux-2-klein-4b"}
        assert all(Path(row["filePath"]).is_file() for row in rows)
        assert [row["costCredits"] for row in rows] == [submit["cost"] for submit in server.submits()]
    first, second = server.submits()
    assert first["images"] == second["images"]
    assert 77 in (first["fields"]["seed"], second["fields"]["seed"])
    assert (first["fields"]["width"], first["fields"]["height"]) == (128, 128)


def test_the_trace_tells_one_picture_s_way_in_order_and_is_whole_at_the_end(
    home: Home, server: PracticeProcess
) -> None:
    with DrivenProgram(home, "--server", server.url, environ=KEY) as program:
        program.generate("a quiet fjord")
        program.wait_for_event("generation.painted")
        program.wait_for_states("done")
        program.leave()
        events = json.loads(program.trace.read_text())
    at = {event["name"]: event["ts"] for event in events}
    assert events[0]["name"] == "process.start"
    assert at["process.start"] == 0
    assert at["process.start"] < at["window.first_paint"] <= at["gallery.first_paint"]
    way = ["generation.clicked", "generation.submitted", "generation.ready_seen", "generation.stored"]
    assert [at[name] for name in way] == sorted(at[name] for name in way)
    assert at["generation.ready_seen"] < at["generation.painted"]
    ids = {event["args"]["id"] for event in events if event["name"].startswith("generation.")}
    assert ids == {home.pictures()[0]["id"]}


def test_the_folders_hold_what_was_promised_and_nobody_else_can_read_it(home: Home, server: PracticeProcess) -> None:
    with DrivenProgram(home, "--server", server.url, environ=KEY) as program:
        program.generate("a quiet fjord")
        program.wait_for_states("done")
        (row,) = home.pictures()
        assert PICTURE.fullmatch(row["path"])
        program.leave()
    assert [path.name for path in home.library.glob("2*/*/*")] == [Path(row["path"]).name]
    copy = home.library / ".flux-desktop" / "library-copy.sqlite3"
    for database in (home.profile / "library.sqlite3", copy):
        with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            assert connection.execute("SELECT id, path FROM pictures_v1").fetchall() == [(row["id"], row["path"])]
    names = {path.name for path in home.profile.iterdir()}
    assert {"library.sqlite3", "thumbnails.sqlite3", "window.json", "draft.json", "logs"} <= names
    written = [home.profile, *home.profile.rglob("*"), *home.library.rglob("*")]
    assert [path for path in written if not path.is_socket() and path.stat().st_mode & 0o077] == []
