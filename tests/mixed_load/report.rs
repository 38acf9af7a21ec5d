//! What the load came to: its first and its last quarter beside each other.

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

/// One request.
pub struct Sample {
    pub kind: &'static str,
    pub at: Instant,
    pub took: Duration,
    /// What was answered, if that is not what was asked for.
    pub failure: Option<String>,
}

pub struct Report {
    start: Instant,
    time: Duration,
    samples: Vec<Sample>,
    /// In kB.
    memory: Vec<(Instant, u64)>,
    /// How many changes each follower got.
    followed: Vec<u64>,
}

/// Requests of one kind in one quarter.
struct Figures {
    count: usize,
    median: Duration,
    p99: Duration,
}

impl Report {
    pub fn new(time: Duration) -> Self {
        Self { start: Instant::now(), time, samples: Vec::new(), memory: Vec::new(), followed: Vec::new() }
    }

    pub fn add(&mut self, samples: Vec<Sample>) {
        self.samples.extend(samples);
    }

    pub fn memory(&mut self, kilobytes: u64) {
        self.memory.push((Instant::now(), kilobytes));
    }

    pub fn follow(&mut self, followed: Vec<u64>) {
        self.followed = followed;
    }

    fn is_first(&self, at: Instant) -> bool {
        at < self.start + self.time / 4
    }

    fn is_last(&self, at: Instant) -> bool {
        at >= self.start + self.time * 3 / 4
    }

    /// The kinds of requests in the first and in the last quarter.
    fn figures(&self) -> BTreeMap<&'static str, [Figures; 2]> {
        let mut kinds: BTreeMap<&'static str, [Vec<Duration>; 2]> = BTreeMap::new();
        for sample in &self.samples {
            let [first, last] = kinds.entry(sample.kind).or_default();
            if self.is_first(sample.at) {
                first.push(sample.took);
            } else if self.is_last(sample.at) {
                last.push(sample.took);
            }
        }
        kinds.into_iter().map(|(kind, quarters)| (kind, quarters.map(figures))).collect()
    }

    /// The most memory in the first and in the last quarter, in kB.
    fn most_memory(&self) -> [u64; 2] {
        let most = |of: &dyn Fn(Instant) -> bool| {
            let within = self.memory.iter().filter(|(at, _)| of(*at)).map(|(_, kilobytes)| *kilobytes);
            within.max().unwrap_or_default()
        };
        [most(&|at| self.is_first(at)), most(&|at| self.is_last(at))]
    }

    pub fn print(&self) {
        println!("{} s; the first and the last quarter", self.time.as_secs());
        println!("{:10} {:>9} {:>9} | {:>9} {:>9} | {:>9} {:>9}", "", "requests", "", "median ms", "", "p99 ms", "");
        let ms = |time: Duration| time.as_secs_f64() * 1_000.0;
        for (kind, [first, last]) in self.figures() {
            print!("{kind:10} {:9} {:9} | ", first.count, last.count);
            println!("{:9.2} {:9.2} | {:9.2} {:9.2}", ms(first.median), ms(last.median), ms(first.p99), ms(last.p99));
        }
        let [first, last] = self.most_memory().map(|kilobytes| kilobytes / 1024);
        println!("memory at most: {first} MiB, {last} MiB; changes that followers got: {:?}", self.followed);
        println!("failures: {} of {}", self.failures().count(), self.samples.len());
    }

    fn failures(&self) -> impl Iterator<Item = &str> {
        self.samples.iter().filter_map(|sample| sample.failure.as_deref())
    }

    pub fn check(&self) {
        let failures: Vec<&str> = self.failures().take(5).collect();
        assert!(failures.is_empty(), "{failures:#?}");
        assert!(self.followed.iter().all(|changes| *changes > 0), "{:?}", self.followed);
        // A few seconds say nothing about memory and times.
        if self.time < Duration::from_secs(300) {
            return;
        }
        let [first, last] = self.most_memory();
        assert!(last < first + first / 10 + 16 * 1024, "memory grew from {first} to {last} kB");
        for (kind, [first, last]) in self.figures() {
            let most = first.p99 * 2 + Duration::from_millis(20);
            assert!(last.p99 < most, "{kind}: p99 went from {:?} to {:?}", first.p99, last.p99);
        }
    }
}

fn figures(mut times: Vec<Duration>) -> Figures {
    times.sort_unstable();
    let at = |share: f64| times.get(((times.len() as f64 - 1.0) * share).round() as usize).copied().unwrap_or_default();
    Figures { count: times.len(), median: at(0.5), p99: at(0.99) }
}
