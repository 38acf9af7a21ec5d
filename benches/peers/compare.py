#!/usr/bin/env python3
"""The peers' benchmark with Bündnis among them. See ../README.md.

    PEERS_BENCH=…/bench PEERS_DIR=… BUENDNIS=target/release/buendnis compare.py [options of drive.py] [peer ...]

Runs `drive.py` of the peers' benchmark, which stays as it is, on data in which everybody can be asked the same:
- kinds, roles and states are words of the register (`programme` → PROGRAMME, S01 → BW); names and numbers of everything stay;
- participations are numbered in the order of their roles, in which the register lists them and the peers by number;
- a second participation of an organisation in an initiative in the same role, which the register does not take, gets another role;
- the changes of Q5 are 200,000 different ones instead of 1,000 that repeat, for the same reason.
Every target is given the same data, the same variables and the same changes.
"""
import base64, csv, itertools, json, os, random, shutil, subprocess, sys, time, types

HERE = os.path.dirname(os.path.abspath(__file__))
SHARED, PEERS = os.path.abspath(os.environ["PEERS_BENCH"]), os.path.abspath(os.environ["PEERS_DIR"])
TOKEN = "a-token-of-the-benchmark-and-nobody-else"

ROLES = {"lead": "LEAD", "sponsor": "SPONSOR", "host": "PATRON", "member": "MEMBER", "advisor": "ADVISOR", "partner": "PARTNER",
         "observer": "SUPPORTER"}                             # in the order in which the register lists them
SPARE = ["INITIATOR", "FUNDER", "CHAIR", "SIGNATORY", "CONTRACTOR", "SUBJECT", "PROSPECT"]
ORDER = ["INITIATOR", "LEAD", "SPONSOR", "FUNDER", "PATRON", "CHAIR", "MEMBER", "ADVISOR", "SIGNATORY", "PARTNER", "SUPPORTER",
         "CONTRACTOR", "SUBJECT", "PROSPECT"]
KINDS = {"programme": "PROGRAMME", "project": "PROJECT", "network": "NETWORK", "platform": "DIALOGUE", "fund": "AGENCY",
         "competition": "SURVEY", "cluster": "ALLIANCE", "campaign": "CAMPAIGN"}
OKINDS = {"company": "COMPANY", "university": "UNIVERSITY", "agency": "GOVERNMENT", "association": "ASSOCIATION",
          "foundation": "OTHER", "institute": "RESEARCH", "municipality": "MUNICIPALITY"}
STATES = [("BW", "Baden-Württemberg"), ("BY", "Bayern"), ("BE", "Berlin"), ("BB", "Brandenburg"), ("HB", "Bremen"), ("HH", "Hamburg"),
          ("HE", "Hessen"), ("MV", "Mecklenburg-Vorpommern"), ("NI", "Niedersachsen"), ("NW", "Nordrhein-Westfalen"),
          ("RP", "Rheinland-Pfalz"), ("SL", "Saarland"), ("SN", "Sachsen"), ("ST", "Sachsen-Anhalt"), ("SH", "Schleswig-Holstein"),
          ("TH", "Thüringen")]


def read(directory, name):
    with open(os.path.join(directory, name + ".ndjson")) as lines:
        return [json.loads(line) for line in lines]


def write(directory, name, rows):
    with open(os.path.join(directory, name + ".ndjson"), "w") as out:
        out.writelines(json.dumps(row, separators=(",", ":"), ensure_ascii=False) + "\n" for row in rows)
    with open(os.path.join(directory, name + ".csv"), "w", newline="") as out:
        table = csv.writer(out, lineterminator="\n")
        table.writerow(rows[0])
        table.writerows(["" if value is None else value for value in row.values()] for row in rows)


