"""Time to store 5,000 records: ours beside the database's own bulk path, in one run.

    python benchmarks/upsert.py [--records-only] [FILE.xml.gz]

Without a file: general.xml.gz of the shared data (LITWATCH_SHARED, else ../shared). With
`--records-only` both sides leave the full text out, which shows what it adds.

The database's own path is sqlite3's `executemany`, and for PostgreSQL (where Debian's binaries
are installed) psycopg's binary COPY, into the same migrated schema with the same indexes, foreign keys
and pragmas, in one transaction, commit included. It writes the very rows that ours wrote: all
columns of `record`, `raw`, `record_source`, `record_notice`, `record_revision` and `record_text`,
and fills the same full-text index, in one statement (FTS5; PostgreSQL does so by itself).

    ready    both get finished bytes: JSON body, SHA-256, zlib-compressed raw bytes and folded words. The
             own path only writes; ours also reads what is stored, decides what is new and writes.
    encoded  both start from parsed records and make the JSON, the hash, the zlib and the words.
             The own path gets every other column (state, notices, dates) for nothing.

Three acts: `insert` into an empty store; `again`, the same records once more with a later time of
checking; `changed`, a later copy of each with another title and other bytes, where ours also
compares field by field and writes a revision. For `again` the own path upserts whole rows, as a
program without a memory must (but leaves the full text alone); ours sees that nothing changed
and touches one column. Medians.
"""

from __future__ import annotations

import gc
import hashlib
import json
import os
import shutil
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Protocol

import msgspec
import psycopg

from litwatch.records import Pmid, Record, encode
from litwatch.sources.pubmed_xml import Parsed, read_articles
from litwatch.store import catalog, create_or_upgrade, fulltext, open_store
from litwatch.store.mapper import Copy, words_of

ROOT = Path(__file__).resolve().parents[1]
RECORDS = 5_000
ROUNDS = 5
NOW = datetime(2026, 11, 3, 8, 0, tzinfo=UTC)
Pair = tuple[Record, bytes]
Pairs = list[Pair]
Copies = list[Copy]
TABLES = ["raw", "record", "record_notice", "record_source", "record_revision", "record_text"]
CONFLICT = {
    "raw": "(sha256) DO NOTHING",
    "record": "(id) DO UPDATE SET ",  # every column but these
    "record_notice": "(record_id, kind, target, source) DO UPDATE SET "
    "doi = excluded.doi, citation = excluded.citation, note = excluded.note",
    "record_source": "(record_id, source) DO NOTHING",
    "record_revision": "(id) DO NOTHING",
    "record_text": "(id) DO UPDATE SET title = excluded.title, terms = excluded.terms, "
    "abstract = excluded.abstract",
}
_WORDS = "title, terms, abstract FROM record_text WHERE id IN (SELECT value FROM json_each(?))"
INDEX = "INSERT INTO record_text_fts (rowid, title, terms, abstract) SELECT id, " + _WORDS
UNINDEX = (
    "INSERT INTO record_text_fts (record_text_fts, rowid, title, terms, abstract) "
    "SELECT 'delete', id, " + _WORDS
)
KEPT = ("id", "pmid", "first_seen")
Rows = dict[str, tuple[tuple[str, ...], list[tuple[object, ...]]]]  # table → columns, rows
Seconds = tuple[float, float]  # wall, CPU of this process
Timed = dict[tuple[str, str, str], list[Seconds]]  # act, mode, who


def clock() -> Seconds:
    return time.perf_counter(), time.process_time()


def since(start: Seconds) -> Seconds:
    now = clock()
    return now[0] - start[0], now[1] - start[1]


def real_records(path: Path) -> Pairs:
    with path.open("rb") as file:
        parts = (part for part in read_articles(file) if isinstance(part, Parsed))
        pairs = {part.record.id: (part.record, part.raw) for part in parts}
    return list(pairs.values())


def enough(found: Pairs, wanted: int) -> Pairs:
    """`wanted` records: the found ones, and where they do not suffice clones under new PMIDs."""
    pairs = list(found)
    number = 90_000_000
    while len(pairs) < wanted:
        for record, raw in found[: wanted - len(pairs)]:
            number += 1
            pmid = Pmid(str(number))
            pairs.append(
                (msgspec.structs.replace(record, pmid=pmid), raw + b"<!-- %d -->" % number)
            )
    return pairs[:wanted]


