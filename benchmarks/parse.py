"""Records per CPU second and peak memory of four PubMed XML readers, in one run.

    python benchmarks/parse.py [FILE.xml.gz ...]

Without files: those of the shared data (LITWATCH_SHARED, else ../shared) that come from
NLM whole; the single entries collected elsewhere hold elements Biopython stops at. Each
reader runs in a process of its own and says what it read; pubmed_parser comes from
`.bench-venv`, because its dependencies are not ours. Each reader gets the same files and
keeps nothing; the best of three runs counts. Biopython knows the DTDs up to 2025, so it
needs files whose DOCTYPE is not newer.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PEERS = ROOT / ".bench-venv" / "bin" / "python"
RUNS = 3
FILES = ("topical", "covid_near_miss", "near_topic", "awkward", "study_design", "general")


def with_litwatch(path: str) -> int:
    from litwatch.sources.pubmed_xml import Parsed, read_articles

    with Path(path).open("rb") as file:
        return sum(isinstance(one, Parsed) for one in read_articles(file))


def with_lxml(path: str) -> int:
    import gzip

    from lxml import etree

    count = 0
    with gzip.open(path) as file:
        tags = ("PubmedArticle", "PubmedBookArticle")
        for _, element in etree.iterparse(file, tag=tags, load_dtd=False, no_network=True):
            count += 1
            element.clear()
            parent = element.getparent()
            while parent is not None and element.getprevious() is not None:
                del parent[0]
    return count


def with_biopython(path: str) -> int:
    import gzip

    from Bio import Entrez

    with tempfile.TemporaryDirectory() as cache, gzip.open(path) as file:
        # Without a folder of its own it makes some in the home.
        Entrez.local_cache = cache  # type: ignore[assignment]
        return len(Entrez.read(file, validate=False)["PubmedArticle"])  # type: ignore[no-untyped-call]


def with_pubmed_parser(path: str) -> int:
    import pubmed_parser  # type: ignore[import-not-found,unused-ignore]

    return sum(1 for _ in pubmed_parser.parse_medline_xml(path))


READERS: dict[str, tuple[Path, Callable[[str], int]]] = {
    "bare lxml iterparse": (Path(sys.executable), with_lxml),
    "litwatch": (Path(sys.executable), with_litwatch),
    "pubmed_parser": (PEERS, with_pubmed_parser),
    "Biopython Entrez.read": (Path(sys.executable), with_biopython),
}


def read_all(reader: str, paths: list[str]) -> None:
    """Run in the child: read the files and print count, CPU seconds and peak MiB as JSON."""
    read = READERS[reader][1]
    start = time.process_time()
    count = sum(read(path) for path in paths)
    seconds = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"count": count, "seconds": seconds, "peak": peak}))


def measured(reader: str, paths: list[str]) -> dict[str, float] | str:
    """The best of the runs, or why there is none."""
    python, _ = READERS[reader]
    if not python.exists():
        return "not installed"
    best: dict[str, float] | None = None
    for _ in range(RUNS):
        child = subprocess.run(
            [str(python), __file__, "--child", reader, *paths], capture_output=True, text=True
        )
        if child.returncode:
            last = child.stderr.strip().splitlines()[-1:] or ["failed"]
            return "not installed" if "ModuleNotFoundError" in last[0] else last[0]
        run: dict[str, float] = json.loads(child.stdout)
        if best is None or run["seconds"] < best["seconds"]:
            best = run
    return best or "not run"


def shared_files() -> list[str]:
    folder = Path(os.environ.get("LITWATCH_SHARED") or ROOT.parent / "shared") / "data" / "xml"
    return [str(path) for name in FILES if (path := folder / f"{name}.xml.gz").exists()]


def main(arguments: list[str]) -> int:
    if arguments[:1] == ["--child"]:
        read_all(arguments[1], arguments[2:])
        return 0
    paths = arguments or shared_files()
    if not paths:
        print("No files: name one, or set LITWATCH_SHARED.", file=sys.stderr)
        return 2
    size = sum(Path(path).stat().st_size for path in paths) / 1e6
    print(f"{len(paths)} files, {size:.1f} MB packed; best of {RUNS} runs, CPU time\n")
    print(f"{'reader':<24}{'records':>9}{'CPU s':>8}{'records/CPU s':>16}{'peak MiB':>10}")
    for reader in READERS:
        found = measured(reader, paths)
        if isinstance(found, str):
            print(f"{reader:<24}{found:>9}")
            continue
        rate = found["count"] / found["seconds"]
        print(
            f"{reader:<24}{found['count']:>9,.0f}{found['seconds']:>8.2f}"
            f"{rate:>16,.0f}{found['peak']:>10,.0f}"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
