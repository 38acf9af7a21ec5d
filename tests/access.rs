//! Tokens: the list and its file, who gets in over HTTP, and the commands that change the list while a server runs.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "what a test does not expect fails it")]

mod api;

#[path = "access/commands.rs"]
mod commands;
#[path = "access/door.rs"]
mod door;
#[path = "access/file.rs"]
mod file;
#[path = "access/list.rs"]
mod list;
#[path = "access/roles.rs"]
mod roles;
