"""What a register on etcd costs: reads with one node and with two, commits beside those of a directory, the time until a
commit is seen on every node, and the time until others take over. Three members of etcd and up to three nodes on this machine;
reads are made with wrk, and the CPU of nodes is limited by a control group, which takes root.

    cargo build --release --features etcd
    python3 benches/cluster.py target/release/buendnis
"""

import http.client
import itertools
import json
import os
import re
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse

TOKEN = "a-token-for-this-measurement-alone"
CREATE = "mutation($n: String!) { createOrganisation(input: {name: {de: $n}, kind: OTHER}) { revision } }"
READ = "{ organisations(first: 20) { nodes { name kind initiatives { totalCount } } } }"
NAMES = (f"Amt {n}" for n in itertools.count())
# What a node may use of one core: two of them, three members and wrk have two cores.
SHARE = 0.25
GROUP = "/sys/fs/cgroup/cpu/buendnis-" + str(os.getpid())


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


class Cluster:
    """Three members of etcd."""

    def __init__(self, folder):
        ports = [(free_port(), free_port()) for _ in range(3)]
        peers = ",".join(f"m{n}=http://127.0.0.1:{peer}" for n, (_, peer) in enumerate(ports))
        self.commands = []
        for n, (client, peer) in enumerate(ports):
            client, peer = f"http://127.0.0.1:{client}", f"http://127.0.0.1:{peer}"
            self.commands.append(["etcd", f"--name=m{n}", f"--data-dir={folder}/m{n}", f"--initial-cluster={peers}"]
                + [f"--{kind}-client-urls={client}" for kind in ("listen", "advertise")]
                + [f"--listen-peer-urls={peer}", f"--initial-advertise-peer-urls={peer}"])
        self.clients = [f"127.0.0.1:{client}" for client, _ in ports]
        self.processes = [start(command) for command in self.commands]
        while self.leader() is None:
            time.sleep(0.1)

    def url(self):
        return "etcd://" + ",".join(self.clients)

    def leader(self):
        command = ["etcdctl", "--endpoints", ",".join(self.clients), "endpoint", "status", "-w", "json"]
        told = subprocess.run(command, env=dict(os.environ, ETCDCTL_API="3"), capture_output=True).stdout or b"[]"
        members = [member["Status"] for member in json.loads(told)]
        leads = [n for n, member in enumerate(members) if member["leader"] == member["header"]["member_id"]]
        return leads[0] if len(members) == 3 and leads else None

    def kill(self, member):
        end(self.processes[member])
        return lambda: self.processes.__setitem__(member, start(self.commands[member]))


class Node:
    """The program on a store."""

    def __init__(self, binary, store):
        self.address = f"127.0.0.1:{free_port()}"
        self.command = [binary, "serve", *store, "--listen", self.address, "--max-rate", "0"]
        self.begin()

    def begin(self):
        self.process = start(self.command, stderr=subprocess.PIPE, text=True)
        next(line for line in self.process.stderr if '"serving"' in line)
        threading.Thread(target=lambda log=self.process.stderr: [None for _ in log], daemon=True).start()

    def kill(self):
        end(self.process)
        return self.begin


def start(command, **how):
    how = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL} | how
    return subprocess.Popen(command, env=dict(os.environ, BUENDNIS_EDITOR_TOKEN=TOKEN), **how)


def end(process):
    process.send_signal(signal.SIGKILL)
    process.wait()


class Client:
    """A connection to one node, and to the next when it gives no answer."""

    def __init__(self, nodes):
        self.nodes, self.connection = list(nodes), None

    def ask(self, query, variables, **headers):
        if self.connection is None:
            self.connection = http.client.HTTPConnection(self.nodes[0].address, timeout=15)
        headers |= {"Content-Type": "application/json", "Authorization": f"Bearer {TOKEN}"}
        self.connection.request("POST", "/graphql", json.dumps({"query": query, "variables": variables}), headers)
        return json.loads(self.connection.getresponse().read())

    def create(self):
        """Makes an organisation; its revision."""
        return self.ask(CREATE, {"n": next(NAMES)})["data"]["createOrganisation"]["revision"]

    def insist(self):
        """Makes an organisation, wherever that can be done."""
        while True:
            try:
                return self.create()
            except (OSError, http.client.HTTPException, ValueError, TypeError, KeyError):
                self.nodes.append(self.nodes.pop(0))
                self.connection = None

    def has(self, revision):
        self.ask("{ revision }", {}, **{"Buendnis-Min-Revision": str(revision)})


def timed(work, *arguments):
    """Milliseconds, and what came of it."""
    start = time.perf_counter()
    result = work(*arguments)
    return (time.perf_counter() - start) * 1000, result


