#!/usr/bin/env python3
"""Kills astra at random instants and looks, with Python's own SQLite, at what is left.

A life of a workspace is a list of commands over simulated stars: ingest, catalogues, runs of real pipelines, runs that replace every result, purge,
backup. Each command is started again and again and killed with SIGKILL: at any instant since its start, a moment after the n-th growth of the
write-ahead log, or a moment after it has written a line. After every kill a copy of the database is judged (the original stays as the kill left it,
so that astra itself has to recover it): nothing that could be seen before the kill is lost or changed, nothing is there by half, and every document
is one that an undisturbed life has made. At the end of each command, the results are exactly those of the undisturbed life.

On its way to the kill a process is halted with SIGSTOP a few times, and its files are copied and judged as well: they are what a kill at that instant
would have left. That is a cheap way to look at many more instants; halts are counted apart from kills.

    dotnet build -c Release src/Host
    python3 bench/kills/kills.py --count 1000

Ends with the counts by phase, and with exit code 1 at the first contradiction, whose workspace it keeps.
"""
import argparse
import json
import multiprocessing
import os
import pathlib
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import traceback

HERE = pathlib.Path(__file__).resolve().parents[2]
PIPELINES = ["Cannon", "DistMass", "GiantAge"]
RUN = ["run", *PIPELINES, "--threads", "2", "--set", "run:batch=16"]
STARS = 300

# How often a command is killed at most before it is left to come to its end.
KILLS_OF_A_COMMAND = 20

LONGEST = 300


class Contradiction(Exception):
    pass


def expect(holds, what):
    if not holds:
        raise Contradiction(what)


class Sky:
    """The stars of all lives: simulated, or copied with the times of their files."""

    def __init__(self, folder, astra=None, other=None):
        self.folder = folder / "sky"
        if other is None:
            subprocess.run([*astra, "simulate", "--stars", str(STARS), "--out", str(self.folder)], check=True, stdout=subprocess.DEVNULL)
        else:
            other.age(None)
            shutil.copytree(other.folder, self.folder)
        self.files = sorted((self.folder / "spectra").rglob("*.fits"))
        self.born = {file: file.stat().st_mtime_ns for file in self.files}

    def age(self, share):
        """Gives every file the time of modification of its first day, and some of them a later one."""
        for i, file in enumerate(self.files):
            time_ns = self.born[file] + (10**9 if share and i % share == 0 else 0)
            os.utime(file, ns=(time_ns, time_ns))


def commands(sky, life):
    """The commands of a life, each with what happens to the files before it."""
    spectra, tables = str(sky.folder / "spectra"), sky.folder
    later = [*RUN, "--set", f"pipelines:Cannon:{OPTION}"]
    return [
        ("ingest", None, ["ingest", spectra]),
        ("catalogue", None, ["ingest", "--catalog", "aspcap", str(tables / "aspcap.fits")]),
        ("catalogue", None, ["ingest", "--catalog", "apokasc", str(tables / "apokasc.fits")]),
        ("run", None, RUN),
        ("replacing run", None, later),
        ("changed files", 3, later),
        ("catalogue again", None, ["ingest", "--catalog", "aspcap", str(tables / "aspcap.fits")]),
        ("run", None, RUN),
        ("purge", None, ["purge", "--older-than", "2999-01-01", "--vacuum"]),
        ("backup", None, ["backup", str(life / "backup.db")]),
    ]


# Changes the fits of The Cannon, so that every result is replaced by another one.
OPTION = "max_iterations=3"


def question(database):
    connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=60)
    connection.text_factory = bytes
    return connection