def later(pairs: Pairs) -> Pairs:
    """A newer copy of each, with another title and other bytes."""
    return [
        (
            msgspec.structs.replace(
                record,
                title=f"{record.title} (revised)",
                revised=max(record.revised or date.min, date(2026, 1, 1)),
            ),
            raw + b"<!-- revised -->",
        )
        for record, raw in pairs
    ]


def ready(pairs: Pairs) -> Copies:
    """Copies whose body, hash and packed bytes are made."""
    copies = [Copy(*pair) for pair in pairs]
    for copy in copies:
        _ = copy.body, copy.sha256, copy.packed, copy.words
    return copies


class Engine(Protocol):
    """A database to measure on: a fresh store, its rows, and its own bulk path."""

    name: str
    own: str

    def fresh(self) -> str:
        """The address of a new database with the schema of today."""

    def rows(self, url: str) -> Rows:
        """What the tables hold, as the driver takes it."""

    def write(self, url: str, make: Callable[[], Rows], upsert: bool) -> Seconds:
        """Seconds for `make` and for writing its rows in one transaction."""


class Sqlite:
    name, own = "SQLite", "sqlite3 executemany"

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.template = folder / "template.db"
        create_or_upgrade(f"sqlite:///{self.template}")
        self.made = 0

    def fresh(self) -> str:
        self.made += 1
        file = self.folder / f"{self.made}.db"
        shutil.copy(self.template, file)
        return f"sqlite:///{file}"

    def connect(self, url: str) -> sqlite3.Connection:
        connection = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = FULL")
        return connection

    def rows(self, url: str) -> Rows:
        connection = self.connect(url)
        found: Rows = {}
        for table in TABLES:
            cursor = connection.execute(f"SELECT * FROM {table}")  # noqa: S608
            found[table] = (tuple(c[0] for c in cursor.description), cursor.fetchall())
        connection.close()
        return found

    def write(self, url: str, make: Callable[[], Rows], upsert: bool) -> Seconds:
        connection = self.connect(url)
        start = clock()
        tables = make()
        connection.execute("BEGIN IMMEDIATE")
        for table, (columns, rows) in tables.items():
            marks = ", ".join("?" * len(columns))
            sql = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})"  # noqa: S608
            text = table == "record_text" and rows
            those = json.dumps([row[columns.index("id")] for row in rows]) if text else ""
            if text and upsert:
                connection.execute(UNINDEX, (those,))
            connection.executemany(sql + (conflict(table, columns) if upsert else ""), rows)
            if text:
                connection.execute(INDEX, (those,))
        connection.execute("COMMIT")
        seconds = since(start)
        connection.close()
        return seconds


class Postgresql:
    name, own = "PostgreSQL", "psycopg's binary COPY"

    def __init__(self, server: str) -> None:
        self.server = server
        self.made = 0
        self.run("CREATE DATABASE template_litwatch")
        create_or_upgrade(f"{server}/template_litwatch")

    def run(self, statement: str) -> None:
        with psycopg.connect(f"{self.server}/postgres", autocommit=True) as connection:
            connection.execute(statement.encode())

    def fresh(self) -> str:
        self.made += 1
        self.run(f"CREATE DATABASE bench_{self.made} TEMPLATE template_litwatch")
        return f"{self.server}/bench_{self.made}"

    def rows(self, url: str) -> Rows:
        from psycopg.types.json import Json

        found: Rows = {}
        with psycopg.connect(url) as connection:
            for table in TABLES:
                columns = tuple(self.columns(connection, table))
                query = f"SELECT {', '.join(columns)} FROM {table}"  # noqa: S608
                cursor = connection.execute(query.encode())
                found[table] = (
                    columns,
                    [
                        tuple(Json(v) if isinstance(v, list) else v for v in row)
                        for row in cursor.fetchall()
                    ],
                )
        return found

    def columns(self, connection: psycopg.Connection, table: str) -> dict[str, str]:
        """The types of all columns but those that the database makes itself."""
        query = (
            "SELECT column_name, udt_name FROM information_schema.columns "
            "WHERE table_name = %s AND is_generated = 'NEVER' ORDER BY ordinal_position"
        )
        return dict(connection.execute(query, (table,)).fetchall())

    def write(self, url: str, make: Callable[[], Rows], upsert: bool) -> Seconds:
        with psycopg.connect(url) as connection:
            types = {table: self.columns(connection, table) for table in TABLES}
            connection.rollback()
            start = clock()
            tables = make()
            cursor = connection.cursor()
            for table, (columns, rows) in tables.items():
                into = f"{table}_in" if upsert else table
                names = ", ".join(columns)
                if upsert:
                    cursor.execute(
                        f"CREATE TEMP TABLE {into} (LIKE {table}) ON COMMIT DROP".encode()
                    )
                sql = f"COPY {into} ({names}) FROM STDIN (FORMAT BINARY)"
                with cursor.copy(sql.encode()) as copy:
                    copy.set_types([types[table][name] for name in columns])
                    for row in rows:
                        copy.write_row(row)
                if upsert:
                    sql = f"INSERT INTO {table} ({names}) SELECT {names} FROM {into}"  # noqa: S608
                    cursor.execute((sql + conflict(table, columns)).encode())
            connection.commit()
            return since(start)


