//! Network namespaces: each member of etcd in one of its own, and a hub with a bridge to all of them, where the nodes and their
//! clients are. Takes root and iproute2; nothing of it is seen or heard outside.

use std::{fs::File, os::fd::AsFd, process::Command};

use rustix::thread::{LinkNameSpaceType, move_into_link_name_space};

use super::support::etcd::Place;

/// The hub and the members around it, as long as it is held.
pub struct Network {
    members: usize,
}

impl Network {
    /// Makes the namespaces and takes this thread into the hub, with all threads that it will start.
    pub fn join(members: usize) -> Self {
        let network = Self { members };
        ip(&format!("netns add {HUB}"));
        ip(&format!("-n {HUB} link set lo up"));
        ip(&format!("-n {HUB} link add name bridge0 type bridge"));
        ip(&format!("-n {HUB} addr add {}/24 dev bridge0", host(members)));
        ip(&format!("-n {HUB} link set bridge0 up"));
        for n in 0..members {
            let member = namespace(n);
            ip(&format!("netns add {member}"));
            ip(&format!("-n {member} link set lo up"));
            ip(&format!("-n {HUB} link add m{n} type veth peer name eth0 netns {member}"));
            ip(&format!("-n {HUB} link set m{n} master bridge0 up"));
            ip(&format!("-n {member} addr add {}/24 dev eth0", host(n)));
            ip(&format!("-n {member} link set eth0 up"));
        }
        let hub = File::open(format!("/run/netns/{HUB}")).unwrap();
        move_into_link_name_space(hub.as_fd(), Some(LinkNameSpaceType::Network)).unwrap();
        network
    }

    pub fn places(&self) -> Vec<Place> {
        (0..self.members).map(|n| Place { host: host(n), within: within(&namespace(n)) }).collect()
    }

    /// What a command begins with that is to run in the hub.
    pub fn hub(&self) -> Vec<String> {
        within(HUB)
    }

    /// Parts a member from everybody, or brings it back.
    pub fn part(&self, member: usize, cut: bool) {
        ip(&format!("-n {HUB} link set m{member} {}", if cut { "down" } else { "up" }));
    }

    /// Parts two members from each other, whom everybody else goes on hearing, or brings them together again.
    pub fn part_two(&self, members: [usize; 2], cut: bool) {
        for [one, other] in [members, [members[1], members[0]]] {
            let verb = if cut { "add" } else { "del" };
            ip(&format!("-n {} route {verb} blackhole {}/32", namespace(one), host(other)));
        }
    }
}

impl Drop for Network {
    fn drop(&mut self) {
        (0..self.members).for_each(|n| ip(&format!("netns del {}", namespace(n))));
        ip(&format!("netns del {HUB}"));
    }
}

const HUB: &str = "buendnis-hub";

fn namespace(member: usize) -> String {
    format!("buendnis-m{member}")
}

fn host(number: usize) -> String {
    format!("10.213.0.{}", number + 1)
}

fn within(namespace: &str) -> Vec<String> {
    ["ip", "netns", "exec", namespace].map(str::to_owned).to_vec()
}

fn ip(arguments: &str) {
    let status = Command::new("ip").args(arguments.split(' ')).status().unwrap();
    assert!(status.success(), "ip {arguments}");
}
