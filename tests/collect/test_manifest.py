from datetime import date
from pathlib import Path

import pytest

from corrobora.collect.manifest import Manifest, ManifestError


def write(folder: Path, content: str | bytes, name: str = "manifest.csv") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def read(folder: Path, content: str | bytes) -> Manifest:
    return Manifest.read(write(folder, content))


FULL = "path,publisher,published,url,language\na.txt,Harbour Post,2024-05-06,https://harbour.example/a,en\n"


def test_reads_every_column(tmp_path: Path) -> None:
    (row,) = read(tmp_path, FULL).rows
    assert (row.path, row.publisher, row.published) == ("a.txt", "Harbour Post", date(2024, 5, 6))
    assert (row.url, row.language, row.line) == ("https://harbour.example/a", "en", 2)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_spreadsheet_dialects_read_alike(tmp_path: Path, delimiter: str, newline: str, mark: bytes) -> None:
    lines = [["path", "published", "publisher"], ["a.txt", "2024-05-06", "Harbour Post"]]
    content = newline.join(delimiter.join(line) for line in lines) + newline
    (row,) = read(tmp_path, mark + content.encode()).rows
    assert (row.path, row.published, row.publisher) == ("a.txt", date(2024, 5, 6), "Harbour Post")


def test_an_empty_cell_is_unknown(tmp_path: Path) -> None:
    (row,) = read(tmp_path, "path,publisher,published,url,language\na.txt,,,,\n").rows
    assert row.publisher is row.published is row.url is row.language is None


def test_an_address_as_a_path_is_a_page_and_names_no_file(tmp_path: Path) -> None:
    manifest = read(tmp_path, "path\nHTTPS://Harbour.example:443/a.txt#x\na.txt\n")
    (page,) = manifest.addresses()
    assert page.address == "https://harbour.example/a.txt"
    assert manifest.row_at("https://harbour.example/a.txt") is page
    assert [row.path for row in manifest.unseen([])] == ["a.txt"]
    (tmp_path / "a.txt").touch()
    assert manifest.row_for(tmp_path / "a.txt") is manifest.rows[1]
    with pytest.raises(ManifestError, match="as line 2 does"):
        read(tmp_path, "path\nhttps://harbour.example/a\nhttps://HARBOUR.example/a#b\n")


def test_unknown_columns_are_noticed_and_left_aside(tmp_path: Path) -> None:
    manifest = read(tmp_path, "path,mood\na.txt,grim\n")
    assert manifest.rows[0].path == "a.txt"
    assert "mood" in manifest.notices[0]


def test_a_cell_with_line_ends_keeps_the_line_numbers_right(tmp_path: Path) -> None:
    content = 'path,publisher,published\na.txt,"Harbour\nPost",2024-05-06\nb.txt,,2024-02-30\n'
    (problem,) = read(tmp_path, content).unusable()
    assert problem.place == "line 4, column published"
    assert "2024-02-30" in problem.reason


@pytest.mark.parametrize(
    ("content", "place", "reason"),
    [
        ("path,url\n,https://harbour.example\n", "line 2, column path", "names no file"),
        ("path,publisher\na.txt,Post,2024-05-06\n", "line 2", "3 cells"),
        ("path,publisher,published\na.txt,Post\n", "line 2", "2 cells"),
        ("path,publisher\na.txt,One\na.txt,Two\n", "line 3, column path", "as line 2"),
        ("path,publisher\na.txt,One\n./a.txt,Two\n", "line 3, column path", "as line 2"),
        ("file,publisher\na.txt,Post\n", "line 1", "no column «path»"),
        ("path,path\na.txt,b.txt\n", "line 1, column path", "twice"),
        ("", "line 1", "empty"),
        ('path,publisher\na.txt,"Post\n', "line 2", "CSV"),
        (b"path,publisher\na.txt,Po\xffst\n", "line 2", "UTF-8"),
        (b"path,publisher\na.txt,Po\0st\n", "line 2", "NUL"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(
    tmp_path: Path, content: str | bytes, place: str, reason: str
) -> None:
    with pytest.raises(ManifestError) as caught:
        read(tmp_path, content)
    message = str(caught.value)
    assert message.startswith(f"{tmp_path / 'manifest.csv'}: {place}")
    assert reason in message
    assert "\n" not in message


@pytest.mark.parametrize(
    ("content", "place", "reason"),
    [
        ("path,published\na.txt,06.05.2024\n", "line 2, column published", "no date"),
        ("path,published\na.txt,2024-02-30\n", "line 2, column published", "calendar"),
        ("path,published\na.txt,20240506\n", "line 2, column published", "no date"),
        ("path,language\na.txt,English please\n", "line 2, column language", "no language code"),
        ("path,url\na.txt,harbour.example\n", "line 2, column url", "no address"),
        ("path,url\na.txt,https://ann:pw@harbour.example\n", "line 2, column url", "user name or password"),
    ],
)
def test_a_bad_cell_makes_only_its_row_unusable(
    tmp_path: Path, content: str, place: str, reason: str
) -> None:
    manifest = read(tmp_path, content + "b.txt,\n")
    (problem,) = manifest.unusable()
    assert str(problem).startswith(f"{tmp_path / 'manifest.csv'}: {place}")
    assert reason in problem.reason
    assert [row.path for row in manifest.rows if not row.unusable] == ["b.txt"]


def test_a_missing_manifest_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(ManifestError, match=r"none\.csv: cannot be read: No such file"):
        Manifest.read(tmp_path / "none.csv")


def test_a_row_belongs_to_the_file_in_its_place(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.txt").write_text("x")
    manifest = read(tmp_path, "path,publisher\none/a.txt,First\ntwo/a.txt,Second\n")
    row = manifest.row_for(tmp_path / "two" / "a.txt")
    assert row is not None
    assert row.publisher == "Second"


def test_a_moved_folder_still_finds_its_rows(tmp_path: Path) -> None:
    (tmp_path / "reports" / "one").mkdir(parents=True)
    (tmp_path / "reports" / "one" / "a.txt").write_text("x")
    manifest = read(tmp_path, "path,publisher\none/a.txt,First\ntwo/a.txt,Second\n")
    row = manifest.row_for(tmp_path / "reports" / "one" / "a.txt")
    assert row is not None
    assert row.publisher == "First"


def test_a_row_of_another_existing_file_is_not_taken(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x")
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "a.txt").write_text("y")
    manifest = read(tmp_path, "path,publisher\na.txt,Harbour Post\n")
    assert manifest.row_for(tmp_path / "other" / "a.txt") is None


def test_two_possible_rows_are_none(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x")
    manifest = read(tmp_path, "path,publisher\none/a.txt,First\ntwo/a.txt,Second\n")
    assert manifest.row_for(tmp_path / "a.txt") is None


def test_paths_with_backslashes_are_understood(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "one" / "a.txt").write_text("x")
    assert read(tmp_path, "path,publisher\none\\a.txt,First\n").row_for(tmp_path / "one" / "a.txt")


def test_rows_without_a_file_are_unseen(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x")
    (tmp_path / "b.txt").write_text("x")
    manifest = read(tmp_path, "path\na.txt\nb.txt\ngone.txt\n")
    assert [row.path for row in manifest.unseen([tmp_path / "a.txt"])] == ["gone.txt"]
