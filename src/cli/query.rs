//! `buendnis query`.

use std::sync::Arc;

use async_graphql::{Request, Variables};
use clap::Args;

use super::{
    Data, Failure,
    open::{Fill, open},
    print,
};
use crate::{
    schema::{Answer, schema},
    search::Search,
};

#[derive(Args)]
pub struct Options {
    #[command(flatten)]
    data: Data,
    /// The query, such as '{ statistics { initiatives } }'.
    query: String,
    /// The variables of the query, a JSON object.
    #[arg(long, value_name = "JSON")]
    variables: Option<String>,
}

pub fn run(options: &Options) -> Result<(), Failure> {
    let variables = options.variables.as_deref().map(serde_json::from_str::<serde_json::Map<_, _>>);
    let variables = variables.transpose().map_err(Failure::Variables)?.unwrap_or_default();
    let register = Arc::new(open(&options.data.place()?, Fill::Bundled)?);
    let search = Arc::new(Search::follow(&register));
    let request = Request::new(&options.query).variables(Variables::from_json(variables.into()));
    let request = request.data(register.snapshot()).data(register).data(search);
    let runtime = tokio::runtime::Builder::new_current_thread().build().map_err(Failure::Runtime)?;
    let response = runtime.block_on(schema().execute(request));
    let text = serde_json::to_string_pretty(&Answer::from(&response)).map_err(|error| Failure::Output(error.into()))?;
    print(&format!("{text}\n"))?;
    if response.errors.is_empty() { Ok(()) } else { Err(Failure::Query(response.errors.len())) }
}
