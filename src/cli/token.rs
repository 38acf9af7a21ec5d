//! `buendnis token add | list | revoke`.

use std::io::Write;

use clap::{
    Args, Subcommand,
    builder::{PossibleValuesParser, TypedValueParser},
};

use super::{Data, Failure, print};
use crate::{
    access::{Lifetime, Role, Standing, Token, TokenList, TokenName, Tokens},
    model::Timestamp,
};

#[derive(Subcommand)]
pub enum Command {
    /// Make a token and print its secret, this once.
    Add(Add),
    /// List the tokens, without their secrets.
    List(List),
    /// Revoke a token: from now on it is refused.
    Revoke(Revoke),
}

#[derive(Args)]
pub struct Add {
    #[command(flatten)]
    data: Data,
    /// Who will have it, for the history.
    name: TokenName,
    /// What it allows: a reader reads, an editor also changes the register, an admin also manages it.
    #[arg(long, value_parser = PossibleValuesParser::new(["reader", "editor", "admin"]).try_map(|role| role.parse::<Role>()))]
    role: Role,
    /// How long it is good for, such as `12h`, `90d` or `2w`; until it is revoked if left out.
    #[arg(long, value_name = "TIME")]
    expires: Option<Lifetime>,
}

#[derive(Args)]
pub struct List {
    #[command(flatten)]
    data: Data,
}

#[derive(Args)]
pub struct Revoke {
    #[command(flatten)]
    data: Data,
    /// The name it was added by.
    name: TokenName,
}

pub fn run(command: Command) -> Result<(), Failure> {
    match command {
        Command::Add(Add { data, name, role, expires }) => add(&data, &name, role, expires),
        Command::List(List { data }) => print(&table(&list(&data)?.read()?, Timestamp::now())),
        Command::Revoke(Revoke { data, name }) => revoke(&data, &name),
    }
}

/// Prints the secret alone to standard output, for whatever is to have it, and the rest beside it.
fn add(data: &Data, name: &TokenName, role: Role, expires: Option<Lifetime>) -> Result<(), Failure> {
    let secret = list(data)?.change(|tokens| tokens.add(name.clone(), role, expires, Timestamp::now()))?;
    print(&format!("{}\n", secret.reveal()))?;
    // With nobody to tell, the secret is all there is to it.
    let _ = std::io::stderr()
        .lock()
        .write_all(b"Keep it: it is shown this once. Send it as `Authorization: Bearer TOKEN`.\n");
    Ok(())
}

fn revoke(data: &Data, name: &TokenName) -> Result<(), Failure> {
    let report = format!("`{name}` is revoked\n");
    list(data)?.change(|tokens| tokens.revoke(name.clone(), Timestamp::now()))?;
    print(&report)
}

/// The list of a register that is there: in a mistyped directory the tokens would be good for nothing.
fn list(data: &Data) -> Result<TokenList, Failure> {
    let place = data.place()?;
    place.expect()?;
    place.tokens()
}

/// Without the fractions that nobody reads.
fn seconds(time: Timestamp) -> Timestamp {
    Timestamp::from_micros(time.as_micros() - time.as_micros().rem_euclid(1_000_000))
}

/// A line for each token, under a line of headings.
fn table(tokens: &Tokens, now: Timestamp) -> String {
    let width = tokens.iter().map(|token| token.name.as_str().chars().count()).max().unwrap_or_default().max(4);
    let mut table = format!("{:width$}  ROLE    CREATED               STANDING\n", "NAME");
    for token in tokens.iter() {
        let Token { name, role, created, .. } = token;
        let created = seconds(*created);
        table.push_str(&format!("{name:width$}  {role:6}  {created}  {}\n", standing(token, now)));
    }
    table
}

fn standing(token: &Token, now: Timestamp) -> String {
    match (token.standing(now), token.expires) {
        (Standing::Valid, None) => "valid".into(),
        (Standing::Valid, Some(end)) => format!("valid until {}", seconds(end)),
        (Standing::Expired(end), _) => format!("expired {}", seconds(end)),
        (Standing::Revoked(at), _) => format!("revoked {}", seconds(at)),
    }
}