def conflict(table: str, columns: tuple[str, ...]) -> str:
    changing = [f"{name} = excluded.{name}" for name in columns if name not in KEPT]
    every = ", ".join(changing) if table == "record" else ""
    return f" ON CONFLICT {CONFLICT[table]}{every}"


def encoding(rows: Rows, pairs: Pairs) -> Rows:
    """The rows with body, hash, packed bytes and words made anew from the records."""
    by_id = {record.id: (record, raw) for record, raw in pairs}
    (raw_names, _), (names, whole) = rows["raw"], rows["record"]
    id_at, sha_at, body_at = (names.index(name) for name in ("id", "raw_sha", "body"))
    fetched_at = rows["raw"][1][0][raw_names.index("fetched_at")]
    packed, records = [], []
    for row in whole:
        record, raw = by_id[str(row[id_at])]
        made = list(row)
        made[body_at] = encode(record).decode()
        made[sha_at] = hashlib.sha256(raw).hexdigest()
        records.append(tuple(made))
        packed.append((made[sha_at], zlib.compress(raw), fetched_at))
    made_anew: Rows = {
        **rows,
        "raw": (("sha256", "body", "fetched_at"), packed),
        "record": (names, records),
    }
    if "record_text" in rows:
        columns, texts = rows["record_text"]
        made_anew["record_text"] = (
            columns,
            [(number, key, *words_of(by_id[str(key)][0])) for number, key, *_ in texts],
        )
    return made_anew


def saved(url: str, copies: Callable[[], Copies], now: datetime) -> Seconds:
    """Seconds that ours takes, from the copies to the commit."""
    with open_store(url) as store:
        with store.read() as tx:
            catalog.known(tx, ["1"])  # connected, as the other side is
        start = clock()
        with store.write() as tx:
            catalog.save_copies(tx, copies(), source="pubmed", now=now)
        return since(start)


def only_new(rows: Rows, before: Rows) -> Rows:
    """What an act must write: all record rows, and the rows that were not there before."""
    held = {table: set(map(repr, found)) for table, (_, found) in before.items()}
    return {
        table: (
            names,
            found if table == "record" else [r for r in found if repr(r) not in held[table]],
        )
        for table, (names, found) in rows.items()
    }


class Bench:
    """The acts on one engine. What the own path writes is read once from what ours wrote."""

    def __init__(self, engine: Engine, pairs: Pairs) -> None:
        self.engine = engine
        self.first, self.second = pairs, later(pairs)
        self.ready = {"first": ready(self.first), "second": ready(self.second)}
        url = engine.fresh()
        tomorrow = NOW + timedelta(days=1)
        self.acts = {
            "insert": ("first", NOW),
            "again": ("first", tomorrow),
            "changed": ("second", tomorrow),
        }
        self.rows: dict[str, Rows] = {}
        before: Rows = {table: ((), []) for table in TABLES}
        for act, (which, now) in self.acts.items():
            saved(url, lambda which=which: self.ready[which], now)  # type: ignore[misc]
            after = engine.rows(url)
            self.rows[act], before = only_new(after, before), after
        # A program without a memory sends all rows again.
        insert, again = self.rows["insert"], self.rows["again"]
        self.rows["again"] = {**insert, "record": again["record"]}
        if "record_text" in again:
            self.rows["again"]["record_text"] = again["record_text"]

    def round(self, took: Timed) -> None:
        """Every act once, both modes, both writers, each in a database of its own."""
        for mode in ("ready", "encoded"):
            ours, own = self.engine.fresh(), self.engine.fresh()
            for act, (which, now) in self.acts.items():
                pairs = self.first if which == "first" else self.second

                def copies(which: str = which, mode: str = mode, pairs: Pairs = pairs) -> Copies:
                    return self.ready[which] if mode == "ready" else [Copy(*p) for p in pairs]

                def rows(act: str = act, mode: str = mode, pairs: Pairs = pairs) -> Rows:
                    found = self.rows[act]
                    return found if mode == "ready" else encoding(found, pairs)

                took[act, mode, "ours"].append(saved(ours, copies, now))
                took[act, mode, "own"].append(self.engine.write(own, rows, act != "insert"))


