import os
from pathlib import Path

from corrobora.collect.files import Found, discover
from corrobora.collect.manifest import Manifest
from corrobora.collect.problem import Problem


def make(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")


def names(found: list[Found | Problem], root: Path) -> list[str]:
    return [str(f.path.relative_to(root)) for f in found if isinstance(f, Found)]


def problems(found: list[Found | Problem]) -> list[Problem]:
    return [f for f in found if isinstance(f, Problem)]


def test_folders_are_walked_in_a_stable_order(tmp_path: Path) -> None:
    make(tmp_path, "b.txt", "a.md", "deep/er/c.HTML", "deep/d.pdf")
    found = list(discover([tmp_path]))
    assert names(found, tmp_path) == ["a.md", "b.txt", "deep/d.pdf", "deep/er/c.HTML"]


def test_unsupported_files_in_folders_are_counted_not_complained_of(tmp_path: Path) -> None:
    make(tmp_path, "a.txt", "b.xlsx", "c.xlsx", "README", ".hidden.txt", ".git/d.txt")
    discovery = discover([tmp_path])
    found = list(discovery)
    assert names(found, tmp_path) == ["a.txt"]
    assert not problems(found)
    assert discovery.skipped == {".xlsx": 2, "no suffix": 1, "hidden": 2}


def test_an_unsupported_file_that_is_named_is_a_problem(tmp_path: Path) -> None:
    make(tmp_path, "b.xlsx")
    (problem,) = problems(list(discover([tmp_path / "b.xlsx"])))
    assert "b.xlsx" in problem.path
    assert "no reader for .xlsx" in problem.reason


def test_a_missing_path_is_a_problem_and_the_rest_goes_on(tmp_path: Path) -> None:
    make(tmp_path, "a.txt")
    found = list(discover([tmp_path / "none.txt", tmp_path / "a.txt"]))
    assert names(found, tmp_path) == ["a.txt"]
    assert "No such file" in problems(found)[0].reason


def test_a_file_named_twice_comes_once(tmp_path: Path) -> None:
    make(tmp_path, "a.txt")
    found = list(discover([tmp_path, tmp_path / "a.txt", f"{tmp_path}/./a.txt"]))
    assert len(found) == 1


def test_a_folder_that_links_to_itself_ends_with_one_line(tmp_path: Path) -> None:
    make(tmp_path, "in/a.txt")
    (tmp_path / "in" / "again").symlink_to(tmp_path, target_is_directory=True)
    found = list(discover([tmp_path]))
    assert names(found, tmp_path) == ["in/a.txt"]
    (problem,) = problems(found)
    assert "leads back" in problem.reason


def test_links_that_go_round_lead_nowhere_or_out_are_problems(tmp_path: Path) -> None:
    inside = tmp_path / "in"
    make(tmp_path, "in/a.txt", "outside.txt")
    (inside / "one").symlink_to(inside / "two")
    (inside / "two").symlink_to(inside / "one")
    (inside / "gone.txt").symlink_to(tmp_path / "nothing")
    (inside / "out.txt").symlink_to(tmp_path / "outside.txt")
    found = list(discover([inside]))
    assert names(found, inside) == ["a.txt"]
    reasons = {Path(p.path).name: p.reason for p in problems(found)}
    assert "loop" in reasons["one"]
    assert "loop" in reasons["two"]
    assert "nowhere" in reasons["gone.txt"]
    assert "out of the folder" in reasons["out.txt"]


def test_a_link_to_a_file_found_anyway_is_passed_over(tmp_path: Path) -> None:
    make(tmp_path, "a.txt")
    (tmp_path / "b.txt").symlink_to(tmp_path / "a.txt")
    discovery = discover([tmp_path])
    assert names(list(discovery), tmp_path) == ["a.txt"]
    assert discovery.skipped == {"links": 1}


def test_a_named_link_is_followed(tmp_path: Path) -> None:
    make(tmp_path, "real.txt")
    (tmp_path / "link.txt").symlink_to(tmp_path / "real.txt")
    assert names(list(discover([tmp_path / "link.txt"])), tmp_path) == ["link.txt"]


def test_a_pipe_is_no_file_and_is_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    found = list(discover([tmp_path, tmp_path / "pipe.txt"]))
    (problem,) = problems(found)
    assert "neither a file nor a folder" in problem.reason


def test_a_name_that_is_no_utf8_is_a_printable_problem(tmp_path: Path) -> None:
    os.close(os.open(os.fsencode(tmp_path) + b"/\xff\n.txt", os.O_CREAT | os.O_WRONLY))
    (problem,) = problems(list(discover([tmp_path])))
    line = str(problem)
    line.encode()
    assert "\n" not in line
    assert "not valid UTF-8" in line


def test_deeply_nested_folders_are_walked(tmp_path: Path) -> None:
    deep = tmp_path / Path(*["d"] * 500)
    deep.mkdir(parents=True)
    (deep / "a.txt").write_text("x")
    assert len(list(discover([tmp_path]))) == 1


def test_rows_come_with_their_files_and_the_manifest_is_no_skipped_file(tmp_path: Path) -> None:
    make(tmp_path, "a.txt")
    (tmp_path / "manifest.csv").write_text("path,publisher\na.txt,Harbour Post\n")
    discovery = discover([tmp_path], Manifest.read(tmp_path / "manifest.csv"))
    (found,) = discovery
    assert isinstance(found, Found)
    assert found.row is not None
    assert found.row.publisher == "Harbour Post"
    assert not discovery.skipped


def test_a_row_that_could_mean_two_files_is_given_to_neither(tmp_path: Path) -> None:
    make(tmp_path, "one/a.txt", "two/a.txt")
    (tmp_path / "manifest.csv").write_text("path,published\na.txt,2024-05-06\n")
    found = list(discover([tmp_path], Manifest.read(tmp_path / "manifest.csv")))
    assert len(problems(found)) == 2
    assert "line 2" in problems(found)[0].reason
