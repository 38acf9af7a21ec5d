//! `Mutation`: how editors change the register.
//!
//! Each mutation is one edit, or a list of them, handed to the register; what is wrong comes back as an error for each
//! problem, with the path of the argument.

use std::sync::Arc;

use async_graphql::{Context, Description, Error, ErrorExtensions, ID, Object, Result};
use sha2::{Digest, Sha256};

use super::{
    history::unreadable,
    input::{
        AddParticipationInput, ChangeInput, CreateEventInput, CreateInitiativeInput, CreateOrganisationInput, Ref,
        UpdateEventInput, UpdateInitiativeInput, UpdateOrganisationInput, UpdateParticipationInput, UpdateStateInput,
    },
    payload::{
        ChangeSetPayload, DeletePayload, EventPayload, InitiativePayload, OrganisationPayload, ParticipationPayload,
        Payload, StatePayload,
    },
    problem::{Told, present, refuse, refuse_with},
    scalar::Revision,
    viewer::editor,
    vocabulary::StateCode,
    warning,
};
use crate::{
    model::{Origin, Problem, ProblemKind, limits::MAX_CHANGES},
    register::{Edit, Finding, Proposal, Receipt, Refusal, Register, Step},
    store::{MemoKey, StoreError},
};

/// How editors change the register. Needs a token with the role EDITOR.
#[derive(Description)]
pub struct Mutation;

#[Object(use_type_description)]
impl Mutation {
    /// Creates an initiative.
    async fn create_initiative(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The initiative.")] input: CreateInitiativeInput,
    ) -> Result<InitiativePayload> {
        edit(ctx, Edit::CreateInitiative(input.into()), "").await.map(InitiativePayload)
    }

    /// Changes fields of an initiative.
    async fn update_initiative(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which initiative.")] initiative: Ref,
        #[graphql(desc = "The fields to change.")] input: UpdateInitiativeInput,
        #[graphql(desc = "The version you have seen: CONFLICT if it is another by now.")] expected_version: Option<i32>,
    ) -> Result<InitiativePayload> {
        let which = initiative.into();
        let update = Edit::UpdateInitiative { which, fields: input.into(), expected: expected_version };
        edit(ctx, update, "initiative").await.map(InitiativePayload)
    }

    /// Deletes an initiative with its participations and events. IN_USE while another is part of it or follows on from it.
    async fn delete_initiative(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which initiative.")] initiative: Ref,
        #[graphql(desc = "The version you have seen: CONFLICT if it is another by now.")] expected_version: Option<i32>,
    ) -> Result<DeletePayload> {
        let delete = Edit::DeleteInitiative { which: initiative.into(), expected: expected_version };
        edit(ctx, delete, "initiative").await.map(DeletePayload)
    }

