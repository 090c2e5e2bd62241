"""The Python side of the benchmark store: writes the rows of a workspace's result tables and ledger into a database of its own.

usage: result_store.py WORKSPACE_DATABASE DATABASE PIPELINE ROWS_A_COMMIT

Tables, indexes, journal, page size and sync are the workspace's; the rows go in with executemany, ROWS_A_COMMIT in a transaction, over those that are
there when the database is not new. Prints rows a second and rows a CPU second. Reading the rows back from the workspace is not timed.
"""
import os
import sqlite3
import sys
import time

workspace, database, pipeline, size = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
is_new = not os.path.exists(database)
source = sqlite3.connect(workspace)
target = sqlite3.connect(database, isolation_level=None)
page_size = source.execute("PRAGMA page_size").fetchone()[0]
target.executescript(f"PRAGMA page_size = {page_size}; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = {64 * 2**20 // page_size}; PRAGMA cache_size = -65536;")
tables = [f"astraAllStar{pipeline}", f"astraAllVisit{pipeline}"]
for table in [*tables, "ledger"] if is_new else []:
    for (sql,) in source.execute("SELECT sql FROM sqlite_master WHERE tbl_name = ? AND sql IS NOT NULL ORDER BY type DESC", (table,)):
        target.execute(sql)
columns = [row[1] for row in source.execute(f"PRAGMA table_info({tables[0]})")]
updates = ", ".join(f"{column} = excluded.{column}" for column in columns if column not in ("task_pk", "created"))
put = "INSERT INTO {} VALUES (" + ", ".join("?" * len(columns)) + f") ON CONFLICT (spectrum_pk, version_mm) DO UPDATE SET {updates}"
put_ledger = "INSERT OR REPLACE INTO ledger VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
spectrum = columns.index("spectrum_pk")


def write():
    cursors = [source.execute(f"SELECT * FROM {table} ORDER BY task_pk") for table in tables]
    shares = [size // 3, size - size // 3]
    rows, seconds, cpu = 0, 0.0, 0.0
    while True:
        batches = [cursor.fetchmany(share) for cursor, share in zip(cursors, shares)]
        ledger = [(1, row[spectrum], 1, 638000000000000000 + row[spectrum], 12345, 0, 1, 1, "2026-01-01T00:00:00.000000") for batch in batches for row in batch]
        if not ledger:
            return rows / seconds, rows / cpu
        start, cpu_start = time.perf_counter(), time.process_time()
        target.execute("BEGIN IMMEDIATE")
        for table, batch in zip(tables, batches):
            target.executemany(put.format(table), batch)
        target.executemany(put_ledger, ledger)
        target.execute("COMMIT")
        seconds += time.perf_counter() - start
        cpu += time.process_time() - cpu_start
        rows += len(ledger)


print(*write())
