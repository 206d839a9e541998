"""``dev.py bench``: every benchmark in turn. They print ratios against a peer in the same run, and judge nothing."""

import sys

from tests.bench import homes, import_and_indicators, ofsted, own_homes, register

BENCHES = {
    "import": import_and_indicators.main,
    "ofsted": ofsted.main,
    "register": register.main,
    "homes": homes.main,
    "own-homes": own_homes.main,
}


def main(names: list[str]) -> None:
    """Run the benchmarks named, or all."""
    for name, bench in BENCHES.items():
        if not names or name in names:
            print(f"== {name}")
            bench()


if __name__ == "__main__":
    main(sys.argv[1:])