    /// Creates an organisation. If it is likely to be one that is there already, the response says so in
    /// `extensions.warnings`: each with the code LIKELY_DUPLICATE, a message, and the id and slug of the other.
    async fn create_organisation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The organisation.")] input: CreateOrganisationInput,
    ) -> Result<OrganisationPayload> {
        let created = edit(ctx, Edit::CreateOrganisation(input.into()), "").await?;
        warning::of_duplicates(ctx, created.snapshot(), created.subject()).await;
        Ok(OrganisationPayload(created))
    }

    /// Changes fields of an organisation.
    async fn update_organisation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which organisation.")] organisation: Ref,
        #[graphql(desc = "The fields to change.")] input: UpdateOrganisationInput,
        #[graphql(desc = "The version you have seen: CONFLICT if it is another by now.")] expected_version: Option<i32>,
    ) -> Result<OrganisationPayload> {
        let which = organisation.into();
        let update = Edit::UpdateOrganisation { which, fields: input.into(), expected: expected_version };
        edit(ctx, update, "organisation").await.map(OrganisationPayload)
    }

    /// Deletes an organisation. IN_USE while it takes part anywhere or is an umbrella.
    async fn delete_organisation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which organisation.")] organisation: Ref,
        #[graphql(desc = "The version you have seen: CONFLICT if it is another by now.")] expected_version: Option<i32>,
    ) -> Result<DeletePayload> {
        let delete = Edit::DeleteOrganisation { which: organisation.into(), expected: expected_version };
        edit(ctx, delete, "organisation").await.map(DeletePayload)
    }

    /// Makes one organisation of two: moves every participation and child from `absorb` to `keep`, keeps its names as
    /// aliases, removes it. Of two links to one initiative in the same role one is left. The id and the slug of `absorb`
    /// lead to `keep` ever after.
    async fn merge_organisations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The organisation that stays.")] keep: Ref,
        #[graphql(desc = "The organisation that goes.")] absorb: Ref,
    ) -> Result<OrganisationPayload> {
        let merge = Edit::MergeOrganisations { keep: keep.into(), absorb: absorb.into() };
        let place = |problem: Problem| match head(&problem.field) {
            "keep" | "absorb" => problem,
            _ => problem.under("keep"),
        };
        let receipt =
            propose(ctx, Origin::Merge, None, vec![Step::Edit(merge)], |finding| place(finding.problem)).await?;
        let subject = present(receipt.subjects.first().copied())?;
        Ok(OrganisationPayload(Payload::new(&receipt, subject)))
    }

    /// Links an organisation with an initiative, once in each role.
    async fn add_participation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The link.")] input: AddParticipationInput,
    ) -> Result<ParticipationPayload> {
        edit(ctx, input.into(), "").await.map(ParticipationPayload)
    }

    /// Changes fields of a link.
    async fn update_participation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The global id of the link.")] id: ID,
        #[graphql(desc = "The fields to change.")] input: UpdateParticipationInput,
        #[graphql(desc = "The version you have seen: CONFLICT if it is another by now.")] expected_version: Option<i32>,
    ) -> Result<ParticipationPayload> {
        let update = Edit::UpdateParticipation { id: id.0, fields: input.into(), expected: expected_version };
        edit(ctx, update, "id").await.map(ParticipationPayload)
    }

    /// Deletes a link.
    async fn remove_participation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The global id of the link.")] id: ID,
        #[graphql(desc = "The version you have seen: CONFLICT if it is another by now.")] expected_version: Option<i32>,
    ) -> Result<DeletePayload> {
        let remove = Edit::RemoveParticipation { id: id.0, expected: expected_version };
        edit(ctx, remove, "id").await.map(DeletePayload)
    }

    /// Creates an event of an initiative.
    async fn create_event(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The event.")] input: CreateEventInput,
    ) -> Result<EventPayload> {
        edit(ctx, input.into(), "").await.map(EventPayload)
    }

    /// Changes fields of an event.
    async fn update_event(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which event.")] event: Ref,
        #[graphql(desc = "The fields to change.")] input: UpdateEventInput,
        #[graphql(desc = "The version you have seen: CONFLICT if it is another by now.")] expected_version: Option<i32>,
    ) -> Result<EventPayload> {
        let update = Edit::UpdateEvent { which: event.into(), fields: input.into(), expected: expected_version };
        edit(ctx, update, "event").await.map(EventPayload)
    }

    /// Deletes an event.
    async fn delete_event(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which event.")] event: Ref,
        #[graphql(desc = "The version you have seen: CONFLICT if it is another by now.")] expected_version: Option<i32>,
    ) -> Result<DeletePayload> {
        let delete = Edit::DeleteEvent { which: event.into(), expected: expected_version };
        edit(ctx, delete, "event").await.map(DeletePayload)
    }

    /// Changes what is said about a state.
    async fn update_state(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which state.")] code: StateCode,
        #[graphql(desc = "The fields to change.")] input: UpdateStateInput,
    ) -> Result<StatePayload> {
        let update = Edit::UpdateState { code: code.into(), fields: input.into() };
        edit(ctx, update, "code").await.map(StatePayload)
    }

    /// Up to 10,000 steps, all or nothing, in one revision. A later step may name by its slug what an earlier one creates.
    async fn apply_changes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The steps, in order.")] changes: Vec<ChangeInput>,
        #[graphql(desc = "Answer what would change, and write nothing.", default)] dry_run: bool,
        #[graphql(desc = "Why, for the history.")] note: Option<String>,
    ) -> Result<ChangeSetPayload> {
        editor(ctx)?;
        if changes.len() > MAX_CHANGES {
            let message = format_args!("{} steps are more than {MAX_CHANGES}", changes.len());
            return Err(refuse(vec![Problem::new(ProblemKind::LimitExceeded, "changes", message)]));
        }
        let names: Vec<&str> = changes.iter().map(ChangeInput::name).collect();
        let steps = changes.into_iter().map(|change| Step::Edit(change.into())).collect();
        change_set(ctx, Origin::Edit, note, steps, dry_run, |finding| in_changes(finding, &names)).await
    }

    /// Undoes one revision by a new one: what it created is deleted, what it deleted is there again under its id, and of
    /// what it changed each field is what it was. CONFLICT where later changes stand in the way, with these in `changes`.
    async fn revert(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The revision to undo.")] revision: Revision,
        #[graphql(desc = "Answer what would change, and write nothing.", default)] dry_run: bool,
        #[graphql(desc = "Why, for the history; which revision is undone if left out.")] note: Option<String>,
    ) -> Result<ChangeSetPayload> {
        let Revision(revision) = revision;
        let note = note.or_else(|| Some(format!("Revision {revision} rückgängig gemacht")));
        change_set(ctx, Origin::Revert, note, vec![Step::Revert(revision)], dry_run, |finding| finding.problem).await
    }
}

