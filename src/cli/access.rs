//! Who may do what on a server: the tokens of the environment, those of the data directory, and the very first one.

use std::{env, io::IsTerminal};

use super::Failure;
use crate::{
    access::{Role, Secret, Token, TokenList, TokenName},
    model::Timestamp,
};

/// The tokens that containers are given, the one that allows more first. Not options: those can be seen by everybody who
/// can list the processes.
const VARIABLES: [(&str, Role); 2] = [("BUENDNIS_ADMIN_TOKEN", Role::Admin), ("BUENDNIS_EDITOR_TOKEN", Role::Editor)];

/// What is said of them where the options are listed.
pub const HELP: &str = "\
Variables without an option:
  BUENDNIS_EDITOR_TOKEN, BUENDNIS_ADMIN_TOKEN  tokens for containers, at least 32 characters each
  BUENDNIS_LOG                                 what is logged, in the form of RUST_LOG";

/// The tokens of the environment.
pub fn environment() -> Result<Vec<Token>, Failure> {
    let now = Timestamp::now();
    let set = VARIABLES.into_iter().filter_map(|(variable, role)| Some((variable, role, env::var_os(variable)?)));
    // A container that passes on a variable it does not have sets it to nothing.
    let set = set.filter(|(_, _, secret)| !secret.is_empty());
    let tokens = set.map(|(variable, role, secret)| {
        let token = Token::of_environment(role, &secret.to_string_lossy(), now);
        token.map_err(|source| Failure::EnvironmentToken { variable, source })
    });
    tokens.collect()
}

/// Makes a token for a person who starts a server on a register that has never had one: an editor in the browser
/// should need nothing but the link. A program that starts one is given tokens by whoever set it up.
pub fn first_token(list: &TokenList) -> Result<Option<Secret>, Failure> {
    if list.exists()? || !std::io::stderr().is_terminal() {
        // A list that nobody can read is better found now than with the first request.
        list.read()?;
        return Ok(None);
    }
    Ok(Some(list.change(|tokens| tokens.add(TokenName::first_editor(), Role::Editor, None, Timestamp::now()))?))
}