def translate(directory):
    """Puts the register's words into the generated data."""
    states, organisations = read(directory, "states"), read(directory, "organisations")
    for row, (code, name) in zip(states, STATES):
        row.update(code=code, name=name)
    initiatives, participations = read(directory, "initiatives"), read(directory, "participations")
    for row in organisations:
        row["kind"] = OKINDS[row["kind"]]
    for row in initiatives:
        row["kind"] = KINDS[row["kind"]]
    taken = set()
    for row in participations:
        pair = (row["initiative_id"], row["organisation_id"])
        row["role"] = next(role for role in [ROLES[row["role"]], *SPARE] if (pair, role) not in taken)
        taken.add((pair, row["role"]))
    participations.sort(key=lambda row: (ORDER.index(row["role"]), row["id"]))
    for number, row in enumerate(participations, 1):
        row["id"] = number
    for name, rows in [("states", states), ("organisations", organisations), ("initiatives", initiatives),
                       ("participations", participations)]:
        write(directory, name, rows)


def records(directory):
    """The same data as records of the register, a line each."""
    states = {}
    for row in read(directory, "initiative_states"):
        states.setdefault(row["initiative_id"], []).append(STATES[row["state_id"] - 1][0])
    for row in read(directory, "organisations"):
        yield {"type": "organisation", "slug": f"o{row['id']}", "name": {"de": row["name"]}, "kind": row["kind"]}
    for row in read(directory, "initiatives"):
        yield {"type": "initiative", "slug": f"i{row['id']}", "name": {"de": row["name"]}, "kind": row["kind"],
               "states": states[row["id"]], "startedOn": row["start_date"], "endedOn": row["end_date"]}
    for row in read(directory, "events"):
        yield {"type": "event", "slug": f"e{row['id']}", "name": {"de": row["title"]}, "initiative": f"i{row['initiative_id']}",
               "startsOn": row["date"]}
    for row in read(directory, "participations"):
        id = base64.b32hexencode(row["id"].to_bytes(16, "big")).decode().rstrip("=").lower()
        yield {"type": "participation", "id": f"par_{id}", "initiative": f"i{row['initiative_id']}",
               "organisation": f"o{row['organisation_id']}", "role": row["role"], "since": row["since"], "until": row["until"]}


def data(size):
    """The data of a size, made on first use, and a data directory of the register with it."""
    directory = os.path.join(PEERS, "data", size)
    if not os.path.exists(os.path.join(directory, "manifest.json")):
        subprocess.run([sys.executable, os.path.join(SHARED, "gen.py"), size, directory], check=True)
    if not os.path.exists(os.path.join(directory, "translated")):
        translate(directory)
        open(os.path.join(directory, "translated"), "w").close()
    if not os.path.exists(os.path.join(directory, "db")):
        lines = os.path.join(directory, "register.ndjson")
        with open(lines, "w") as out:
            out.writelines(json.dumps(record, ensure_ascii=False) + "\n" for record in records(directory))
        subprocess.run([os.environ["BUENDNIS"], "import", "--data", os.path.join(directory, "db"), lines], check=True)


def driver():
    """`drive.py`, in a folder with our targets and queries beside the others', not yet run."""
    folder = os.path.join(PEERS, "bench")
    shutil.copytree(SHARED, folder, dirs_exist_ok=True)
    shutil.copytree(HERE, folder, dirs_exist_ok=True)
    lua = os.path.join(folder, "post.lua")
    with open(lua) as script:
        text = script.read()
    accept = '  wrk.headers["Accept"] = "application/json"\n'
    with open(lua, "w") as script:
        script.write(text.replace(accept, accept + '  wrk.headers["Authorization"] = os.getenv("AUTHORIZATION")\n'))
    module = types.ModuleType("drive")
    module.__file__ = os.path.join(folder, "drive.py")
    with open(module.__file__) as source:
        text = source.read().replace("\nsys.exit(main())\n", "\n")
    exec(compile(text, module.__file__, "exec"), module.__dict__)
    return module


