#!/usr/bin/env python3
"""What ten times the data costs, and what editors cost readers.

    python3 benches/scale.py target/release/buendnis [FACTOR ...]

For 20,000 initiatives, 50,000 organisations and 400,000 participations times each FACTOR (1 and 10 unless told): how long the
server takes to start, three times in a row, and how much memory it has then; point queries and durable changes a second, one after the other on
one connection, with what all of them take in the server; 32 connections that read as fast as they are answered, alone and
beside one that makes ten changes a second, in turn. No answer is kept. Needs wrk.

The first start may take much longer than the next: a virtual machine has to get memory back from its host that it has not used
for a while, and files from the disk. With REGISTERS=folder the registers are kept there, and used again by the next run.
"""
import json, os, random, re, statistics, subprocess, sys, tempfile, threading, time, urllib.error, urllib.request

TOKEN = "an-editors-token-of-the-benchmark"
SIZE = {"--initiatives": 20_000, "--organisations": 50_000, "--participations": 400_000}
POINT = """query($slug: String!) { initiative(slug: $slug) { name kind states { code }
  participations(first: 20) { totalCount nodes { role organisation { name kind } } } } }"""
CHANGE = """mutation($slug: String!, $name: String!) { updateOrganisation(organisation: {slug: $slug}, input: {name: {de: $name}}) {
  revision organisation { name } } }"""
SLUGS = "query($after: String) { %s(first: 100, after: $after) { pageInfo { endCursor } nodes { slug } } }"
LUA = """local all, n, i = {}, 0, 0
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.headers["Authorization"] = os.getenv("AUTHORIZATION")
function init(args) for line in io.lines(args[1]) do n = n + 1; all[n] = wrk.format(nil, nil, nil, line) end end
function request() i = i + 1; return all[(i - 1) % n + 1] end
function done(summary, latency)
  local bad = summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.timeout
  io.write(string.format('@{"a second": %f, "median ms": %f, "p99 ms": %f, "bad": %d}\\n', summary.requests / summary.duration * 1e6,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000, bad))
end
"""


class Server:
    def __init__(self, program, data):
        started = time.monotonic()
        command = [program, "serve", "--data", data, "--listen", "127.0.0.1:0", "--max-rate", "0", "--answer-memory", "0"]
        environment = {**os.environ, "BUENDNIS_EDITOR_TOKEN": TOKEN}
        self.process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment)
        line = next(line for line in self.process.stderr if '"serving"' in line)
        threading.Thread(target=lambda: [None for _ in self.process.stderr], daemon=True).start()
        self.address = "http://%s/graphql" % json.loads(line)["address"]
        self.ask("{ __typename }")
        self.start = time.monotonic() - started
        self.memory = self.resident()
        # Beside the first requests an index for finding is built; of a large register it takes longer than a request may.
        while not self.finds():
            time.sleep(0.1)
        self.found = time.monotonic() - started

    def resident(self):
        with open("/proc/%d/status" % self.process.pid) as status:
            return int(re.search(r"VmRSS:\s+(\d+)", status.read())[1]) / 1024

    def seconds(self):
        with open("/proc/%d/stat" % self.process.pid) as stat:
            fields = stat.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def ask(self, query, variables=None):
        body = json.dumps({"query": query, "variables": variables or {}}).encode()
        headers = {"Content-Type": "application/json", "Authorization": "Bearer " + TOKEN}
        with urllib.request.urlopen(urllib.request.Request(self.address, body, headers), timeout=60) as answer:
            told = json.load(answer)
        assert "errors" not in told, told
        return told["data"]

    def finds(self):
        try:
            return self.ask('{ search(text: "Verband") { totalCount } }')
        except urllib.error.HTTPError as refused:
            assert refused.code == 503, refused
            return None

    def slugs(self, of, pages):
        slugs, after = [], None
        for _ in range(pages):
            page = self.ask(SLUGS % of, {"after": after})[of]
            slugs += [node["slug"] for node in page["nodes"]]
            after = page["pageInfo"]["endCursor"]
        random.Random(1).shuffle(slugs)
        return slugs

    def load(self, folder, bodies, connections, seconds, token=False):
        file, script = os.path.join(folder, "bodies"), os.path.join(folder, "post.lua")
        with open(file, "w") as out:
            out.writelines(json.dumps(body) + "\n" for body in bodies)
        with open(script, "w") as out:
            out.write(LUA)
        environment = {**os.environ, **({"AUTHORIZATION": "Bearer " + TOKEN} if token else {})}
        command = ["wrk", "-t1", "-c%d" % connections, "-d%ds" % seconds, "-s", script, self.address, "--", file]
        before = self.seconds()
        told = subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout
        figures = json.loads(next(line for line in told.splitlines() if line.startswith("@"))[1:])
        assert figures.pop("bad") == 0, told
        figures["server µs each"] = (self.seconds() - before) * 1e6 / (figures["a second"] * seconds)
        return figures

    def stop(self):
        self.process.terminate()
        self.process.wait()


def told(what, figures):
    print("  %-28s %s" % (what, ", ".join("%s %.4g" % (name, value) for name, value in figures.items())), flush=True)


def mixed(server, folder, bodies, slugs):
    """Medians of three turns of reading alone and beside ten changes a second."""
    alone, beside, took = [], [], []
    for turn in range(3):
        alone.append(server.load(folder, bodies, 32, 8))
        ended = threading.Event()

        def edit():
            number = 0
            while not ended.wait(0.1):
                number += 1
                began = time.monotonic()
                server.ask(CHANGE, {"slug": slugs[number], "name": "Turn %d, %d" % (turn, number)})
                took.append(time.monotonic() - began)

        editor = threading.Thread(target=edit)
        editor.start()
        beside.append(server.load(folder, bodies, 32, 8))
        ended.set()
        editor.join()
    for what, turns in [("reading alone", alone), ("beside ten changes a second", beside)]:
        told(what, {name: statistics.median(turn[name] for turn in turns) for name in turns[0]})
    told("those changes", {"made": len(took), "median ms": statistics.median(took) * 1000, "worst ms": max(took) * 1000})


def main(program, *factors):
    for factor in [int(factor) for factor in factors] or [1, 10]:
        with tempfile.TemporaryDirectory() as folder:
            print("%s times the data" % factor, flush=True)
            data = os.path.join(os.environ.get("REGISTERS", folder), str(factor))
            if not os.path.exists(data):
                sizes = [word for option, number in SIZE.items() for word in (option, str(number * factor))]
                began = time.monotonic()
                subprocess.run([program, "generate", *sizes, "--data", data], check=True, stdout=subprocess.DEVNULL)
                told("made", {"s": time.monotonic() - began})
            for _ in range(2):
                server = Server(program, data)
                told("started", {"s": server.start})
                server.stop()
            server = Server(program, data)
            told("started", {"s": server.start, "MiB": server.memory, "s until found": server.found, "MiB then": server.resident()})
            initiatives, organisations = server.slugs("initiatives", 100), server.slugs("organisations", 50)
            points = [{"query": POINT, "variables": {"slug": slug}} for slug in initiatives]
            changes = [{"query": CHANGE, "variables": {"slug": slug, "name": "Name %d" % number}}
                       for number, slug in enumerate(organisations * 4)]
            server.load(folder, points, 1, 2)
            told("point queries", server.load(folder, points, 1, 6))
            told("changes", server.load(folder, changes, 1, 6, token=True))
            mixed(server, folder, points, organisations)
            told("in the end", {"MiB": server.resident()})
            server.stop()


main(*sys.argv[1:])