def together(works):
    """What each comes to when all are done at once."""
    results = [None] * len(works)
    threads = [threading.Thread(target=lambda n=n, work=work: results.__setitem__(n, work())) for n, work in enumerate(works)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    return results


def tell(what, times):
    times = sorted(times)
    at = lambda part: times[min(len(times) - 1, int(len(times) * part))]
    print(f"{what:44} median {statistics.median(times):7.1f} ms, 95 % {at(0.95):7.1f} ms, 99 % {at(0.99):7.1f} ms", flush=True)


def reads(nodes, seconds=10):
    """Answers a second, of all nodes together, each asked by a wrk of its own and held to its share of a core."""
    for n, node in enumerate(nodes):
        group = f"{GROUP}-{n}"
        os.makedirs(group)
        for name, value in (("cfs_period_us", 20_000), ("cfs_quota_us", int(20_000 * SHARE))):
            with open(f"{group}/cpu.{name}", "w") as limit:
                limit.write(str(value))
        with open(f"{group}/cgroup.procs", "w") as members:
            members.write(str(node.process.pid))
    path = "/graphql?query=" + urllib.parse.quote(READ)
    load = lambda node: ["wrk", "-t1", "-c16", f"-d{seconds}s", f"http://{node.address}{path}"]
    run = lambda node: subprocess.run(load(node), check=True, capture_output=True, text=True).stdout
    told = together([lambda node=node: run(node) for node in nodes])
    for n, node in enumerate(nodes):
        with open("/sys/fs/cgroup/cpu/cgroup.procs", "w") as members:
            members.write(str(node.process.pid))
        os.rmdir(f"{GROUP}-{n}")
    assert not any("Non-2xx" in text for text in told), told
    return sum(float(re.search(r"Requests/sec: +([\d.]+)", text)[1]) for text in told)


def commits(what, nodes, writers, each):
    def write(n):
        client = Client([nodes[n % len(nodes)]])
        return [timed(client.create)[0] for _ in range(each)]

    took, times = timed(together, [lambda n=n: write(n) for n in range(writers)])
    tell(f"{what}, {writers} writing", sum(times, []))
    print(f"{'':44} {writers * each / took * 1000:.0f} changes a second", flush=True)


def visibility(nodes, rounds=300):
    """From a commit's answer until the last of the other nodes has it."""
    writer, others = Client(nodes[:1]), [Client([node]) for node in nodes[1:]]
    times = []
    for _ in range(rounds):
        revision = writer.create()
        times.append(timed(together, [lambda other=other: other.has(revision) for other in others])[0])
    tell("from an answer until every node has it", times)


def gaps(what, nodes, fail, rounds=8):
    """The longest time without an acknowledged change while something is killed, and then comes back."""
    longest = []
    for _ in range(rounds):
        client, answered, stop = Client(nodes), [], threading.Event()

        def write():
            while not stop.is_set():
                client.insist()
                answered.append(time.perf_counter())

        writer = threading.Thread(target=write)
        writer.start()
        time.sleep(2)
        mend = fail()
        time.sleep(8)
        mend()
        time.sleep(3)
        stop.set()
        writer.join()
        longest.append(max(after - before for before, after in itertools.pairwise(answered)) * 1000)
    longest.sort()
    print(f"{what:44} median {statistics.median(longest):7.0f} ms, most {longest[-1]:7.0f} ms, {rounds} times", flush=True)


def main(binary):
    with tempfile.TemporaryDirectory() as folder:
        cluster, nodes = Cluster(folder), []
        directory = Node(binary, ["--data", f"{folder}/directory"])
        nodes.append(Node(binary, ["--store", cluster.url()]))
        nodes += [Node(binary, ["--store", cluster.url()]) for _ in range(2)]
        try:
            for count in (1, 2, 1, 2):
                print(f"{f'{count} nodes, {SHARE:.0%} of a core each':44} {reads(nodes[:count]):.0f} reads a second", flush=True)
            commits("a directory", [directory], 1, 500)
            commits("etcd", nodes[:1], 1, 500)
            commits("a directory", [directory], 16, 100)
            commits("etcd by one node", nodes[:1], 16, 100)
            commits("etcd by three nodes", nodes, 16, 100)
            visibility(nodes)
            gaps("until others lead, the leader of etcd killed", nodes, lambda: cluster.kill(cluster.leader()))
            gaps("until the next node answers, one killed", nodes, lambda: nodes[0].kill())
        finally:
            for process in [directory.process, *(node.process for node in nodes), *cluster.processes]:
                end(process)


main(*sys.argv[1:])
