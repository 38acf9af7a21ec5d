//! Traces for a collector of OpenTelemetry: the spans of requests and commits, sent by OTLP over HTTP.
//!
//! The variables are those of the OpenTelemetry specification; without `OTEL_EXPORTER_OTLP_ENDPOINT` (or the one for
//! traces alone) nothing is recorded.

use std::env;

use opentelemetry::trace::TracerProvider;
use opentelemetry_otlp::{
    ExporterBuildError, OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT, SpanExporter,
};
use opentelemetry_sdk::{Resource, trace::SdkTracerProvider};
use tracing::Subscriber;
use tracing_subscriber::{Layer, filter::filter_fn, registry::LookupSpan};

/// Sends what the recorder records; when it is dropped, what is left of it.
pub struct Traces(SdkTracerProvider);

impl Traces {
    /// Begins to send, if there is somewhere to send to.
    pub fn start() -> Result<Option<Self>, ExporterBuildError> {
        let endpoints = [OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT];
        if endpoints.iter().all(|variable| env::var_os(variable).is_none_or(|endpoint| endpoint.is_empty())) {
            return Ok(None);
        }
        let exporter = SpanExporter::builder().with_http().build()?;
        let resource = Resource::builder().with_service_name(env!("CARGO_PKG_NAME")).build();
        let provider = SdkTracerProvider::builder().with_batch_exporter(exporter).with_resource(resource).build();
        Ok(Some(Self(provider)))
    }

    /// Records the spans of this program, and of nothing that it is made of.
    pub fn recorder<S: Subscriber + for<'s> LookupSpan<'s>>(&self) -> impl Layer<S> + use<S> {
        let ours = filter_fn(|metadata| metadata.is_span() && metadata.target().starts_with(env!("CARGO_PKG_NAME")));
        tracing_opentelemetry::layer().with_tracer(self.0.tracer(env!("CARGO_PKG_NAME"))).with_filter(ours)
    }
}

impl Drop for Traces {
    fn drop(&mut self) {
        if let Err(error) = self.0.shutdown() {
            tracing::warn!(%error, "the last traces could not be sent");
        }
    }
}
