//! Why a question about a network was not answered, and what to ask instead.

use async_graphql::{Error, ErrorExtensions};

use crate::{
    network::{Failure, Refused, Stop, steps::Unanswered},
    schema::problem::refuse,
};

/// The error of a network that could not be drawn.
pub fn refused(refused: Refused) -> Error {
    match refused {
        Refused::Problems(problems) => refuse(problems),
        Refused::Failure(failure) => failed("network")(failure),
    }
}

/// The error of a field of a network.
pub fn failed(field: &'static str) -> impl Fn(Failure) -> Error {
    move |failure| {
        let (code, message) = told(field, failure);
        Error::new(message).extend_with(|_, extensions| {
            extensions.set("code", code);
            extensions.set("field", field);
        })
    }
}

/// The error of a walk that did not come to its end.
pub fn stopped(field: &'static str) -> impl Fn(Stop) -> Error {
    move |stop| failed(field)(Failure::Stopped(stop))
}

/// As [`stopped`], of a walk that is refused where it is too long.
pub fn unanswered(field: &'static str) -> impl Fn(Unanswered) -> Error {
    move |unanswered| match unanswered {
        Unanswered::TooMuch(problem) => refuse(vec![problem]),
        Unanswered::Stopped(stop) => stopped(field)(stop),
    }
}

fn told(field: &str, failure: Failure) -> (&'static str, String) {
    let cheaper = cheaper(field);
    match failure {
        Failure::Stopped(Stop::TooManyTies { limit }) => {
            let message = format!("`{field}` needs every tie, and the projection has more than {limit}: {cheaper}");
            ("LIMIT_EXCEEDED", message)
        }
        Failure::Stopped(Stop::TooLate) => ("TIMEOUT", format!("`{field}` was not done in time: {cheaper}")),
        Failure::Stopped(Stop::Cancelled) => ("INTERNAL", "the analysis was cancelled".to_owned()),
        Failure::Busy => {
            ("UNAVAILABLE", format!("`{field}` has to wait for too many other analyses: try again in a minute"))
        }
        Failure::Broken => ("INTERNAL", "the analysis broke down".to_owned()),
    }
}

/// A question that takes less.
fn cheaper(field: &str) -> &'static str {
    match field {
        "network" | "edgeCount" | "density" | "edges" | "degree" | "weightedDegree" => {
            "narrow it by `filter`, or ask for `projection: TWO_MODE`"
        }
        "path" | "paths" => "bypass hubs by a lower `maxDegree`, or go through fewer initiatives by `filter`",
        "interlocks" => "narrow `left` to fewer organisations, or `filter` to fewer initiatives",
        "suggestedPartners" | "commonPartners" => "ask for `partners` or `similar`, which look at fewer",
        "partners" | "similar" | "related" | "overlaps" | "stateOverlaps" => "ask again, when there is less to do",
        "constraint" | "effectiveSize" | "efficiency" | "brokerage" => {
            "narrow it by `filter`, leave out weak ties by `minWeight: 2`, leave out `partial`, or ask for \
             `articulationPoint`, which says who holds parts together and needs no tie of the projection"
        }
        _ => {
            "narrow it by `filter`, leave out weak ties by `minWeight: 2`, ask for `projection: TWO_MODE`, or for \
             `pageRank`, which needs no tie of the projection"
        }
    }
}
