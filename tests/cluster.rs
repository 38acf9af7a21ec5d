//! Three members of etcd and three nodes on one register, while members and nodes are killed and stopped under load: nothing
//! that was acknowledged is lost, nothing is done twice, and everybody sees the same.
#![cfg(feature = "etcd")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "what a test does not expect fails it")]

#[path = "cluster/guarded.rs"]
mod guarded;
#[path = "cluster/history.rs"]
mod history;
#[path = "cluster/namespaces.rs"]
mod namespaces;
#[path = "cluster/node.rs"]
mod node;
mod support;
#[path = "cluster/work.rs"]
mod work;

use std::{
    collections::{BTreeMap, HashMap},
    convert::Infallible,
    env,
    thread::sleep,
    time::{Duration, Instant},
};

use buendnis::{
    register::verify,
    store::{Etcd, Store},
};
use etcd_client::{AlarmAction, AlarmOptions, AlarmType, Client};
use namespaces::Network;
use node::{Node, Nodes};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde_json::{Value, json};
use support::etcd::{Cluster, Options};
use work::Work;

/// How long a client waits for a cluster that is in order to show it what was changed elsewhere.
const PATIENCE: Duration = Duration::from_secs(60);

#[test]
fn nodes_share_a_register() {
    let cluster = Cluster::start(1);
    let nodes = Nodes::start(&cluster, 2);
    let made =
        nodes.of(0).change("createOrganisation", &json!({ "slug": "x-ag", "name": { "de": "X" }, "kind": "COMPANY" }));
    let revision = made["revision"].as_u64().unwrap();
    let seen = nodes.of(1).ask_from(revision, r#"{ organisation(slug: "x-ag") { name history { nodes { actor } } } }"#);
    assert_eq!(seen["data"]["organisation"]["name"], "X", "{seen}");
    assert_eq!(seen["data"]["organisation"]["history"]["nodes"][0]["actor"], "environment editor", "{seen}");
    let undone =
        nodes.of(1).post(&json!({ "query": format!("mutation {{ revert(revision: {revision}) {{ revision }} }}") }));
    let undone = undone["data"]["revert"]["revision"].as_u64().unwrap_or_else(|| panic!("{undone}"));
    let gone = nodes.of(0).ask_from(undone, r#"{ organisation(slug: "x-ag") { id } }"#);
    assert_eq!(gone["data"]["organisation"], Value::Null, "{gone}");
    assert_eq!(nodes.of(0).export(), nodes.of(1).export());
}

#[test]
fn a_revision_that_no_node_has_is_waited_for_and_then_refused() {
    let cluster = Cluster::start(1);
    let nodes = Nodes::start(&cluster, 1);
    for (wanted, status) in [("0", 200), ("999999", 503), ("many", 400)] {
        let answer = nodes.of(0).send("{ revision }", &[("Buendnis-Min-Revision", wanted)]).unwrap();
        assert_eq!(answer.status, status, "{wanted}: {answer:?}");
    }
}

#[test]
fn a_token_that_is_revoked_at_one_place_is_refused_at_every_node() {
    let cluster = Cluster::start(1);
    let nodes = Nodes::start(&cluster, 2);
    let token = nodes.command(&["token", "add", "anna", "--role", "editor"]);
    let viewer = |node: &Node| node.send_as(token.trim(), "{ viewer { name } }").unwrap();
    for node in nodes.all() {
        node.wait_until(|node| viewer(node).json()["data"]["viewer"]["name"] == "anna");
    }
    nodes.command(&["token", "revoke", "anna"]);
    for node in nodes.all() {
        node.wait_until(|node| viewer(node).status == 401);
    }
}

/// Reads go on and say how old they are; writes are refused quickly; all goes on by itself.
#[test]
fn without_etcd_a_node_reads_on_and_says_how_old_it_is() {
    let mut cluster = Cluster::start(1);
    let nodes = Nodes::start_with(&cluster, 1, &["--max-staleness", "3"]);
    let node = nodes.of(0);
    cluster.kill(0);
    node.wait_until(|node| node.get("/readyz").status == 503);
    let read = node.send("{ revision }", &[]).unwrap();
    assert_eq!(read.status, 200, "{read:?}");
    assert!(read.header("buendnis-age").unwrap().parse::<u64>().unwrap() >= 3, "{read:?}");
    node.wait_until(|node| node.age() > Duration::from_secs(6));
    let start = Instant::now();
    let refused = node.create("y-ag", "a-key");
    assert_eq!(refused.json()["errors"][0]["extensions"]["code"], "UNAVAILABLE", "{refused:?}");
    assert!(start.elapsed() < Duration::from_secs(4), "{:?}", start.elapsed());
    cluster.begin(0);
    node.wait_until(|node| node.get("/readyz").status == 200);
    // The same request, under the same key: whether the first one came through in the end or not, it is there once.
    let made = node.create("y-ag", "a-key");
    assert!(made.json()["errors"].is_null(), "{made:?}");
    assert!(node.send("{ revision }", &[]).unwrap().header("buendnis-age").is_none());
}

#[test]
fn a_register_goes_from_a_directory_to_a_cluster_and_back() {
    let (cluster, directory) = (Cluster::start(1), tempfile::tempdir().unwrap());
    let path = |name: &str| directory.path().join(name).display().to_string();
    let run = |arguments: &[&str]| node::run(arguments, &[]);
    run(&["query", "--data", &path("one"), "{ revision }"]);
    run(&["backup", "--data", &path("one"), &path("first.backup")]);
    run(&["restore", "--store", &cluster.url(), &path("first.backup")]);
    run(&["verify", "--store", &cluster.url()]);
    run(&["backup", "--store", &cluster.url(), &path("second.backup")]);
    run(&["restore", "--data", &path("two"), &path("second.backup")]);
    let export = |place: &[&str]| run(&[&["export"], place].concat());
    let one = export(&["--data", &path("one")]);
    assert!(one.lines().count() > 250, "{one}");
    assert_eq!(one, export(&["--store", &cluster.url()]));
    assert_eq!(one, export(&["--data", &path("two")]));
    let occupied = node::fail(&["restore", "--store", &cluster.url(), &path("first.backup")]);
    assert!(occupied.contains("there is a register") && occupied.contains("prefix"), "{occupied}");
}

/// The bundled register came in one change set into the directory, and comes in many into a cluster: one that was restored is
/// as full as one that was filled there, and nothing is put over what editors have made of it.
#[test]
fn a_restored_register_is_not_filled_again() {
    let (cluster, directory) = (Cluster::start(1), tempfile::tempdir().unwrap());
    let path = |name: &str| directory.path().join(name).display().to_string();
    let store = ["--store", &cluster.url()];
    node::run(&["query", "--data", &path("one"), "{ revision }"], &[]);
    node::run(&["backup", "--data", &path("one"), &path("first.backup")], &[]);
    node::run(&["restore", &path("first.backup")], &store);
    let renamed =
        json!({ "type": "organisation", "slug": "ig-metall", "name": { "de": "Neu" }, "kind": "TRADE_UNION" });
    std::fs::write(path("new.ndjson"), renamed.to_string()).unwrap();
    node::run(&["import", &path("new.ndjson")], &store);
    let asked = node::run(&["query", r#"{ revision organisation(slug: "ig-metall") { name } }"#], &store);
    let answer: Value = serde_json::from_str(&asked).unwrap();
    assert_eq!(answer["data"], json!({ "revision": 2, "organisation": { "name": "Neu" } }));
}

/// Nodes that start at once on an empty cluster make one register of it.
#[test]
fn nodes_that_start_together_fill_it_once() {
    let cluster = Cluster::start(1);
    let fill = || {
        node::run(&["query", "{ revision statistics { initiatives participations } }"], &["--store", &cluster.url()])
    };
    let answers: Vec<String> = std::thread::scope(|scope| {
        let nodes: Vec<_> = (0..3).map(|_| scope.spawn(fill)).collect();
        nodes.into_iter().map(|node| node.join().unwrap()).collect()
    });
    let last: Value = serde_json::from_str(&fill()).unwrap();
    let log = Etcd::open(&cluster.address("buendnis/")).unwrap().log(0, usize::MAX).unwrap();
    let notes: Vec<&str> = log.iter().map(|set| set.note.as_deref().unwrap()).collect();
    let expected: Vec<String> = (1..=log.len()).map(|n| format!("portion {n} of {}", log.len())).collect();
    assert_eq!(notes, expected);
    assert_eq!(last["data"]["revision"], log.len());
    assert!(answers.iter().all(|answer| serde_json::from_str::<Value>(answer).unwrap() == last), "{answers:?}");
}

#[test]
fn a_restore_that_was_cut_off_is_known_and_begun_again() {
    let (cluster, directory) = (Cluster::start(1), tempfile::tempdir().unwrap());
    let path = |name: &str| directory.path().join(name).display().to_string();
    let url = cluster.url();
    node::run(&["query", "--data", &path("one"), "{ revision }"], &[]);
    node::run(&["backup", "--data", &path("one"), &path("whole.backup")], &[]);
    let whole = std::fs::read(path("whole.backup")).unwrap();
    std::fs::write(path("half.backup"), &whole[..whole.len() / 2]).unwrap();
    node::fail(&["restore", "--store", &url, &path("half.backup")]);
    let unfinished = node::fail(&["verify", "--store", &url]);
    assert!(unfinished.contains("not to its end") && unfinished.contains("restore the backup again"), "{unfinished}");
    node::run(&["restore", &path("whole.backup")], &["--store", &url]);
    node::run(&["verify"], &["--store", &url]);
}

#[test]
fn what_is_not_there_is_named() {
    let cluster = Cluster::start(1);
    let url = cluster.url();
    let cases = [
        (vec!["verify", "--store", &url, "--prefix", "mistyped/"], ["there is no register", "--prefix"]),
        (vec!["backup", "--store", &url, "--prefix", "mistyped/", "x"], ["there is no register", "--prefix"]),
        (vec!["verify", "--store", "etcd://127.0.0.1:1"], ["cannot read the store", "see whether etcd runs"]),
        (vec!["verify", "--store", "http://127.0.0.1"], ["does not name a store", "etcd://host1:2379"]),
        (vec!["verify", "--store", "etcd://127.0.0.1"], ["does not name a store", "host:2379"]),
        (vec!["verify", "--store", &url, "--store-user", "anna"], ["password", "BUENDNIS_STORE_PASSWORD"]),
        (vec!["recover", "--store", &url], ["data directory", "leave out --store"]),
    ];
    for (arguments, parts) in cases {
        let said = node::fail(&arguments);
        for part in parts {
            assert!(said.contains(part), "{arguments:?} does not say `{part}`: {said}");
        }
    }
}

/// etcd forgets whom it gave a token when it starts anew, and after a while without a call. A node that went on showing the one
/// it had was refused until it was started anew itself.
#[test]
fn nodes_work_over_tls_in_the_name_of_a_user_and_go_on_when_etcd_forgets_them() {
    let (mut cluster, certificates) = guarded::start();
    let files = ["ours.pem", "node.pem", "node-key.pem"].map(|name| certificates.path(name));
    let [ca, cert, key] = &files;
    let options = ["--store-ca", ca, "--store-cert", cert, "--store-key", key, "--store-user", guarded::USER];
    let nodes = Nodes::start_with(&cluster, 2, &options);
    let is_seen_elsewhere = |slug: &str| {
        let made = nodes.of(0).create(slug, slug).json();
        let revision = made["data"]["createOrganisation"]["revision"].as_u64().unwrap_or_else(|| panic!("{made}"));
        let seen = nodes.of(1).ask_from(revision, &format!(r#"{{ organisation(slug: "{slug}") {{ name }} }}"#));
        assert_eq!(seen["data"]["organisation"]["name"], slug, "{seen}");
    };
    is_seen_elsewhere("first");
    nodes.all().zip(0..).for_each(|(_, node)| nodes.signal(node, "-STOP"));
    sleep(Duration::from_secs(4));
    nodes.all().zip(0..).for_each(|(_, node)| nodes.signal(node, "-CONT"));
    is_seen_elsewhere("after-a-pause");
    cluster.kill(0);
    cluster.begin(0);
    nodes.of(0).wait_until(|node| !node.create("after-a-restart", "a-key").json()["data"].is_null());
    is_seen_elsewhere("at-last");
}

#[test]
fn what_keeps_a_node_out_is_named_with_the_option_to_look_at() {
    let (cluster, certificates) = guarded::start();
    let url = cluster.url();
    let files = ["ours.pem", "other.pem", "node.pem", "node-key.pem"].map(|name| certificates.path(name));
    let [ca, other, cert, key] = files.each_ref().map(String::as_str);
    let identity = ["--store-cert", cert, "--store-key", key];
    let in_tls = [&["--store-ca", ca], &identity[..]].concat();
    let as_user = |user| [&in_tls[..], &["--store-user", user]].concat();
    let (password, wrong) = (node::PASSWORD, "wrong");
    let cases = [
        ("plain", vec![], password, ["give --store-ca if it wants TLS"; 2]),
        ("authority", [&["--store-ca", other], &identity[..]].concat(), password, ["--store-ca", "UnknownIssuer"]),
        ("no certificate", vec!["--store-ca", ca], password, ["--store-cert"; 2]),
        ("no user", in_tls.clone(), password, ["--store-user", "permission denied"]),
        ("password", as_user(guarded::USER), wrong, ["BUENDNIS_STORE_PASSWORD", "authentication failed"]),
        ("role", as_user(guarded::STRANGER), password, ["--store-user", "permission denied"]),
        (
            "prefix",
            [as_user(guarded::USER), vec!["--prefix", "x/"]].concat(),
            password,
            ["--prefix", "permission denied"],
        ),
    ];
    for (case, options, password, parts) in cases {
        let start = Instant::now();
        let arguments = [&["verify", "--store", &url][..], &options].concat();
        let said = node::fail_with(&arguments, &[("BUENDNIS_STORE_PASSWORD", password)]);
        assert!(start.elapsed() < Duration::from_secs(10), "{case}: {:?}", start.elapsed());
        for part in parts {
            assert!(said.contains(part), "{case} does not say `{part}`: {said}");
        }
    }
}

/// Reads go on, writes are refused with the reason in the log, and go on when etcd has been given room.
#[test]
fn an_etcd_without_room_takes_no_changes_until_it_has_some() {
    let options = vec![("quota-backend-bytes", (1 << 20).to_string())];
    let cluster = Cluster::start_with(1, Options { options, ..Options::default() });
    let nodes = Nodes::start(&cluster, 1);
    let node = nodes.of(0);
    assert!(node.create("before", "before").json()["errors"].is_null());
    let fill = async |mut client: Client| loop {
        client.put("other/filling", vec![0; 100_000], None).await?;
    };
    let full = cluster.ask::<Infallible>(0, fill).unwrap_err();
    assert!(full.to_string().contains("database space exceeded"), "{full}");
    let refused = node.create("meanwhile", "meanwhile").json();
    assert_eq!(refused["errors"][0]["extensions"]["code"], "UNAVAILABLE", "{refused}");
    assert_eq!(node.send("{ revision }", &[]).unwrap().json()["data"]["revision"], 1);
    node.wait_until(|node| node.log().contains("raise its --quota-backend-bytes"));
    let make_room = async |mut client: Client| {
        let deleted = client.delete("other/filling", None).await?;
        let (revision, member) = deleted.header().map(|header| (header.revision(), header.member_id())).unwrap();
        client.compact(revision, None).await?;
        client.defragment().await?;
        let mut here = AlarmOptions::new();
        here.with_member(member);
        client.alarm(AlarmAction::Deactivate, AlarmType::Nospace, Some(here)).await
    };
    cluster.ask(0, make_room).unwrap();
    let made = node.create("meanwhile", "meanwhile").json();
    assert!(made["errors"].is_null(), "{made}");
}

/// A file larger than a transaction goes in by portions; what others changed since is left when it is done again.
#[test]
fn an_import_goes_in_by_portions_and_is_not_repeated() {
    let cluster = Cluster::start(1);
    let nodes = Nodes::start(&cluster, 1);
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("many.ndjson");
    let line = |n: u32| json!({ "type": "organisation", "slug": format!("o-{n}"), "name": { "de": format!("O {n}") }, "kind": "COMPANY" });
    let mut lines: Vec<String> = (0..150).map(|n| line(n).to_string()).collect();
    // A branch before its umbrella.
    lines.insert(0, json!({ "type": "organisation", "slug": "branch", "name": { "de": "B" }, "kind": "COMPANY", "parent": "o-149" }).to_string());
    std::fs::write(&file, lines.join("\n")).unwrap();
    let file = file.display().to_string();
    let first = nodes.command(&["import", &file]);
    assert!(first.starts_with("151 records created"), "{first}");
    let renamed =
        r#"mutation { updateOrganisation(organisation: {slug: "o-3"}, input: {name: {de: "Neu"}}) { revision } }"#;
    let renamed =
        nodes.of(0).post(&json!({ "query": renamed }))["data"]["updateOrganisation"]["revision"].as_u64().unwrap();
    nodes.command(&["import", &file]);
    let kept = nodes.of(0).ask_from(renamed, r#"{ organisation(slug: "o-3") { name } }"#);
    assert_eq!(kept["data"]["organisation"]["name"], "Neu", "{kept}");
    let refused = nodes.of(0).post(&json!({
        "query": "mutation($steps: [ChangeInput!]!) { applyChanges(changes: $steps) { revision } }",
        "variables": { "steps": (0..200).map(|n| json!({ "createOrganisation": { "slug": format!("p-{n}"), "name": { "de": "P" }, "kind": "COMPANY" } })).collect::<Vec<_>>() },
    }));
    let error = &refused["errors"][0];
    assert_eq!(error["extensions"]["code"], "LIMIT_EXCEEDED", "{refused}");
    assert!(error["message"].as_str().unwrap().contains("128"), "{refused}");
    let posted = nodes.of(0).import(&std::fs::read_to_string(&file).unwrap().replace("o-", "q-"));
    let error = &posted.json()["errors"][0];
    assert_eq!((posted.status, error["extensions"]["code"].as_str()), (413, Some("LIMIT_EXCEEDED")), "{posted:?}");
    assert!(error["message"].as_str().unwrap().contains("128"), "{posted:?}");
}

/// Two rounds in the tests, thirty with `BUENDNIS_CLUSTER_ROUNDS=30`.
#[test]
fn what_was_acknowledged_outlives_members_and_nodes() {
    let rounds: u32 = env::var("BUENDNIS_CLUSTER_ROUNDS").map_or(2, |rounds| rounds.parse().unwrap());
    let seed: u64 =
        env::var("BUENDNIS_CLUSTER_SEED").map_or_else(|_| std::process::id().into(), |seed| seed.parse().unwrap());
    println!("BUENDNIS_CLUSTER_SEED={seed}");
    let mut dice = ChaCha8Rng::seed_from_u64(seed);
    let mut cluster = Cluster::start(3);
    let mut nodes = Nodes::start(&cluster, 3);
    let work = Work::begin(&nodes);
    for round in 0..rounds {
        let done = fault(&mut dice, &mut cluster, &mut nodes);
        println!("round {round}: {done}, {} acknowledged so far", work.acknowledged());
        cluster.wait_until_healthy();
        nodes.wait_until_ready();
    }
    check_end(work, nodes, &cluster);
}

/// Three times each: the leader parted from everybody, another member, and the leader and another from each other alone.
#[test]
#[ignore = "takes root: it makes network namespaces"]
fn what_was_acknowledged_outlives_partitions() {
    let network = Network::join(3);
    let cluster = Cluster::start_with(3, Options { places: network.places(), ..Options::default() });
    let nodes = Nodes::start_within(&network.hub(), &cluster, 3, &[]);
    let work = Work::begin(&nodes);
    for round in 0..9 {
        let leader = cluster.leader().unwrap();
        let other = (leader + 1) % cluster.len();
        let part = |cut| match round % 3 {
            0 => network.part(leader, cut),
            1 => network.part(other, cut),
            _ => network.part_two([leader, other], cut),
        };
        let before = work.acknowledged();
        part(true);
        sleep(Duration::from_secs(4));
        println!("round {round}: {} acknowledged during the partition", work.acknowledged() - before);
        part(false);
        cluster.wait_until_healthy();
        nodes.wait_until_ready();
    }
    check_end(work, nodes, &cluster);
}

/// Whether all that was done is one story, and the same everywhere.
fn check_end(work: Work, nodes: Nodes, cluster: &Cluster) {
    let done = work.end();
    println!("{}", history::check(&done));
    let newest = done.writes.iter().map(|write| write.revision).max().unwrap();
    let exports: Vec<String> = nodes
        .all()
        .map(|node| {
            node.ask_from(newest, "{ revision }");
            node.export()
        })
        .collect();
    assert!(exports.windows(2).all(|pair| pair[0] == pair[1]), "the nodes are not equal");
    drop(nodes);
    check_store(&Etcd::open(&cluster.address("buendnis/")).unwrap(), &done, &exports[0]);
}

/// One thing going wrong, and mended again while the work goes on.
fn fault(dice: &mut ChaCha8Rng, cluster: &mut Cluster, nodes: &mut Nodes) -> String {
    let (member, node) = (dice.random_range(0..cluster.len()), dice.random_range(0..3));
    let leader = cluster.leader().unwrap_or(member);
    let while_down = Duration::from_millis(dice.random_range(500..4_000));
    match dice.random_range(0..6) {
        0 => {
            cluster.kill(member);
            sleep(while_down);
            cluster.begin(member);
            format!("member {member} killed")
        }
        1 => {
            cluster.kill(leader);
            sleep(while_down);
            cluster.begin(leader);
            format!("leader {leader} killed")
        }
        2 => {
            cluster.signal(member, "-STOP");
            sleep(while_down);
            cluster.signal(member, "-CONT");
            format!("member {member} stopped for {while_down:?}")
        }
        3 => {
            cluster.signal(leader, "-STOP");
            sleep(while_down);
            cluster.signal(leader, "-CONT");
            format!("leader {leader} stopped for {while_down:?}")
        }
        4 => {
            nodes.kill(node);
            sleep(while_down);
            nodes.begin(node);
            format!("node {node} killed")
        }
        _ => {
            nodes.signal(node, "-STOP");
            sleep(while_down);
            nodes.signal(node, "-CONT");
            format!("node {node} stopped for {while_down:?}")
        }
    }
}

/// Whether the store has every acknowledged write at its revision and once, and counted as often as it was told.
fn check_store(store: &Etcd, done: &work::Done, export: &str) {
    verify(store).unwrap();
    let log = store.log(0, usize::MAX).unwrap();
    assert!(log.iter().zip(1..).all(|(set, revision)| set.revision == revision), "the log has gaps");
    let mut made: HashMap<String, u64> = HashMap::new();
    for set in &log {
        for change in &set.changes {
            if let (None, Some(buendnis::model::Record::Organisation(organisation))) = (change.before(), change.after())
            {
                let before = made.insert(organisation.slug.to_string(), set.revision);
                assert_eq!(before, None, "{} was made twice", organisation.slug);
            }
        }
    }
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    for write in &done.writes {
        match &write.made {
            Some(slug) => assert_eq!(made.get(slug), Some(&write.revision), "{slug}"),
            None => *counts.entry(work::COUNTER).or_default() += 1,
        }
    }
    let counter = export.lines().find(|line| line.contains(&format!("\"{}\"", work::COUNTER))).unwrap();
    let counter: Value = serde_json::from_str(counter).unwrap();
    assert_eq!(counter["shortName"], counts[work::COUNTER].to_string(), "{counter}");
}
