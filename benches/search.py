"""What finding costs over HTTP on a generated register: medians and 95th percentiles of what people type, beside the least that
any query costs.

    cargo build --release
    python3 benches/search.py target/release/buendnis [INITIATIVES ORGANISATIONS PARTICIPATIONS]
"""

import http.client
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time

TOKEN = "a-token-for-this-measurement-alone"
SEARCH = "query($t: String!) { search(text: $t, first: 20) { totalCount edges { score highlight node { __typename } } } }"
SUGGEST = "query($t: String!) { suggest(text: $t, first: 10) { score highlight node { __typename } } }"
NAMES = "query($a: String) { organisations(first: 100, after: $a) { nodes { name } pageInfo { endCursor } } }"
PAIRS = "{ duplicateCandidates(first: 100) { score reason } }"
CREATE = "mutation($n: String!) { createOrganisation(input: {name: {de: $n}, kind: OTHER}) { revision } }"
APPLY = "mutation($n: String!) { applyChanges(changes: [{createOrganisation: {name: {de: $n}, kind: OTHER}}]) { revision } }"


class Server:
    """The program on a register of its own, and one connection to it."""

    def __init__(self, binary, folder):
        self.start = time.time()
        command = [binary, "serve", "--data", folder, "--listen", "127.0.0.1:0", "--max-rate", "0"]
        environment = dict(os.environ, BUENDNIS_EDITOR_TOKEN=TOKEN)
        self.process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment)
        lines = (line for line in self.process.stderr if '"serving"' in line)
        self.connection = http.client.HTTPConnection(json.loads(next(lines))["address"])
        threading.Thread(target=lambda: [None for _ in self.process.stderr], daemon=True).start()

    def ask(self, query, **variables):
        """Milliseconds, and the data of the answer."""
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {TOKEN}"}
        start = time.perf_counter()
        self.connection.request("POST", "/graphql", json.dumps({"query": query, "variables": variables}), headers)
        answer = self.connection.getresponse().read()
        took = (time.perf_counter() - start) * 1000
        answer = json.loads(answer)
        assert "errors" not in answer, answer
        return took, answer["data"]

    def memory(self):
        """Resident, in MiB."""
        with open(f"/proc/{self.process.pid}/status") as status:
            return next(int(line.split()[1]) // 1024 for line in status if line.startswith("VmRSS"))


def names(server, count):
    found, after = [], None
    while len(found) < count:
        page = server.ask(NAMES, a=after)[1]["organisations"]
        found += [node["name"] for node in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
    return found


def swapped(dice, text):
    """Two neighbouring letters the other way round."""
    place = dice.randrange(max(1, len(text) - 1))
    return text[:place] + text[place : place + 2][::-1] + text[place + 2 :]


def typed(dice, known):
    """What people type, by kind."""
    return {
        "a name": lambda: dice.choice(known),
        "half a name": lambda: (lambda name: name[: max(3, len(name) // 2)])(dice.choice(known)),
        "a word": lambda: dice.choice(dice.choice(known).split()),
        "a typo": lambda: swapped(dice, dice.choice(known)),
        "first letters": lambda: dice.choice(known)[: dice.randrange(1, 4)].strip(),
        "a compound": lambda: dice.choice(["Wirtschaftsministerium", "Metallindustrie Bayern", "Energieverband"]),
        "nonsense": lambda: "".join(dice.choices("abcdefghijklmnop", k=9)),
    }


def tell(what, times):
    times = sorted(times)
    print(f"{what:28} median {statistics.median(times):8.2f} ms, 95 % {times[int(len(times) * 0.95)]:8.2f} ms")


def main(binary, initiatives="20000", organisations="50000", participations="400000"):
    with tempfile.TemporaryDirectory() as folder:
        sizes = ["--initiatives", initiatives, "--organisations", organisations, "--participations", participations]
        subprocess.run([binary, "generate", "--data", folder, *sizes], check=True, stdout=subprocess.DEVNULL)
        server = Server(binary, folder)
        server.ask(SEARCH, t="Industrie")
        print(f"first answer of the index {time.time() - server.start:.1f} s after the start, {server.memory()} MiB")
        tell("__typename", [server.ask("{ __typename }")[0] for _ in range(200)])
        dice = random.Random(7)
        kinds = typed(dice, names(server, 2000))
        for title, query in (("search", SEARCH), ("suggest", SUGGEST)):
            times = {kind: [server.ask(query, t=make())[0] for _ in range(60)] for kind, make in kinds.items()}
            for kind, taken in times.items():
                tell(f"{title}: {kind}", taken)
            tell(f"{title}: all", sum(times.values(), []))
        print(f"duplicates, first {server.ask(PAIRS)[0]:.0f} ms, again {server.ask(PAIRS)[0]:.0f} ms")
        tell("a creation that is warned", [server.ask(CREATE, n=f"Stelle {n}")[0] for n in range(40)])
        tell("a creation that is not", [server.ask(APPLY, n=f"Amt {n}")[0] for n in range(40)])
        print(f"duplicates after a change {server.ask(PAIRS)[0]:.0f} ms, {server.memory()} MiB")
        server.process.terminate()
        server.process.wait()


main(*sys.argv[1:])