@contextmanager
def postgresql() -> Iterator[str | None]:
    """The address of a server of our own, thrown away afterwards; None without binaries."""
    newest = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: path.parts[-2])
    if not newest:
        yield None
        return
    as_root = os.geteuid() == 0  # initdb refuses to run as root
    become = ["runuser", "-u", "postgres", "--"] if as_root else []
    folder = Path(tempfile.mkdtemp(prefix="litwatch-pg-"))
    if as_root:
        shutil.chown(folder, "postgres", "postgres")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]

    def call(program: str, *arguments: str) -> None:
        command = [*become, str(newest[-1] / program), "-D", str(folder / "data"), *arguments]
        subprocess.run(command, check=True, cwd=folder, stdout=subprocess.DEVNULL)

    try:
        call("initdb", "-U", "litwatch", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
        options = f"-p {port} -c listen_addresses=127.0.0.1 -k {folder}"
        call("pg_ctl", "-w", "-l", str(folder / "log"), "-o", options, "start")
        try:
            yield f"postgresql://litwatch@127.0.0.1:{port}"
        finally:
            call("pg_ctl", "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def report(engine: Engine, took: Timed) -> None:
    print(f"\n{engine.name}: {engine.own} = 1")
    print(f"{'':18}{'wall, median s':^22}{'best':>8}{'CPU of this process, median s':^40}")
    print(
        f"{'act':<9}{'mode':<9}"
        + f"{'own':>7}{'ours':>7}{'×':>8}{'×':>8}"
        + f"{'own':>12}{'ours':>9}{'×':>8}"
    )
    for act in ("insert", "again", "changed"):
        for mode in ("ready", "encoded"):
            wall, cpu = (
                [[s[which] for s in took[act, mode, who]] for who in ("own", "ours")]
                for which in (0, 1)
            )
            own, ours = map(statistics.median, wall)
            line = f"{act:<9}{mode:<9}{own:>7.3f}{ours:>7.3f}{ours / own:>8.2f}"
            line += f"{min(wall[1]) / min(wall[0]):>8.2f}"
            own, ours = map(statistics.median, cpu)
            print(line + f"{own:>12.3f}{ours:>9.3f}{ours / own:>8.2f}")


def main(arguments: list[str]) -> int:
    shared = Path(os.environ.get("LITWATCH_SHARED") or ROOT.parent / "shared")
    if "--records-only" in arguments:
        arguments = [argument for argument in arguments if argument != "--records-only"]
        TABLES.remove("record_text")
        fulltext.save = lambda *_, **__: None  # type: ignore[assignment]
    path = Path(arguments[0]) if arguments else shared / "data" / "xml" / "general.xml.gz"
    if not path.exists():
        print("No file: name one, or set LITWATCH_SHARED.", file=sys.stderr)
        return 2
    pairs = enough(real_records(path), RECORDS)
    size = sum(len(raw) for _, raw in pairs) / 1e6
    print(
        f"{len(pairs)} records, {size:.1f} MB of XML; medians of {ROUNDS} rounds, ours and own turn about"
    )
    with tempfile.TemporaryDirectory() as folder, postgresql() as server:
        engines: list[Engine] = [Sqlite(Path(folder))]
        engines += [Postgresql(server)] if server else []
        for engine in engines:
            took: Timed = defaultdict(list)
            bench = Bench(engine, pairs)
            gc.collect()
            gc.freeze()  # what both sides are given is no garbage of either
            for _ in range(ROUNDS):
                bench.round(took)
            report(engine, took)
        if not server:
            print("\nPostgreSQL: no binaries (apt-get install postgresql)")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