/// The register that a request is about.
pub fn register<'a>(ctx: &Context<'a>) -> Result<&'a Register> {
    ctx.data::<Arc<Register>>().map(Arc::as_ref)
}

/// A request that may be sent again: what each of its mutations came to is noted under a key made from this one.
#[derive(Clone, Copy)]
pub struct Attempt(pub MemoKey);

impl Attempt {
    /// The key of the mutation that is being carried out, which its name in the answer tells from the others.
    fn memo(ctx: &Context<'_>) -> Option<MemoKey> {
        let Self(request) = ctx.data_opt::<Self>()?;
        let name = ctx.path_node.map(|node| node.to_string_vec().join(".")).unwrap_or_default();
        Some(Sha256::new().chain_update(request).chain_update(name).finalize().into())
    }
}

/// Has one edit done, and answers with the record that it was about. `argument` is the one that names the record, if there
/// is one already.
async fn edit(ctx: &Context<'_>, edit: Edit, argument: &str) -> Result<Payload> {
    let place = |finding: Finding| in_arguments(finding.problem, argument);
    let receipt = propose(ctx, Origin::Edit, None, vec![Step::Edit(edit)], place).await?;
    let subject = present(receipt.subjects.first().copied())?;
    Ok(Payload::new(&receipt, subject))
}

/// Has steps done, or answers what they would change.
async fn change_set(
    ctx: &Context<'_>,
    origin: Origin,
    note: Option<String>,
    steps: Vec<Step>,
    dry_run: bool,
    place: impl Fn(Finding) -> Problem,
) -> Result<ChangeSetPayload> {
    if !dry_run {
        let receipt = propose(ctx, origin, note, steps, place).await?;
        let revision = receipt.snapshot.revision();
        return Ok(ChangeSetPayload { set: receipt.set, revision, dry_run });
    }
    let proposal = proposal(ctx, origin, note, steps)?;
    let register = register(ctx)?;
    let revision = register.revision();
    match register.rehearse(proposal).await {
        Ok(receipt) => Ok(ChangeSetPayload { set: receipt.set, revision, dry_run }),
        Err(refusal) => Err(refused(register, refusal, place).await),
    }
}

