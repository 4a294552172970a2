"""Records per CPU second and peak memory of four PubMed XML readers, in one run.

    python benchmarks/parse.py [--records 30000] [FILE.xml.gz ...]

Without files: one file of 30,000 records, made in a temporary folder out of those of the
shared data (LITWATCH_SHARED, else ../shared) that come from NLM whole, repeated under new
PMIDs; the single entries collected elsewhere hold elements Biopython stops at. Each reader
runs in a process of its own, gets the same files and keeps nothing; the best of the runs
counts, the readers taking turns. Biopython holds a file whole and knows the DTDs up to 2025;
pubmed_parser comes from `.bench-venv`, because its dependencies are not ours.

Then litwatch with one process and with two, by the clock: one file into a store, where two
processes read and pack beside the one that stores, and a file each, which is what the cores
can do. That needs quiet cores; whoever else works there slows the two more than the one.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PEERS = ROOT / ".bench-venv" / "bin" / "python"
RUNS = 3
PEER = "Biopython Entrez.read"
HEAD = (
    b'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE PubmedArticleSet PUBLIC '
    b'"-//NLM//DTD PubMedArticle, 1st January 2025//EN" '
    b'"https://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_250101.dtd">\n<PubmedArticleSet>\n'
)
FILES = ("topical", "covid_near_miss", "near_topic", "awkward", "study_design", "general")


def with_litwatch(path: str) -> int:
    from litwatch.sources.pubmed_xml import Parsed, read_articles

    with Path(path).open("rb") as file:
        return sum(isinstance(one, Parsed) for one in read_articles(file))


def imported(path: str, count: int) -> int:
    """The file into an empty store, read and packed by so many processes."""
    from litwatch.pipeline.imports import import_files
    from litwatch.store import create_or_upgrade, open_store

    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/bench.db"
        create_or_upgrade(url)
        with open_store(url) as store:
            (report,) = import_files(store, [Path(path)], now=datetime.now(UTC), workers=count)
            return report.read


def a_file_each(path: str, count: int) -> int:
    """The file twice, by as many processes: what the cores can do when nobody delivers."""
    if count == 1:
        return with_litwatch(path) + with_litwatch(path)
    with ProcessPoolExecutor(count, mp_context=get_context("spawn")) as pool:
        return sum(pool.map(with_litwatch, [path, path]))


def with_lxml(path: str) -> int:
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
    PEER: (Path(sys.executable), with_biopython),
}


BY_THE_CLOCK: dict[str, Callable[[str, int], int]] = {
    "imported": imported,
    "a file each": a_file_each,
}


def read_all(reader: str, paths: list[str]) -> None:
    """Run in the child: read the files and print what it took as JSON."""
    name, _, count = reader.partition("/")
    clock = time.perf_counter()
    start = time.process_time()
    if count:
        records = sum(BY_THE_CLOCK[name](path, int(count)) for path in paths)
    else:
        records = sum(READERS[name][1](path) for path in paths)
    seconds = time.process_time() - start
    peak = highest()
    took = time.perf_counter() - clock
    print(json.dumps({"count": records, "seconds": seconds, "clock": took, "peak": peak}))


def highest() -> float:
    """The peak of this process in MiB. Linux counts its parent's into ru_maxrss."""
    status = Path("/proc/self/status")
    if status.exists():
        return int(re.findall(r"VmHWM:\s+(\d+)", status.read_text())[0]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def run(reader: str, paths: list[str]) -> dict[str, float] | str:
    """One run in a process of its own, or why there is none."""
    python = READERS[reader][0] if reader in READERS else Path(sys.executable)
    if not python.exists():
        return "not installed"
    child = subprocess.run(
        [str(python), __file__, "--child", reader, *paths], capture_output=True, text=True
    )
    if child.returncode:
        last = child.stderr.strip().splitlines()[-1:] or ["failed"]
        return "not installed" if "ModuleNotFoundError" in last[0] else last[0]
    found: dict[str, float] = json.loads(child.stdout)
    return found


def best_of(readers: Iterable[str], paths: list[str], by: str) -> dict[str, dict[str, float] | str]:
    """The best run of each reader."""
    best: dict[str, dict[str, float] | str] = {}
    for _ in range(RUNS):
        for reader in readers:
            found, before = run(reader, paths), best.get(reader)
            if isinstance(found, str) or before is None or isinstance(before, str):
                best.setdefault(reader, found)
            elif found[by] < before[by]:
                best[reader] = found
    return best


def shared_files() -> list[Path]:
    folder = Path(os.environ.get("LITWATCH_SHARED") or ROOT.parent / "shared") / "data" / "xml"
    return [path for name in FILES if (path := folder / f"{name}.xml.gz").exists()]


def repeated(files: list[Path], folder: Path, records: int) -> Path:
    """One file of so many records: those of the files again and again under new PMIDs."""
    entries: list[bytes] = []
    for path in files:
        data = gzip.decompress(path.read_bytes())
        entries += re.findall(rb"<PubmedArticle>.*?</PubmedArticle>", data, re.DOTALL)
    made = folder / "many.xml.gz"
    with gzip.open(made, "wb", compresslevel=6) as out:
        out.write(HEAD)
        for number in range(records):
            own = b'<PMID Version="1">%d</PMID>' % (50_000_000 + number)
            entry = re.sub(
                rb"<PMID Version=\"1\">\d+</PMID>", own, entries[number % len(entries)], count=1
            )
            out.write(b"  " + entry + b"\n")
        out.write(b"</PubmedArticleSet>\n")
    return made


def show_readers(paths: list[str]) -> None:
    best = best_of(READERS, paths, by="seconds")
    peer = best.get(PEER)
    print(
        f"{'reader':<24}{'records':>9}{'CPU s':>8}{'records/CPU s':>16}{'peak MiB':>10}{'ratio':>8}"
    )
    for reader, found in best.items():
        if isinstance(found, str):
            print(f"{reader:<24}{found:>9}")
            continue
        rate = found["count"] / found["seconds"]
        ratio = (
            ""
            if isinstance(peer, str) or peer is None
            else f"{rate * peer['seconds'] / peer['count']:.2f}"
        )
        print(
            f"{reader:<24}{found['count']:>9,.0f}{found['seconds']:>8.2f}"
            f"{rate:>16,.0f}{found['peak']:>10,.0f}{ratio:>8}"
        )


def show_processes(paths: list[str]) -> None:
    names = [f"{name}/{count}" for name in BY_THE_CLOCK for count in (1, 2)]
    best = best_of(names, paths, by="clock")
    print(f"\n{'litwatch':<24}{'processes':>10}{'seconds':>9}{'records/s':>11}{'times one':>11}")
    for name in BY_THE_CLOCK:
        for count in (1, 2):
            found, one = best[f"{name}/{count}"], best[f"{name}/1"]
            if isinstance(found, str) or isinstance(one, str):
                print(f"{name:<24}{found}")
                continue
            rate = found["count"] / found["clock"]
            times = one["clock"] / found["clock"]
            print(f"{name:<24}{count:>10}{found['clock']:>9.2f}{rate:>11,.0f}{times:>11.2f}")


def main(arguments: list[str]) -> int:
    if arguments[:1] == ["--child"]:
        read_all(arguments[1], arguments[2:])
        return 0
    asked = argparse.ArgumentParser(description="Compare readers of PubMed XML.")
    asked.add_argument("--records", type=int, default=30_000)
    asked.add_argument("files", nargs="*", type=Path)
    chosen = asked.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        sources = chosen.files or shared_files()
        if not sources:
            print("No files: name one, or set LITWATCH_SHARED.", file=sys.stderr)
            return 2
        files = chosen.files or [repeated(sources, Path(folder), chosen.records)]
        size = sum(path.stat().st_size for path in files) / 1e6
        print(f"{len(files)} file(s), {size:.1f} MB packed; best of {RUNS} runs, CPU time\n")
        paths = [str(path) for path in files]
        show_readers(paths)
        show_processes(paths)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
