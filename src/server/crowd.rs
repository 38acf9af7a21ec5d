//! How many connections one client has.

use std::{
    collections::{HashMap, hash_map::Entry},
    net::IpAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use super::rate::whose;

/// Those who are connected, each as often as it is.
#[derive(Debug)]
pub struct Crowd {
    limit: usize,
    counts: Mutex<HashMap<IpAddr, usize>>,
}

/// A connection of a client, counted until this is dropped.
#[derive(Debug)]
pub struct Member {
    crowd: Arc<Crowd>,
    client: IpAddr,
}

impl Crowd {
    /// Each client may have so many connections, any number if that is 0.
    pub fn new(limit: usize) -> Self {
        Self { limit, counts: Mutex::default() }
    }

    /// Counts one more connection of `client`, unless that is one too many.
    pub fn enter(self: &Arc<Self>, client: IpAddr) -> Option<Member> {
        let client = whose(client);
        let mut counts = self.lock();
        let count = counts.entry(client).or_default();
        if self.limit > 0 && *count >= self.limit {
            return None;
        }
        *count += 1;
        Some(Member { crowd: self.clone(), client })
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<IpAddr, usize>> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Member {
    fn drop(&mut self) {
        if let Entry::Occupied(mut count) = self.crowd.lock().entry(self.client) {
            *count.get_mut() -= 1;
            if *count.get() == 0 {
                count.remove();
            }
        }
    }
}
