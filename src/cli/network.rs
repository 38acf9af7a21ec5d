//! `buendnis export network`.

use std::{
    fs::File,
    io::{self, BufWriter, ErrorKind, Write},
    path::{Path, PathBuf},
    sync::Arc,
};

use clap::Args;

use super::{
    Data, Failure,
    open::{Fill, open},
    print,
};
use crate::{
    network::Network,
    search::Index,
    transfer::graph::{self, Drawing, Format, Parameters, Table, Written, as_parameters},
};

/// Who hangs together with whom, for Gephi, NetworkX, igraph, Cytoscape and Graphviz. Words are those of the API; lists are
/// joined by commas.
#[derive(Args)]
pub struct Options {
    #[command(flatten)]
    data: Data,
    /// What the nodes are: ORGANISATIONS, INITIATIVES, STATES, or organisations and initiatives both, TWO_MODE.
    #[arg(long, value_name = "PROJECTION")]
    projection: Option<String>,
    /// How strong a tie is: SHARED, NEWMAN or JACCARD.
    #[arg(long, value_name = "WEIGHTING")]
    weighting: Option<String>,
    /// Count branches as their umbrella organisation.
    #[arg(long)]
    roll_up: bool,
    /// Keep groups that are named only as such.
    #[arg(long)]
    include_collectives: bool,
    /// Leave out weaker ties.
    #[arg(long, value_name = "WEIGHT")]
    min_weight: Option<String>,
    /// Only participations in these roles.
    #[arg(long, value_name = "ROLES")]
    roles: Option<String>,
    /// Only organisations of these kinds.
    #[arg(long, value_name = "KINDS")]
    organisation_kinds: Option<String>,
    /// Only initiatives of these states, such as BW,HE.
    #[arg(long, value_name = "CODES")]
    states: Option<String>,
    /// Only initiatives of these kinds.
    #[arg(long, value_name = "KINDS")]
    kinds: Option<String>,
    /// Only initiatives of these statuses.
    #[arg(long, value_name = "STATUSES")]
    statuses: Option<String>,
    /// Only initiatives with one of these topics.
    #[arg(long, value_name = "TOPICS")]
    topics: Option<String>,
    /// Only initiatives in which one of these organisations takes part (ids or slugs).
    #[arg(long, value_name = "ORGANISATIONS")]
    participants: Option<String>,
    /// Only initiatives to which an organisation of one of these kinds is linked.
    #[arg(long, value_name = "KINDS")]
    participant_kinds: Option<String>,
    /// Only initiatives and participations under way at some moment of this date.
    #[arg(long, value_name = "DATE")]
    active_on: Option<String>,
    /// Only initiatives that may have started on this date or later.
    #[arg(long, value_name = "DATE")]
    started_from: Option<String>,
    /// Only initiatives that may have started on this date or earlier.
    #[arg(long, value_name = "DATE")]
    started_to: Option<String>,
    /// Only initiatives with at least so many participations.
    #[arg(long, value_name = "NUMBER")]
    min_participations: Option<String>,
    /// Only initiatives with all of these words, found as `search` finds them.
    #[arg(long, value_name = "WORDS")]
    text: Option<String>,
    /// Of CSV, the table of edges or of nodes.
    #[arg(long, value_name = "TABLE")]
    table: Option<String>,
    /// The format, where the name of the file does not tell it.
    #[arg(long, value_parser = Format::ALL.map(Format::extension))]
    format: Option<String>,
    /// The file to write: `.graphml`, `.gexf`, `.dot`, `.csv` or `.json`; standard output if left out.
    #[arg(value_name = "OUT")]
    out: Option<PathBuf>,
}

impl Options {
    /// The options under their names in the API, those that are given.
    fn parameters(&self) -> impl Iterator<Item = (&str, &str)> {
        let switch = |on: bool| on.then_some("true");
        let all = [
            ("projection", self.projection.as_deref()),
            ("weighting", self.weighting.as_deref()),
            ("rollUp", switch(self.roll_up)),
            ("includeCollectives", switch(self.include_collectives)),
            ("minWeight", self.min_weight.as_deref()),
            ("roles", self.roles.as_deref()),
            ("organisationKinds", self.organisation_kinds.as_deref()),
            ("states", self.states.as_deref()),
            ("kinds", self.kinds.as_deref()),
            ("statuses", self.statuses.as_deref()),
            ("topics", self.topics.as_deref()),
            ("participants", self.participants.as_deref()),
            ("participantKinds", self.participant_kinds.as_deref()),
            ("activeOn", self.active_on.as_deref()),
            ("startedFrom", self.started_from.as_deref()),
            ("startedTo", self.started_to.as_deref()),
            ("minParticipations", self.min_participations.as_deref()),
            ("text", self.text.as_deref()),
            ("table", self.table.as_deref()),
        ];
        all.into_iter().filter_map(|(name, value)| Some((name, value?)))
    }

    /// The format by its own option, else by the name of the file.
    fn format(&self) -> Result<Format, Failure> {
        let ending = self.out.as_deref().and_then(Path::extension).map(|ending| ending.to_string_lossy());
        let name = self.format.as_deref().or(ending.as_deref());
        let known = Format::ALL.into_iter().find(|format| Some(format.extension()) == name);
        known.ok_or(Failure::UnknownNetworkFormat)
    }
}

pub fn run(options: &Options) -> Result<(), Failure> {
    let format = options.format()?;
    let mut parameters = Parameters::read(options.parameters()).map_err(Failure::Network)?;
    let register = open(&options.data.place()?, Fill::Bundled)?.snapshot();
    if parameters.text.is_some() {
        parameters.look_up(&Arc::new(Index::of(&register)), &register);
    }
    let Parameters { filter, options: drawn, table, .. } = parameters;
    let network = Network::new(register, Some(filter), drawn).map_err(as_parameters).map_err(Failure::Network)?;
    match &options.out {
        Some(path) => to_file(&network, format, table, path),
        None => to_standard_output(&network, format, table),
    }
}

fn to_file(network: &Network, format: Format, table: Table, path: &Path) -> Result<(), Failure> {
    let write = || {
        let mut out = BufWriter::new(File::create(path)?);
        let written = graph::write(&Drawing::of(network), format, table, &mut out)?;
        out.flush()?;
        Ok(written)
    };
    let Written { nodes, ties } = write().map_err(|error| Failure::Export(path.to_owned(), error))?;
    print(&format!("`{}` has {nodes} nodes and {ties} ties\n", path.display()))
}

/// A reader that has seen enough is no failure.
fn to_standard_output(network: &Network, format: Format, table: Table) -> Result<(), Failure> {
    let mut out = BufWriter::new(io::stdout().lock());
    match graph::write(&Drawing::of(network), format, table, &mut out).and_then(|_| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(Failure::Output(error)),
        _ => Ok(()),
    }
}