def tables_of(connection):
    return sorted(name.decode() for (name,) in connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'astraAll%'"))


def has_schema(connection):
    return connection.execute("PRAGMA user_version").fetchone()[0] != 0


def unit_of(connection, table):
    return "source_pk" if connection.execute(
        "SELECT unit FROM pipeline WHERE ? IN ('astraAllStar' || name, 'astraAllVisit' || name)", (table,)).fetchone()[0] == 1 else "spectrum_pk"


def snapshot(database):
    """What somebody who looks now can see as done; None while there is nothing to see."""
    if not database.exists():
        return None
    connection = question(database)
    try:
        connection.execute("BEGIN")
        if not has_schema(connection):
            return None
        seen = {("file", row[0]): row for row in connection.execute("SELECT * FROM file")}
        seen.update({("spectrum", row[0]): row for row in connection.execute("SELECT * FROM spectrum")})
        seen.update({("catalog", row[0]): row for row in connection.execute("SELECT name, file, rows, columns FROM catalog")})
        seen.update({("ledger", row[0], row[1]): row for row in connection.execute(
            "SELECT pipeline_pk, unit_pk, run_id, setup_pk, file_digest, input_digest, outcome, attempts, finished FROM ledger")})
        for table in tables_of(connection):
            unit = unit_of(connection, table)
            seen.update({(table, row[0], row[1]): row for row in connection.execute(
                f"SELECT {unit}, version_mm, run_id, newest, setup_pk, result_flags, flag_warn, flag_bad, created, modified, document FROM {table}")})
        return seen
    except sqlite3.OperationalError as problem:
        # The file is there and nothing has been written to it yet, or the process that writes is about to create the log.
        if "unable to open" in str(problem) or "locked" in str(problem):
            return None
        raise
    finally:
        connection.close()


def documents(connection):
    """(table, spectrum or star) -> (flags, document) of the newest results."""
    found = {}
    for table in tables_of(connection):
        for identity, flags, document in connection.execute(f"""
                SELECT coalesce(s.identity, o.sdss4_apogee_id), r.result_flags, r.document FROM {table} r
                LEFT JOIN spectrum s USING (spectrum_pk) LEFT JOIN source o ON o.source_pk = r.source_pk WHERE r.newest = 1"""):
            found[table, identity] = (flags, document)
    return found


def content(connection, sky):
    """All that must be the same in an undisturbed life: no times, no numbers of runs, and paths without where the stars lie."""
    plain = {table: connection.execute(f"SELECT * FROM {table}").fetchall() for table in ("file", "source", "spectrum")}
    plain["catalog"] = connection.execute("SELECT name, file, rows, columns FROM catalog ORDER BY name").fetchall()
    for (name,) in plain["catalog"] and connection.execute("SELECT name FROM catalog").fetchall():
        plain[f"catalog_{name.decode()}"] = connection.execute(f"SELECT * FROM catalog_{name.decode().lower()} ORDER BY 1").fetchall()
    plain["ledger"] = connection.execute("""
        SELECT p.name, unit_pk, s.version, s.model_hash, s.options, file_digest, input_digest, outcome
        FROM ledger l JOIN pipeline p USING (pipeline_pk) JOIN setup s USING (setup_pk) ORDER BY 1, 2""").fetchall()
    root = str(sky.folder).encode()
    return {table: [tuple(value.replace(root, b"SKY") if isinstance(value, bytes) else value for value in row) for row in rows]
            for table, rows in plain.items()}, documents(connection)


def judge(database, before, allowed, purging):
    """What must hold at every instant, and that nothing of what was seen has gone or changed."""
    connection = question(database)
    try:
        expect(connection.execute("PRAGMA integrity_check").fetchall() == [(b"ok",)], "SQLite finds the database damaged")
        if not has_schema(connection):
            expect(before is None, "the tables have gone")
            expect(connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0, "there are some of the tables, and not all")
            return
        expect(not connection.execute("PRAGMA foreign_key_check").fetchall(), "rows refer to rows that are not there")
        expect(not connection.execute("""
            SELECT f.file_pk FROM file f LEFT JOIN spectrum s USING (file_pk) WHERE f.state = 0 GROUP BY 1 HAVING count(s.spectrum_pk) = 0""").fetchall(),
            "a file was ingested without its spectra")
        for name, rows in connection.execute("SELECT name, rows FROM catalog").fetchall():
            expect(connection.execute(f"SELECT count(*) FROM catalog_{name.decode().lower()}").fetchone()[0] == rows, "a catalogue is there by half")
        results = {}
        for table in tables_of(connection):
            unit = unit_of(connection, table)
            expect(not connection.execute(f"SELECT 1 FROM {table} GROUP BY {unit}, version_mm HAVING count(*) > 1").fetchall(),
                   f"{table} has a result twice")
            expect(not connection.execute(f"SELECT 1 FROM {table} GROUP BY {unit} HAVING total(newest = 1) <> 1").fetchall(),
                   f"{table} has no newest result, or several")
            expect(not connection.execute(f"""
                SELECT 1 FROM {table} r WHERE newest = 1 AND NOT EXISTS (
                    SELECT 1 FROM ledger l JOIN pipeline p USING (pipeline_pk) WHERE '{table}' IN ('astraAllStar' || p.name, 'astraAllVisit' || p.name)
                        AND l.unit_pk = r.{unit} AND l.run_id = r.run_id AND l.setup_pk = r.setup_pk)""").fetchall(),
                f"{table} has results that the ledger does not have")
            for run, count in connection.execute(f"SELECT run_id, count(*) FROM {table} WHERE newest = 1 GROUP BY 1"):
                name = table.removeprefix("astraAllStar").removeprefix("astraAllVisit")
                results[name, run] = results.get((name, run), 0) + count
        ledger = {(name.decode(), run): count for name, run, count in connection.execute(
            "SELECT p.name, l.run_id, count(*) FROM ledger l JOIN pipeline p USING (pipeline_pk) GROUP BY 1, 2")}
        expect(ledger == results, f"ledger and results disagree: {ledger} and {results}")
        last = connection.execute("SELECT max(run_id) FROM run").fetchone()[0]
        for name, stored in connection.execute("""
                SELECT p.name, done + no_result + bad_input + failed FROM run_pipeline JOIN pipeline p USING (pipeline_pk) WHERE run_id = ?""",
                (last,)).fetchall():
            expect(stored == ledger.get((name.decode(), last), 0), f"the run's counters and the ledger disagree about {name.decode()}")
        expect(not connection.execute("""
            SELECT 1 FROM ledger l WHERE outcome <> 0 AND NOT EXISTS (
                SELECT 1 FROM attempt a WHERE a.pipeline_pk = l.pipeline_pk AND a.unit_pk = l.unit_pk)""").fetchall(), "a failure has no reason")
        for place, found in documents(connection).items():
            expect(found in allowed.get(place, ()), f"{place} has a result that an undisturbed life has not")
    finally:
        connection.close()
    after = snapshot(database)
    for key, row in (before or {}).items():
        now = after.get(key)
        if key[0] in ("file", "spectrum", "catalog"):
            # Files are looked at again when they change; they do not go.
            expect(now is not None, f"{key} was seen and is lost")
        elif key[0] == "ledger" or not purging or row[3] == 1:
            expect(now is not None, f"{key} was seen and is lost")
            expect(now == row or now[2] > row[2] or (key[0] != "ledger" and now[:3] == row[:3] and row[3] == 1 and now[3] == 0),
                   f"{key} was seen as {row[:9]} and is {now[:9]}, though no later run has made it")


def phase(command, database, before_run, files):
    """Where in its work the kill found a command."""
    if not database.exists():
        return "before the database was there"
    connection = question(database)
    try:
        if not has_schema(connection):
            return "before the tables were there"
        if command == "ingest":
            count = connection.execute("SELECT count(*) FROM file").fetchone()[0]
            return "start" if count == 0 else "ingest, midway" if count < files else "ingest, all committed"
        if command not in ("run", "replacing run", "changed files"):
            return command
        run = connection.execute("SELECT run_id, state FROM run ORDER BY run_id DESC LIMIT 1").fetchone()
        if run is None or run[0] == before_run:
            return "run: start, looking at files, planning"
        due, stored = connection.execute(
            "SELECT total(due), total(done + no_result + bad_input + failed + unchanged) FROM run_pipeline WHERE run_id = ?", (run[0],)).fetchone()
        listed = connection.execute("SELECT count(*) FROM work WHERE run_id = ?", (run[0],)).fetchone()[0]
        wal = database.with_name(database.name + "-wal")
        if run[1] != 0:
            return "run: finished, its log still there" if wal.exists() and wal.stat().st_size else "run: finished, its log folded in"
        return ("run: begun, list not frozen" if listed == 0 else "run: list frozen, nothing committed" if stored == 0
                else "run: between commits" if stored < due else "run: all committed, not finished")
    finally:
        connection.close()


class Killer:
    def __init__(self, astra, seed, halts):
        self.astra = astra
        self.halts = halts
        self.random = random.Random(seed)
        self.durations = {}
        self.growths = {}

    def arguments(self, command, workspace):
        return [*self.astra, *command, "--workspace", str(workspace)]

    def undisturbed(self, name, command, workspace):
        begun, wal, size, growths = time.monotonic(), workspace / "astra.db-wal", 0, 0
        with tempfile.TemporaryFile() as output:
            child = subprocess.Popen(self.arguments(command, workspace), stdout=output, stderr=subprocess.STDOUT)
            while child.poll() is None:
                now = self.size(wal)
                growths, size = growths + (now > size), now
                time.sleep(0.002)
            output.seek(0)
            said = output.read().decode()
        expect(child.returncode in (0, 1), f"astra {' '.join(command)}: exit {child.returncode}: {said}")
        self.durations.setdefault(name, time.monotonic() - begun)
        self.growths.setdefault(name, growths)
        return said

    def killed(self, name, command, workspace, scratch, look):
        """
        Starts a command, halts it a few times for a look, and kills it. Whether it was killed before it came to its end, and what was seen just before
        the kill (None when nobody looked).
        """
        output = scratch / "output.txt"
        with open(output, "wb") as sink:
            child = subprocess.Popen(self.arguments(command, workspace), stdout=sink, stderr=subprocess.STDOUT)
        begun, growths = time.monotonic(), self.growths[name]
        longest = 3 * self.durations[name] + 5
        try:
            for _ in range(self.random.randint(0, self.halts)):
                self.instant(child, begun, longest, workspace, output, 0.1 * self.durations[name], 1 + growths // 20)
                if child.poll() is None:
                    seen = snapshot(workspace / "astra.db")
                    if self.halt(child):
                        look(seen)
                    child.send_signal(signal.SIGCONT)
            self.instant(child, begun, longest, workspace, output, self.durations[name], 2 + growths // 6)
            seen = snapshot(workspace / "astra.db") if self.random.random() < 0.7 and child.poll() is None else None
            child.kill()
            child.wait()
            return child.returncode == -signal.SIGKILL, seen
        finally:
            if child.poll() is None:
                child.kill()
                child.wait()

    def instant(self, child, begun, longest, workspace, output, duration, growths):
        """Waits for a random instant of a command's life."""
        wal, kind = workspace / "astra.db-wal", self.random.choices(["time", "log", "line"], [30, 55, 15])[0]
        if kind == "time":
            self.until(child, time.monotonic() + self.random.uniform(0, duration), lambda: False)
        elif kind == "log":
            size, pause = self.size(wal), self.random.uniform(0, 0.02)
            for _ in range(self.random.randint(1, growths)):
                self.until(child, begun + longest, lambda: self.size(wal) > size)
                size = self.size(wal)
            self.until(child, time.monotonic() + pause, lambda: False)
        else:
            wanted = self.size(output) + self.random.randint(1, 200)
            self.until(child, begun + longest, lambda: self.size(output) > wanted)
            self.until(child, time.monotonic() + self.random.uniform(0, 0.04), lambda: False)

    @staticmethod
    def halt(child):
        """Stops all threads of a process; whether it was still there."""
        child.send_signal(signal.SIGSTOP)
        while child.poll() is None:
            try:
                states = [(thread / "stat").read_text().rpartition(")")[2].split()[0] for thread in pathlib.Path(f"/proc/{child.pid}/task").iterdir()]
                if all(state in "TtZX" for state in states):
                    return True
            except (FileNotFoundError, ProcessLookupError):
                # A thread has ended meanwhile.
                continue
            time.sleep(0.001)
        return False

    @staticmethod
    def until(child, moment, holds):
        while time.monotonic() < moment and not holds() and child.poll() is None:
            time.sleep(0.0004)

    @staticmethod
    def size(path):
        try:
            return path.stat().st_size
        except FileNotFoundError:
            return -1


def reference(killer, sky, folder):
    """An undisturbed life: the content after each command, and every document that ever was there."""
    folder.mkdir()
    workspace = folder / "workspace"
    contents, allowed = [], {}
    sky.age(None)
    for name, share, command in commands(sky, folder):
        if share is not None:
            sky.age(share)
        killer.undisturbed(name, command, workspace)
        connection = question(workspace / "astra.db")
        plain, results = content(connection, sky)
        connection.close()
        for place, result in results.items():
            allowed.setdefault(place, set()).add(result)
        contents.append((plain, results))
    return contents, allowed


def last_run(database):
    if not database.exists():
        return None
    connection = question(database)
    try:
        return connection.execute("SELECT max(run_id) FROM run").fetchone()[0] if has_schema(connection) else None
    finally:
        connection.close()


def copy(workspace, to):
    shutil.rmtree(to, ignore_errors=True)
    to.mkdir()
    for end in ("", "-wal"):
        if (workspace / f"astra.db{end}").exists():
            shutil.copy(workspace / f"astra.db{end}", to / f"astra.db{end}")
    return to / "astra.db"


def life(killer, sky, folder, contents, allowed, phases, halts, enough):
    """One life with kills until there are enough."""
    folder.mkdir()
    workspace = folder / "workspace"
    sky.age(None)
    last_seen = None
    for (name, share, command), (plain, results) in zip(commands(sky, folder), contents):
        if share is not None:
            sky.age(share)
        of_this = escaped = 0
        while of_this < KILLS_OF_A_COMMAND and escaped < 2 and not enough(0):
            run_before = last_run(copy(workspace, folder / "judged")) if workspace.exists() else None

            def look(seen):
                nonlocal last_seen
                last_seen = seen or last_seen
                copied = copy(workspace, folder / "judged") if workspace.exists() else folder / "judged" / "none"
                if copied.exists():
                    judge(copied, last_seen, allowed, purging=name == "purge")
                    last_seen = snapshot(copied) or last_seen
                where = phase(name, copied, run_before, len(sky.files))
                halts[where] = halts.get(where, 0) + 1

            was_killed, seen = killer.killed(name, command, workspace, folder, look)
            last_seen = seen or last_seen
            database = copy(workspace, folder / "judged") if workspace.exists() else folder / "judged" / "none"
            if database.exists():
                judge(database, last_seen, allowed, purging=name == "purge")
                last_seen = snapshot(database) or last_seen
            if (folder / "backup.db").exists():
                judge(folder / "backup.db", None, allowed, purging=False)
            if not was_killed:
                escaped += 1
                continue
            of_this += 1
            enough(1)
            where = phase(name, database, run_before, len(sky.files))
            phases[where] = phases.get(where, 0) + 1
        killer.undisturbed(name, command, workspace)
        if name == "changed files":
            again = killer.undisturbed(name, command, workspace)
            expect("Nothing is due" in again, f"astra {' '.join(command)} finds something due again: {again}")
        connection = question(workspace / "astra.db")
        now = content(connection, sky)
        connection.close()
        for table, rows in plain.items():
            expect(now[0].get(table) == rows, f"after {name}, {table} is not that of the undisturbed life")
        expect(now[1] == results, f"after {name}, the results are not those of the undisturbed life")
        last_seen = snapshot(workspace / "astra.db")
    checked = subprocess.run(killer.arguments(["check"], workspace), capture_output=True, timeout=LONGEST)
    expect(checked.returncode == 0, f"astra check: {checked.stdout.decode()}{checked.stderr.decode()}")


def work(astra, seed, most_halts, folder, first_sky, growths, durations, contents, allowed, enough, tell):
    """Lives with kills, one after another, until there are enough."""
    folder.mkdir()
    phases, halts, lives = {}, {}, 0
    try:
        sky = Sky(folder, other=first_sky)
        killer = Killer(astra, seed, most_halts)
        killer.growths, killer.durations = growths, durations
        while not enough(0):
            lives += 1
            life(killer, sky, folder / f"life-{lives}", contents, allowed, phases, halts, enough)
            shutil.rmtree(folder / f"life-{lives}")
        tell((phases, halts, lives, None))
    except Contradiction as found:
        tell((phases, halts, lives, f"CONTRADICTION in {folder}, life {lives}, after {sum(phases.values())} kills: {found}"))
    except Exception:
        tell((phases, halts, lives, f"{folder}, life {lives}: {traceback.format_exc()}"))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=1000, help="how many kills")
    parser.add_argument("--seconds", type=float, default=float("inf"), help="how long at most, fewer kills then")
    parser.add_argument("--jobs", type=int, default=1, help="how many lives at once")
    parser.add_argument("--halts", type=int, default=8, help="how often a process is halted at most on its way to the kill")
    parser.add_argument("--seed", type=int, default=20261121)
    parser.add_argument("--astra", default=f"dotnet {HERE / 'src/Host/bin/Release/net10.0/astra.dll'}", help="how astra is started")
    given = parser.parse_args()
    folder = pathlib.Path(tempfile.mkdtemp(prefix="astra-kills-"))
    begun, astra = time.monotonic(), given.astra.split()
    first = Killer(astra, given.seed, given.halts)
    sky = Sky(folder, astra=astra)
    contents, allowed = reference(first, sky, folder / "undisturbed")
    sky.age(None)
    kills, told = multiprocessing.Value("i", 0), multiprocessing.Queue()

    def enough(more):
        with kills.get_lock():
            kills.value += more
            if more:
                print(f"{time.monotonic() - begun:6.0f} s: {kills.value} kills", flush=True) if kills.value % 10 == 0 else None
            return kills.value >= given.count or time.monotonic() - begun > given.seconds

    workers = [multiprocessing.Process(target=work, args=(
        astra, given.seed + job, given.halts, folder / f"job-{job}", sky, first.growths, first.durations, contents, allowed, enough, told.put))
        for job in range(given.jobs)]
    for worker in workers:
        worker.start()
    phases, halts, lives, problems = {}, {}, 0, []
    for _ in workers:
        of_one, halts_of_one, lives_of_one, problem = told.get()
        for total, own in ((phases, of_one), (halts, halts_of_one)):
            for where, times in own.items():
                total[where] = total.get(where, 0) + times
        lives += lives_of_one
        problems += [problem] if problem else []
    print(json.dumps({"kills": sum(phases.values()), "halts": sum(halts.values()), "lives": lives, "contradictions": len(problems),
                      "seconds": round(time.monotonic() - begun), "seed": given.seed, "jobs": given.jobs}))
    print(" kills   halts")
    for where in sorted({*phases, *halts}, key=lambda where: -phases.get(where, 0) - halts.get(where, 0)):
        print(f"{phases.get(where, 0):6d}  {halts.get(where, 0):6d}  {where}")
    if problems:
        print("\n".join(problems), flush=True)
        return 1
    shutil.rmtree(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
