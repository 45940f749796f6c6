"""Pages of the web in a case: captured, kept whole, captured again, compared, checked."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import text

import clips
from corrobora.case import Case, adding
from corrobora.case.errors import NotThere
from corrobora.case.records import AddReport
from corrobora.collect.capture.capture import CaptureSettings
from corrobora.collect.capture.guard import Guard
from corrobora.collect.capture.networks import EVERYWHERE
from corrobora.model.capture import Capture, Mode, Role, Verdict
from corrobora.vault.store import VaultError
from line_engine import LineEngine
from websites import PIXEL, Site, website

PLAIN = CaptureSettings(mode=Mode.HTTP, guard=Guard(allowed=EVERYWHERE))
FILLER = "<p>" + "The monitors went on to describe the way to the village in the valley. " * 8
NINE = "<p>9 prisoners were shot at Oldmill on 2024-05-03.</p>"


def story(*lines: str, title: str = "News") -> str:
    return f"<html><title>{title}</title><body><article><h1>{title}</h1>{''.join(lines)}{FILLER}</article>"


@pytest.fixture
def site() -> Iterator[Site]:
    with website() as served:
        yield served


def add(case: Case, *inputs: object) -> AddReport:
    return case.add([str(i) for i in inputs], capture=PLAIN)


def photo(seed: int) -> bytes:
    """A picture large enough to be looked at."""
    out = io.BytesIO()
    Image.fromarray(clips.picture(seed)).save(out, "PNG")
    return out.getvalue()


def one(case: Case, of: str | None = None) -> Capture:
    (stored,) = case.captures(of)
    return stored.capture


def test_a_page_becomes_an_item_with_everything_kept_beside_it(case: Case, site: Site) -> None:
    site.file("/a.png", PIXEL, "image/png")
    url = site.html("/news", story(NINE, "<img src=a.png>"), X_Served_By="tests")
    report = add(case, url)
    assert report.added == (url,)
    assert report.problems == ()
    record = case.document(one(case).page)
    assert "9 prisoners were shot" in record.document.text.content
    assert record.document.source.url == url
    assert record.document.source.origins["url"] == "capture"
    assert record.item.origin == url
    assert record.item.media_type == "text/html"
    assert len(record.claims) == 1
    capture = one(case)
    assert (capture.verdict, capture.mode, capture.status) == (Verdict.CONTENT, Mode.HTTP, 200)
    assert ("X-Served-By", "tests") in capture.headers
    assert capture.collector == "ann"
    assert capture.machine
    assert capture.local_address.startswith("127.0.0.1:")
    assert capture.hops[-1].address == site.address.removeprefix("http://")
    assert capture.tool.startswith("corrobora ")
    archive = capture.part(Role.ARCHIVE)
    assert archive
    names = zipfile.ZipFile(io.BytesIO(case.vault.read(archive, 10**6))).namelist()
    assert "archive/data.warc.gz" in names
    assert case.verify().clean
    assert case.unread() == (), "what is kept beside a page is not waiting to be read"


def test_adding_an_address_again_changes_nothing_and_asks_nobody(case: Case, site: Site) -> None:
    url = site.html("/news", story(NINE))
    site.redirect("/short", "/news")
    add(case, site.address + "/short")
    before, asked = case.stats(), len(site.asked)
    report = add(case, url, site.address + "/short", url + "#part")
    assert len(report.unchanged) == 3
    assert case.stats() == before
    assert len(site.asked) == asked


def test_files_and_addresses_are_mixed_and_one_that_fails_stops_nothing(
    case: Case, site: Site, tmp_path: Path
) -> None:
    path = tmp_path / "a.txt"
    path.write_text("9 prisoners were shot at Oldmill on 2024-05-03.\n")
    good = site.html("/news", story(NINE))
    report = add(
        case, "http://127.0.0.1:1/", path, "http://ann:pass@h.test/", good, "https://", "missing.txt"
    )
    assert set(report.added) == {str(path), good}
    reasons = [str(p) for p in report.problems]
    assert len(reasons) == 4
    assert any("refused" in r for r in reasons)
    assert not any("pass@" in r for r in reasons), "a password is not repeated"
    failed = [e for e in case.journal(limit=999) if e.act == "capture-failed"]
    assert [e.payload["url"] for e in failed] == ["http://127.0.0.1:1/"]
    assert case.verify().clean


def test_addresses_in_a_manifest_are_captured_with_what_it_says_of_them(
    case: Case, site: Site, tmp_path: Path
) -> None:
    first, second = site.html("/news", story(NINE)), site.html("/2024/05/06/more", story(NINE, title="More"))
    (tmp_path / "a.txt").write_text("9 prisoners were shot at Oldmill on 2024-05-03.\n")
    manifest = tmp_path / "m.csv"
    row = f"{first},Harbour Post,2024-05-04,https://harbour.example/1,en"
    manifest.write_text(
        f"path,publisher,published,url,language\n{row}\n{second}#top,Daily,,,\na.txt,Post,,,\nhttp://a:b@h/,,,,\n"
    )
    report = case.add([tmp_path / "a.txt"], manifest, capture=PLAIN)
    assert set(report.added) == {first, second, str(tmp_path / "a.txt")}
    (wrong,) = report.problems
    assert (wrong.place, "b@h" in wrong.reason) == ("line 5, column path", False)
    source = case.document(one(case, first).page).document.source
    assert (source.publisher, str(source.published)) == ("Harbour Post", "2024-05-04")
    assert (source.url, source.origins["url"]) == ("https://harbour.example/1", "manifest")
    source = case.document(one(case, second).page).document.source
    assert (source.publisher, source.url) == ("Daily", second)
    assert (source.origins["publisher"], source.origins["url"]) == ("manifest", "capture")
    asked = len(site.asked)
    assert set(case.add([tmp_path / "a.txt"], manifest, capture=PLAIN).unchanged) == set(report.added)
    manifest.write_text(manifest.read_text().replace("Harbour Post", "Harbour Courier"))
    assert case.add([], manifest, capture=PLAIN).updated == (first,)
    assert len(site.asked) == asked, "what is newly said of a page needs no visit"
    assert case.document(one(case, first).page).document.source.publisher == "Harbour Courier"
    assert case.refresh().problems == ()
    assert case.document(one(case, second).page).document.source.origins["url"] == "capture"
    assert case.verify().clean


def test_own_machine_is_not_captured_unless_asked(case: Case, site: Site) -> None:
    report = case.add([site.html("/news", story(NINE))])
    assert "this machine itself" in report.problems[0].reason
    assert "--allow-private" in report.problems[0].reason
    assert site.asked == []


@pytest.mark.parametrize(
    ("page", "status", "verdict"),
    [
        ("<p>Log in to see this group.<input type=password>", 200, Verdict.LOGIN),
        ("<p>We value your privacy. Accept all cookies.", 200, Verdict.CONSENT),
        ("<p>No.", 403, Verdict.BLOCKED),
        ("<p>There is no such page.", 404, Verdict.EMPTY),
        ("", 200, Verdict.EMPTY),
    ],
)
def test_what_stands_in_the_place_of_a_page_is_kept_but_not_read(
    case: Case, site: Site, page: str, status: int, verdict: Verdict
) -> None:
    url = site.html("/news", page, status)
    report = add(case, url)
    assert report.unread == (url,)
    assert verdict.value in report.problems[0].reason
    assert one(case).verdict is verdict
    assert case.documents() == ()
    assert [i.sha256 for i in case.unread()] == [one(case).page]
    site.html("/news", story(NINE))
    assert add(case, url).added == (url,), "asked again, for nothing was held of it"
    assert case.verify().clean


def test_a_recapture_with_other_words_is_a_new_item_and_tells_what_changed(case: Case, site: Site) -> None:
    gone = "<p>The ministry denied it.</p>"
    url = site.html("/news", story(NINE, gone))
    add(case, url)
    first = one(case)
    site.html(
        "/news", story(NINE.replace("9", "11"), "<p>4 prisoners were shot at Redbridge on 2024-05-09.</p>")
    )
    report = case.recapture([first.page[:12]], capture=PLAIN)
    assert report.added == (url,)
    earlier, later = case.captures(url)
    assert later.capture.previous == earlier.entry.seq
    assert later.capture.verdict is Verdict.CHANGED
    assert later.capture.page != first.page
    assert case.document(first.page).claims, "the earlier one stays"
    diff = case.page_diff(url)
    assert ("-", "The ministry denied it.") in diff.lines
    assert [c.claim.spans[0].quote for c in diff.vanished] == ["ministry denied it"]
    assert len(diff.appeared) == 1
    assert "Redbridge" in diff.appeared[0].claim.spans[0].quote
    (changed,) = diff.changed
    assert [(v.slot, v.before[0].bounds, v.after[0].bounds) for v in changed.values] == [
        ("victims", (9, 9), (11, 11))
    ]
    assert case.verify().clean


def test_a_person_can_say_that_a_page_is_the_content(case: Case, site: Site) -> None:
    page = "<p>9 prisoners were shot at Oldmill on 2024-05-03. Please log in to comment."
    url = site.html("/brief", page)
    assert add(case, url).unread == (url,)
    report = case.add([url], capture=replace(PLAIN, as_content=True))
    assert report.problems == ()
    assert len(case.claims()) == 1
    last = case.captures(url)[-1].capture
    assert (last.verdict, last.rule) == (Verdict.CONTENT, "said-by-person")
    assert last.words == "ann says so; by rule login-words it were “login”"
    gone = site.html("/gone", "<p>No such page", 404)
    assert case.add([gone], capture=replace(PLAIN, as_content=True)).unread == (gone,)
    assert case.verify().clean


def test_two_visits_to_one_page_are_one_origin(case: Case, site: Site) -> None:
    url = site.html("/news", story(NINE))
    add(case, url)
    site.html(
        "/news",
        story(NINE, "<p>A paragraph that was not there before, about the weather of the day.</p>" * 9),
    )
    case.recapture([url], capture=PLAIN)
    assert len(case.documents()) == 2
    (head,) = case.incidents()
    assert len(head.incident.claims) == 2
    found = case.origins(head.incident.number)
    assert found.independent == (1, 1)
    assert [s.name for s in found.sources] == [f"{url}, publisher unknown"]


def test_a_recapture_of_the_same_words_adds_no_claims(case: Case, site: Site) -> None:
    url = site.html("/news", story(NINE))
    add(case, url)
    case.recapture([url], capture=PLAIN)
    site.html("/news", story(NINE).replace("<body>", "<body><!-- 7f3a -->"))
    case.recapture([url], capture=PLAIN)
    case.recapture([url], capture=PLAIN)
    captures = [s.capture for s in case.captures(url)]
    assert [c.verdict for c in captures] == [Verdict.CONTENT] * 4
    assert [c.parts[0].role for c in captures] == [Role.PAGE, Role.PAGE, Role.REPEAT, Role.REPEAT]
    assert captures[0].page == captures[1].page != captures[2].page
    assert len(case.documents()) == 1
    assert len(case.claims()) == 1
    assert case.unread() == ()
    assert case.page_diff(url).same
    assert case.verify().clean
    assert case.refresh().added == ()


def test_a_recapture_of_a_page_that_vanished_says_so(case: Case, site: Site) -> None:
    url = site.html("/news", story(NINE))
    add(case, url)
    del site.pages["/news"]
    report = case.recapture([url], capture=PLAIN)
    assert "HTTP 404" in report.problems[0].reason
    assert [s.capture.verdict for s in case.captures(url)] == [Verdict.CONTENT, Verdict.EMPTY]
    assert len(case.documents()) == 1


def test_what_is_no_capture_cannot_be_captured_again_or_compared(filled: Case) -> None:
    item = filled.documents()[0].sha256
    with pytest.raises(NotThere, match="no item that was captured"):
        filled.recapture([item[:10]], capture=PLAIN)
    with pytest.raises(NotThere, match="no capture of it"):
        filled.page_diff("https://example.org/")


def test_a_run_killed_between_capture_and_reading_is_completed_without_asking_again(
    case: Case, site: Site, tmp_path: Path
) -> None:
    class Killed(BaseException):
        pass

    class Dying(LineEngine):
        def propose(self, document: object) -> object:  # type: ignore[override]
            raise Killed

    url = site.html("/news", story(NINE))
    with Case.open(case.path, actor="ann", engine=Dying()) as dying, pytest.raises(Killed):
        add(dying, url)
    assert one(case).verdict is Verdict.CONTENT
    assert case.verify().clean
    asked = len(site.asked)
    assert add(case, url).added == (url,)
    assert len(site.asked) == asked
    assert len(case.claims()) == 1


def test_a_capture_that_cannot_be_kept_leaves_no_record(
    case: Case, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    entries = case.stats().entries
    url = site.html("/news", story(NINE))
    put, calls = type(case.vault).put, []

    def full(self: object, source: object) -> object:
        calls.append(source)
        if len(calls) == 2:
            raise VaultError("the disk is full")
        return put(self, source)  # type: ignore[arg-type]

    monkeypatch.setattr(type(case.vault), "put", full)
    with pytest.raises(VaultError):
        add(case, url)
    assert case.stats().entries == entries
    assert case.captures() == ()
    monkeypatch.undo()
    assert add(case, url).added == (url,)
    assert case.verify().clean


def test_captures_are_kept_in_either_database_and_tampering_is_found(any_case: Case, site: Site) -> None:
    url = site.html("/" + "long/" * 700, story(NINE))
    add(any_case, url)
    assert one(any_case, url).url == url
    assert any_case.verify().clean
    with any_case._database.write() as connection:
        connection.execute(text("INSERT INTO captures VALUES (2, 'x', 'y')"))
    problems = any_case.verify().problems
    assert [p.part for p in problems] == ["captures"]


def test_custody_of_a_captured_page_tells_of_its_capture(case: Case, site: Site) -> None:
    add(case, site.html("/news", story(NINE)))
    acts = [e.act for e in case.custody(one(case).page)]
    assert acts == ["add", "capture", "read", "extract"]


def test_a_page_added_as_sensitive_is_marked(case: Case, site: Site) -> None:
    url = site.html("/news", story(NINE))
    case.add([url], capture=PLAIN, sensitive=True)
    kept = one(case)
    marked = {(d.subject, d.verdict) for d in case.decisions()}
    assert marked == {((kept.page,), "sensitive"), ((kept.part(Role.ARCHIVE),), "sensitive")}


def test_a_file_at_an_address_is_captured_as_it_is(
    case: Case, site: Site, make_pdf: Callable[[str], bytes]
) -> None:
    data = make_pdf("9 prisoners were shot at Oldmill on 2024-05-03.")
    url = site.file("/report.pdf", data, "application/pdf")
    assert add(case, url).added == (url,)
    item = case.document(one(case).page).item
    assert (item.media_type, item.name) == ("application/pdf", "127.0.0.1_report.pdf")
    assert case.vault.read(item.sha256, 10**6) == data


@pytest.fixture
def make_pdf() -> Callable[[str], bytes]:
    from reportlab.pdfgen.canvas import Canvas

    def made(words: str) -> bytes:
        out = io.BytesIO()
        canvas = Canvas(out)
        canvas.drawString(72, 700, words)
        canvas.save()
        return out.getvalue()

    return made


def test_photos_of_a_page_become_items_that_lead_to_it(case: Case, site: Site) -> None:
    site.file("/yard.png", photo(1), "image/png")
    site.file("/dot.png", PIXEL, "image/png")
    url = site.html("/news", story(NINE, "<img src=yard.png><img src=dot.png>"))
    report = add(case, url)
    assert report.kept == (f"{site.address}/yard.png",)
    (footage,) = case.footage()
    assert footage.item.name == "yard.png"
    page = one(case).page
    shown = [s for s in case.showings(footage.item.sha256) if s.document == page]
    assert [(s.where, s.dated, s.claims) for s in shown] == [(url, "captured", 1)]
    assert [r.item.name for r in case.related(page) if r.footage] == ["yard.png"]
    assert case.verify().clean
    assert case.unread() == ()


@pytest.mark.slow
def test_a_photo_that_was_exchanged_below_the_same_words_is_told(case: Case, site: Site) -> None:
    site.file("/yard.png", photo(1), "image/png")
    url = site.html("/news", story(NINE, "<img src=yard.png>"))
    add(case, url)
    site.file("/yard.png", photo(2), "image/png")
    case.recapture([url], capture=PLAIN)
    diff = case.page_diff(url)
    assert diff.same
    assert [(sign, item.name) for sign, item in diff.media] == [("-", "yard.png"), ("+", "yard.png")]
    assert len({item.sha256 for _, item in diff.media}) == 2


def test_photos_of_a_page_are_made_up_for_without_asking_the_site_again(
    case: Case, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.file("/yard.png", photo(1), "image/png")
    url = site.html("/news", story(NINE, "<img src=yard.png>"))
    with monkeypatch.context() as killed:
        killed.setattr(adding.Looking, "look", lambda *_, **__: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            add(case, url)
    assert case.footage() == ()
    asked = len(site.asked)
    add(case, url)
    assert [f.item.name for f in case.footage()] == ["yard.png"]
    assert len(site.asked) == asked
    assert len(case.documents()) == 1
    add(case, url)
    assert case.verify().clean
    assert len(case.footage()) == 1


@pytest.mark.slow
def test_a_page_of_which_too_much_is_to_be_looked_at_is_gone_on_with_the_next_time(
    case: Case, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(3):
        site.file(f"/{n}.png", photo(n), "image/png")
    url = site.html("/news", story(NINE, *(f"<img src={n}.png>" for n in range(3))))
    seconds = iter([0.0, 1.0, adding.LOOKING + 1])
    with monkeypatch.context() as slow:
        slow.setattr(adding, "monotonic", lambda: next(seconds))
        report = add(case, url)
    assert any("go on with the others" in notice for notice in report.notices)
    assert len(case.footage()) == 1
    add(case, url)
    assert len(case.footage()) == 3


@pytest.mark.parametrize("small", [True, False])
def test_an_address_of_a_photo_gives_footage_and_no_problem(case: Case, site: Site, small: bool) -> None:
    url = site.file("/yard.png", PIXEL if small else photo(1), "image/png")
    report = add(case, url)
    assert report.problems == ()
    assert (report.kept, report.unread, report.unchanged) == ((url,), (), ())
    (footage,) = case.footage()
    assert [s.where for s in case.showings(footage.item.sha256)][:1] == [url]
    again = add(case, url)
    assert (again.problems, again.unchanged) == ((), (url,))
    assert case.verify().clean


def test_who_is_shown_a_wall_is_told_what_can_be_done(case: Case, site: Site) -> None:
    wall = site.html("/members", "<title>Log in</title><form><input type=password></form><p>Please log in.")
    report = add(case, wall, site.html("/news", story(NINE)))
    (hint,) = [notice for notice in report.notices if "wall" in notice]
    assert hint.startswith("1 of the pages")
    assert "--as-content" in hint
