//! What an editor should know although nothing is wrong: told in the `extensions` of the response.

use std::sync::{Arc, Mutex, PoisonError};

use async_graphql::{
    Context, Name, Request, Response, ServerResult, Value,
    extensions::{Extension, ExtensionContext, ExtensionFactory, NextPrepareRequest, NextRequest},
    indexmap::IndexMap,
};

use crate::{
    model::NodeId,
    search::{Search, duplicates::Pair},
    snapshot::Snapshot,
};

/// Takes part in every request.
pub struct Warn;

/// The warnings of one request, as its fields find them.
#[derive(Clone, Default)]
struct Warnings(Arc<Mutex<Vec<Value>>>);

impl ExtensionFactory for Warn {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(Warnings::default())
    }
}

#[async_graphql::async_trait::async_trait]
impl Extension for Warnings {
    async fn prepare_request(
        &self,
        ctx: &ExtensionContext<'_>,
        request: Request,
        next: NextPrepareRequest<'_>,
    ) -> ServerResult<Request> {
        next.run(ctx, request.data(self.clone())).await
    }

    /// Puts what was found into `extensions.warnings`, if there is anything.
    async fn request(&self, ctx: &ExtensionContext<'_>, next: NextRequest<'_>) -> Response {
        let mut response = next.run(ctx).await;
        let warnings = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        if !warnings.is_empty() {
            response.extensions.insert("warnings".to_owned(), Value::List(warnings));
        }
        response
    }
}

impl Warnings {
    fn add(&self, warning: Value) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(warning);
    }
}

/// Warns of organisations that the one just created in `snapshot` is likely to be the same as. Nothing is said where there is
/// no index: the organisation is there, and the answer must say so.
pub async fn of_duplicates(ctx: &Context<'_>, snapshot: &Snapshot, created: NodeId) {
    let (Some(search), Some(warnings)) = (ctx.data_opt::<Arc<Search>>(), ctx.data_opt::<Warnings>()) else { return };
    let (NodeId::Organisation(created), Ok(index)) = (created, search.at(snapshot).await) else { return };
    for pair in index.likely_same(snapshot, created).into_iter().take(MOST_WARNINGS) {
        let path = ctx.path_node.as_ref().map(|path| path.to_string_vec()).unwrap_or_default();
        warnings.add(likely_duplicate(snapshot, &pair, path));
    }
}

/// Nobody looks at more.
const MOST_WARNINGS: usize = 5;

fn likely_duplicate(snapshot: &Snapshot, pair: &Pair, path: Vec<String>) -> Value {
    let other = snapshot.organisation(pair.other).map(|other| other.record());
    let (name, slug) = other.map_or(("", ""), |other| (&other.name.de, other.slug.as_str()));
    let reason = &pair.likeness.reason;
    let members = [
        ("code", Value::from("LIKELY_DUPLICATE")),
        ("message", Value::from(format!("`{name}` may be the same organisation: {reason}"))),
        ("path", Value::List(path.into_iter().map(Value::from).collect())),
        ("field", Value::from("input.name")),
        ("id", Value::from(pair.other.to_string())),
        ("slug", Value::from(slug)),
        ("score", Value::from(pair.likeness.score)),
    ];
    Value::Object(members.map(|(name, value)| (Name::new(name), value)).into_iter().collect::<IndexMap<_, _>>())
}
