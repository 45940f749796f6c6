"""Write trained networks as the model that is used.

    python training/compact/export.py --run RUN_FOLDER… --base BASE_FOLDER --out DATA_FOLDER

Several runs, each trained without other folders, become one model.
"""

from __future__ import annotations

import argparse
import pathlib

from corrobora.extract.compact.training.export import export
from corrobora.extract.compact.training.learn import MODEL


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--run", type=pathlib.Path, nargs="+", required=True)
    parser.add_argument("--base", type=pathlib.Path, required=True)
    parser.add_argument("--out", type=pathlib.Path, required=True)
    args = parser.parse_args()
    for file in export(args.base, [run / MODEL for run in args.run], args.out):
        print(f"{file.name}: {file.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