/// Has steps done, once: where this is a request sent again, what they came to the first time is answered.
async fn propose(
    ctx: &Context<'_>,
    origin: Origin,
    note: Option<String>,
    steps: Vec<Step>,
    place: impl Fn(Finding) -> Problem,
) -> Result<Receipt> {
    let proposal = proposal(ctx, origin, note, steps)?;
    let register = register(ctx)?;
    if let Some(key) = proposal.memo
        && let Some(receipt) = register.recall(key).await.map_err(unreadable)?
    {
        return Ok(receipt);
    }
    match register.submit(proposal).await {
        Ok(receipt) => Ok(receipt),
        Err(refusal) => Err(refused(register, refusal, place).await),
    }
}

fn proposal(ctx: &Context<'_>, origin: Origin, note: Option<String>, steps: Vec<Step>) -> Result<Proposal> {
    let actor = editor(ctx)?.name.as_str().into();
    Ok(Proposal { actor, origin, note: note.map(Into::into), steps, memo: Attempt::memo(ctx) })
}

/// A problem seen from the arguments of a mutation: most are in `input`, some in the arguments beside it.
fn in_arguments(problem: Problem, argument: &str) -> Problem {
    if is_of_the_record(&problem) {
        return Problem { field: argument.to_owned(), ..problem };
    }
    match head(&problem.field) {
        "expectedVersion" => problem,
        head if head == argument => problem,
        _ => problem.under("input"),
    }
}

/// A problem seen from the argument of `applyChanges`, whose steps are of these kinds.
fn in_changes(finding: Finding, kinds: &[&str]) -> Problem {
    let Finding { step, problem, .. } = finding;
    let kind = kinds.get(step).copied().unwrap_or_default();
    let place = format!("changes[{step}].{kind}");
    if is_of_the_record(&problem) {
        return Problem { field: place, ..problem };
    }
    let argument = match kind {
        "updateInitiative" => Some("initiative"),
        "updateOrganisation" => Some("organisation"),
        "updateParticipation" => Some("id"),
        "updateEvent" => Some("event"),
        "updateState" => Some("code"),
        _ => None,
    };
    if let Some(argument) = argument {
        return in_arguments(problem, argument).under(&place);
    }
    // What a deletion names stands in the step itself.
    let names_a_record = kind.starts_with("delete") || kind.starts_with("remove");
    let inner = problem.field.strip_prefix(head(&problem.field)).unwrap_or_default().trim_start_matches('.').to_owned();
    if names_a_record { Problem { field: inner, ..problem }.under(&place) } else { problem.under(&place) }
}

/// Whether a problem is of the record as a whole and not of one of its fields.
fn is_of_the_record(problem: &Problem) -> bool {
    problem.kind == ProblemKind::InUse
}

/// The first step of a path.
fn head(path: &str) -> &str {
    path.split(['.', '[']).next().unwrap_or_default()
}

/// What is told of a refusal: each problem with the path of its argument, and with what stands in the way.
async fn refused(register: &Register, refusal: Refusal, place: impl Fn(Finding) -> Problem) -> Error {
    let code = |code: &'static str, message: &str| {
        Error::new(message).extend_with(|_, extensions| extensions.set("code", code))
    };
    match refusal {
        Refusal::Invalid(findings) => {
            let mut problems = Vec::with_capacity(findings.len());
            for problem in findings.into_iter().map(place) {
                let in_the_way = match problem.kind {
                    ProblemKind::Conflict(conflict) => match register.in_the_way(conflict).await {
                        Ok(changes) => changes,
                        Err(error) => return unreadable(error),
                    },
                    _ => Vec::new(),
                };
                problems.push(Told { problem, in_the_way });
            }
            refuse_with(problems)
        }
        Refusal::Store(error) if matches!(*error, StoreError::TooLarge { .. }) => {
            code("LIMIT_EXCEEDED", &error.to_string())
        }
        Refusal::Store(_) => {
            code("UNAVAILABLE", "the change could not be stored, and nothing was changed: try again later")
        }
        Refusal::Closed => {
            code("UNAVAILABLE", "the server is shutting down and takes no more changes: try again later")
        }
    }
}
