"""`python -m benchmarks [NAME...]`: run the benchmarks, or those named.

Each is a script of its own in this directory that prints ratios and ends with an exit code other than 0 when a target
was missed. Files beginning with an underscore are what they share.
"""

import subprocess
import sys
from pathlib import Path

DIRECTORY = Path(__file__).parent


def main(names: list[str]) -> int:
    known = {p.stem: p for p in sorted(DIRECTORY.glob("*.py")) if not p.stem.startswith("_")}
    unknown = [name for name in names if name not in known]
    if unknown:
        print(f"no benchmark '{unknown[0]}'; there are {', '.join(known)}", file=sys.stderr)
        return 2
    missed = []
    for name in names or known:
        print(f"\n== {name}", flush=True)
        ended = subprocess.run([sys.executable, known[name]], cwd=DIRECTORY.parent, check=False)
        if ended.returncode:
            missed.append(name)
    if missed:
        print(f"\nmissed or failed: {', '.join(missed)}", file=sys.stderr)
    return bool(missed)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