def extend(drive):
    """What the driver has to know of the register: its numbers are slugs, changes need a token and are never the same."""
    norm, wrk, ask = drive.norm, drive.wrk, drive.Target.ask

    def number(value):
        return int(value[1:]) if isinstance(value, str) and value[:1] in ("i", "o") and value[1:].isdigit() else value

    def plain(x, ids="int"):
        x = norm(x, ids)
        if isinstance(x, dict):
            return {key: number(value) if key == "id" else plain(value) for key, value in x.items()}
        if isinstance(x, list):
            x = [plain(item) for item in x]
            return sorted(x, key=lambda item: item["key"]) if x and set(x[0]) == {"key", "count"} else x
        return x

    class Register(drive.Register):
        def __init__(self, directory):
            super().__init__(directory)
            chance, ids = random.Random(11), sorted(self.ip)
            taken = {(p["initiative_id"], p["organisation_id"], p["role"]) for all in self.ip.values() for p in all}
            changes = {}
            while len(changes) < 200_000:
                key = (chance.choice(ids), chance.randint(1, len(self.org)), chance.choice(["PARTNER", "MEMBER", "SPONSOR"]))
                if key not in taken:
                    since = "20%02d-%02d-%02d" % (chance.randint(0, 25), chance.randint(1, 12), chance.randint(1, 28))
                    changes[key] = {"initiative": key[0], "organisation": key[1], "role": key[2], "since": since}
            self.vars["q5"] = list(changes.values())

    class Target(drive.Target):
        def __init__(self, *arguments):
            super().__init__(*arguments)
            # The lines of one run go on where those of the run before it ended.
            self.used = 0

        def start(self, *arguments):
            took = super().start(*arguments)
            # Beside its first answers it builds the index for finding: no part of what they cost.
            while self.name.startswith("buendnis") and not self.finds():
                time.sleep(0.05)
            return took

        def finds(self):
            try:
                return self.ask(json.dumps({"query": '{ search(text: "Verband") { totalCount } }'}))
            except drive.urllib.error.HTTPError as refused:
                assert refused.code == 503, refused

        def ask(self, body, timeout=60):
            if not self.name.startswith("buendnis"):
                return ask(self, body, timeout)
            headers = {"Content-Type": "application/json", "Accept": "application/json"}
            if '"mutation' in body:
                headers["Authorization"] = "Bearer " + TOKEN
            request = drive.urllib.request.Request(self.url, body.encode(), headers)
            with drive.urllib.request.urlopen(request, timeout=timeout) as answer:
                told = json.load(answer)
            if told.get("errors"):
                raise RuntimeError("%s: %s" % (self.name, json.dumps(told["errors"])[:600]))
            return drive.norm(told["data"])

    def load(target, file, seconds, connections, cap):
        changes = file.endswith("q5.bodies")
        os.environ.pop("AUTHORIZATION", None)
        if changes and target.name.startswith("buendnis"):
            os.environ["AUTHORIZATION"] = "Bearer " + TOKEN
        if not changes:
            return wrk(target, file, seconds, connections, cap)
        rest = file + ".rest"
        with open(file) as lines, open(rest, "w") as out:
            # The first change is the one that is read back in the end.
            out.writelines(itertools.islice(lines, 1 + target.used, None))
            # So that no commit of the target has to wait until our own 40 MB are written.
            out.flush()
            os.fsync(out.fileno())
        result = wrk(target, rest, seconds, connections, cap)
        target.used += result["requests"] + connections
        return result

    drive.norm, drive.wrk, drive.Register, drive.Target = plain, load, Register, Target


def main():
    os.environ.setdefault("BUENDNIS_EDITOR_TOKEN", TOKEN)
    os.environ["BUENDNIS"] = os.path.abspath(os.environ["BUENDNIS"])
    size = sys.argv[sys.argv.index("--size") + 1] if "--size" in sys.argv else "large"
    for each in ["small", "large"] if size == "both" else [size]:
        data(each)
    drive = driver()
    extend(drive)
    sys.exit(drive.main())


main()
