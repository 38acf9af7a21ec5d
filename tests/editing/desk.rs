//! A desk to edit at: a register on some back end, and GraphQL in the name of an editor.

use std::sync::Arc;

use async_graphql::{Request, Variables};
use buendnis::{
    model::Timestamp,
    register::Register,
    schema::{RegisterSchema, Role, Viewer, schema},
};
use serde_json::{Value, json};
use tokio::runtime::{Builder, Runtime};

use crate::support::back_end::BackEnd;

/// A register that an editor works on.
pub struct Desk {
    pub register: Arc<Register>,
    pub schema: RegisterSchema,
    pub runtime: Runtime,
}

impl Desk {
    pub fn new(back_end: &BackEnd) -> Self {
        let register = Arc::new(Register::over(back_end.store(), Timestamp::now).unwrap());
        Self { register, schema: schema(), runtime: Builder::new_current_thread().build().unwrap() }
    }

    /// A desk with two organisations, an initiative that links them, and an event.
    pub fn furnished(back_end: &BackEnd) -> Self {
        let desk = Self::new(back_end);
        desk.data(
            r#"mutation { applyChanges(changes: [
                { createOrganisation: { slug: "ig-metall", name: { de: "IG Metall" }, kind: TRADE_UNION } }
                { createOrganisation: { name: { de: "IG Metall Bezirk Mitte" }, kind: TRADE_UNION, parent: { slug: "ig-metall" } } }
                { createInitiative: { slug: "buendnis", name: { de: "Bündnis für Industrie" }, kind: ALLIANCE, states: [TH, HE] } }
                { addParticipation: { initiative: { slug: "buendnis" }, organisation: { slug: "ig-metall-bezirk-mitte" }, role: MEMBER } }
                { createEvent: { slug: "auftakt", name: { de: "Auftakt" }, initiative: { slug: "buendnis" }, state: TH, startsOn: "2016-09" } }
            ], note: "Grundstock") { revision dryRun changes { action } } }"#,
        );
        desk
    }

    pub fn ask(&self, viewer: Option<Role>, query: &str, variables: Value) -> Value {
        let mut request = Request::new(query)
            .variables(Variables::from_json(variables))
            .data(self.register.snapshot())
            .data(self.register.clone());
        if let Some(role) = viewer {
            request = request.data(Viewer { name: "anna".to_owned(), role });
        }
        serde_json::to_value(self.runtime.block_on(self.schema.execute(request))).unwrap()
    }

    /// The data of an answer without errors to an editor.
    pub fn data(&self, query: &str) -> Value {
        let answer = self.ask(Some(Role::Editor), query, json!({}));
        assert_eq!(answer.get("errors"), None, "{query}\n{answer:#}");
        answer["data"].clone()
    }

    /// The errors of an answer to an editor: code, field and message of each.
    pub fn errors(&self, query: &str) -> Vec<(String, String, String)> {
        errors(&self.ask(Some(Role::Editor), query, json!({})))
    }

    pub fn revision(&self) -> u64 {
        self.register.snapshot().revision()
    }
}

pub fn errors(answer: &Value) -> Vec<(String, String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let errors = answer["errors"].as_array().expect("errors").iter();
    errors
        .map(|error| {
            let extensions = &error["extensions"];
            (text(&extensions["code"]), text(&extensions["field"]), text(&error["message"]))
        })
        .collect()
}

/// Fails unless the mutation is refused with exactly these problems, and nothing is changed by it.
#[track_caller]
pub fn check_refused(desk: &Desk, mutation: &str, expected: &[(&str, &str, &str)]) {
    let before = desk.revision();
    let found = desk.errors(&format!("mutation {{ {mutation} }}"));
    assert_eq!(found.len(), expected.len(), "{mutation}\n{found:#?}");
    for ((code, field, message), (wanted_code, wanted_field, part)) in found.iter().zip(expected) {
        assert_eq!((code.as_str(), field.as_str()), (*wanted_code, *wanted_field), "{mutation}\n{found:#?}");
        assert!(message.contains(part), "{mutation}\n`{message}` has no `{part}`");
    }
    assert_eq!(desk.revision(), before, "{mutation}");
}
