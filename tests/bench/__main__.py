"""``dev.py bench``: every benchmark in turn. They print ratios against a peer in the same run, and judge nothing.

``dev.py bench --soak`` tries the faults for long instead (tests/bench/soak.py).
"""

import argparse
import sys

from tests.bench import encryption, first_paint, homes, import_and_indicators, ofsted, own_homes, register, soak

BENCHES = {
    "import": import_and_indicators.main, "ofsted": ofsted.main, "register": register.main, "homes": homes.main,
    "own-homes": own_homes.main, "window": first_paint.main, "encryption": encryption.main,
}  # fmt: skip


def main(arguments: list[str]) -> int:
    """Run the benchmarks named, or all; or the soak."""
    parser = argparse.ArgumentParser(
        prog="dev.py bench", description="Benchmarks, and with --soak the long fault test."
    )
    parser.add_argument("names", nargs="*", metavar="BENCH", help=f"{', '.join(BENCHES)}; all where left out")
    parser.add_argument("--soak", action="store_true", help="random events, kills, flipped bits and losses of power")
    parser.add_argument("--seed", type=int, default=1, help="seed of the first round of the soak")
    parser.add_argument(
        "--every-call", action="store_true", help="kill at every system call in the soak (over an hour)"
    )
    how_long = parser.add_mutually_exclusive_group()
    how_long.add_argument("--seeds", type=int, default=1, help="rounds of the soak (about 12 minutes each)")
    how_long.add_argument("--minutes", type=float, help="begin rounds of the soak until so many minutes have gone")
    options = parser.parse_args(arguments)
    unknown = [name for name in options.names if name not in BENCHES]
    if unknown:
        parser.error(f"there is no benchmark {unknown[0]}; there are: {', '.join(BENCHES)}")
    if options.soak:
        return soak.main(options.seeds, options.minutes, options.seed, every_call=options.every_call)
    for name, bench in BENCHES.items():
        if not options.names or name in options.names:
            print(f"== {name}")
            bench()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
