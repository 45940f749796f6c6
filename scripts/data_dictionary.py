"""The page docs/data-dictionary.md, from the code that writes the data.

PYTHONPATH=src python scripts/data_dictionary.py > docs/data-dictionary.md
"""

# ruff: noqa: E501 - rows of tables cannot be broken
from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from corrobora.case import Case
from corrobora.publish.data import case_tables, ftm, ged, geojson, parquet
from corrobora.publish.tables import Column

HEAD = """# Data dictionary

What `corrobora export FORMAT` writes, column by column; `scripts/data_dictionary.py` makes this page from the code. An empty cell
means not found, or a bound that is open: never zero. Every row keeps the ids that lead back into the case. CSV comes with the
same words as a Frictionless Data Package (`datapackage.json`), Parquet carries them inside.
"""
FTM = """| what | schema | where its values are |
|---|---|---|
| document | `Article` | `title`, `fileName`, `publisher`, `publishedAt`, `sourceUrl`, `language`; the SHA-256 in `notes` |
| incident | `Event` | `recordId` (permanent number), `date` or `startDate` and `endDate`, `location`, `country`; every value in words in `notes`; `proof`: its documents |
| claim | `Note` on its event | the words in `description`, every value in words and decisions in `notes`; `proof`: its document |
| whoever says or verifies something | `Person`, `Organization`, `PublicBody`, `LegalEntity` | `name`, `alias`, `country` |
| that they say or verify it | `UnknownLink` | `subject`: who; `object`: the claim; `role`: said by, verified by |

`entities.ftm.json` holds the entities, `statements.json` the same one value a line, `dataset.json` the name and what is left out.
"""
REVIEWS = """One `ClaimReview` a claim behind an approved incident, in JSON-LD.

| property | what it holds |
|---|---|
| `@id`, `url` | the claim's row on the incident's page of the public record |
| `datePublished` | day the lead approved the incident as it stands |
| `author` | who publishes the record |
| `claimReviewed` | act, place, day and number of victims in words, and who says so; no words of documents, no names of persons |
| `itemReviewed` | the claim: id, who says it, day and address of publication, SHA-256 of the item |
| `reviewRating` | credibility by the Admiralty code, turned so that 5 is best; no number where it cannot be judged |
"""


def page() -> Iterator[str]:
    """The page, piece by piece."""
    yield HEAD
    with tempfile.TemporaryDirectory() as name, Case.create(Path(name) / "case", actor="nobody") as case:
        tables = case_tables.case_tables(case)
        yield "## CSV and Parquet\n"
        yield _left_out(case_tables.LOSSES)
        for table in tables:
            yield f"### {table.name}\n\n{table.means[0].upper()}{table.means[1:]}.\n"
            yield _columns(table.columns)
        records = parquet.records(case)
        yield f"### {records.name} (Parquet only)\n\n{records.means[0].upper()}{records.means[1:]}.\n"
        yield _columns(records.columns)
        yield _left_out(parquet.LOSSES)
        yield "## GeoJSON\n"
        yield (
            "One feature an incident; its properties are the columns of the incidents above, without grades and "
            "with `radius_km`: how far off the point can be. No geometry where the place is not certain.\n"
        )
        yield _left_out(geojson.LOSSES)
        yield "## UCDP GED\n\nOne row a killing with a day and a number, in the 49 columns of version 25.1.\n"
        yield _columns(ged.ged(case).columns)
        yield _left_out(ged.LOSSES)
    yield f"## FollowTheMoney\n\n{FTM}"
    yield _left_out(ftm.LOSSES)
    yield f"## ClaimReview\n\n{REVIEWS}"


def _columns(columns: Iterable[Column]) -> str:
    rows = (f"| `{c.name}` | {c.type} | {c.means.replace('|', '&#124;')} |\n" for c in columns)
    return "| column | type | what it holds |\n|---|---|---|\n" + "".join(rows)


def _left_out(losses: Iterable[str]) -> str:
    return f"Not in it: {'; '.join(losses)}.\n"


if __name__ == "__main__":
    sys.stdout.write("\n".join(page()))
