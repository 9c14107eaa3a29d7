//! Routes: what is asked for, and who answers it.
//!
//! It decides nothing about a referral (`intake` does) and nothing about who may ask (`gate` does).

use std::future::poll_fn;
use std::io;
use std::net::TcpListener;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::{Body, HttpBody};
use axum::extract::{ConnectInfo, Path, Request, State};
use axum::http::header;
use axum::http::{HeaderMap, Method, Response, StatusCode, Uri};
use axum::middleware::{self, Next};
use axum::response::IntoResponse;
use axum::routing::{get, post};

use super::files::{Files, Served};
use super::gate::{Gate, finish_private};
use super::intake::{self, BODY_MAX_BYTES};
use super::line::{Client, Lines};
use super::pages;
use super::rate::RateLimit;
use super::studies::Studies;
use crate::fhir;
use crate::keyring::Keyring;
use crate::origin::Origin;
use crate::output;
use crate::store::{Store, StoreError};

/// Where referrals are sent to.
pub const ENDPOINT: &str = "/api/referrals";

/// Where whoever has a token asks what became of a referral.
const STATUS: &str = "/status/{token}";

/// The description of the endpoint, in OpenAPI 3.1.
const DESCRIPTION: &str = include_str!("../../../../docs/openapi.json");

/// Bytes of a body that is too long which are still read, so that its sender gets to see the answer.
const DRAIN_MAX_BYTES: usize = 1024 * 1024;

/// How much of this server one client may use.
pub struct Limits {
    /// Referrals, and as many questions about states.
    pub requests_per_minute: u32,
    /// In which a body has to arrive.
    pub body_timeout: Duration,
    /// In which a whole request has to arrive.
    pub request_timeout: Duration,
    /// At the same time.
    pub connections: usize,
    /// Whether a referral that does not fit its study file is taken too, apart from the others.
    pub takes_misfits: bool,
}

/// Everything that a request can meet.
pub struct Desk {
    gate: Gate,
    endpoint: String,
    files: Files,
    keyring: Keyring,
    store: Mutex<Store>,
    body_timeout: Duration,
    takes_misfits: bool,
    rate: Mutex<RateLimit>,
    /// Apart, so that nobody who asks for a state keeps a referral out.
    status_rate: Mutex<RateLimit>,
}

impl Desk {
    /// `origins` are those of pages elsewhere that may send referrals here.
    pub fn new(
        port: u16,
        origins: Vec<Origin>,
        files: Files,
        keyring: Keyring,
        store: Store,
        limits: &Limits,
    ) -> Self {
        let endpoint = format!("http://127.0.0.1:{port}{ENDPOINT}");
        Self {
            gate: Gate::new(port, origins, &format!("{endpoint} http://127.0.0.1:{port}/status/")),
            endpoint,
            files,
            keyring,
            store: Mutex::new(store),
            body_timeout: limits.body_timeout,
            takes_misfits: limits.takes_misfits,
            rate: Mutex::new(RateLimit::per_minute(limits.requests_per_minute)),
            status_rate: Mutex::new(RateLimit::per_minute(limits.requests_per_minute)),
        }
    }

    fn studies(&self) -> Studies<'_> {
        Studies::new(&self.files, &self.endpoint)
    }
}

/// Answers requests on the listener until the process is ended.
pub async fn serve(listener: TcpListener, desk: Desk, limits: &Limits) -> io::Result<()> {
    let desk = Arc::new(desk);
    let routes = Router::new()
        .route(ENDPOINT, post(receive).options(preflight))
        .route(STATUS, get(status).options(status_preflight))
        .route("/openapi.json", get(description))
        .route("/referrals", get(list))
        .route("/referrals/{reference}", get(detail))
        .route("/referrals/{reference}/bundle", get(bundle))
        .route("/referrals.css", get(stylesheet))
        .route("/study.json", get(study))
        .route("/examples/{*path}", get(example))
        .fallback(widget)
        .layer(middleware::from_fn_with_state(Arc::clone(&desk), guard))
        .with_state(desk);
    let service = routes.into_make_service_with_connect_info::<Client>();
    let listener = tokio::net::TcpListener::from_std(listener)?;
    axum::serve(Lines::new(listener, limits.connections, limits.request_timeout), service).await
}

/// Refuses foreign hosts, and gives every response the headers that it always has.
async fn guard(State(desk): State<Arc<Desk>>, request: Request, next: Next) -> Response<Body> {
    let origin = desk.gate.known_origin(request.headers());
    let is_private = request.uri().path().starts_with("/referrals");
    let mut response = if desk.gate.is_for_this_host(&request) {
        next.run(request).await
    } else {
        let detail = "this server answers as 127.0.0.1 and localhost only";
        intake::problem(StatusCode::MISDIRECTED_REQUEST, detail).into_response()
    };
    if is_private {
        finish_private(response.headers_mut());
    } else {
        desk.gate.finish_open(response.headers_mut(), origin);
    }
    response
}

async fn receive(
    State(desk): State<Arc<Desk>>,
    ConnectInfo(Client(client)): ConnectInfo<Client>,
    headers: HeaderMap,
    body: Body,
) -> Response<Body> {
    let Ok(body) = tokio::time::timeout(desk.body_timeout, read(body)).await else {
        let detail = "the body took too long to arrive; nothing was stored";
        return intake::problem(StatusCode::REQUEST_TIMEOUT, detail).into_response();
    };
    if desk.gate.is_foreign(&headers) {
        return intake::problem(StatusCode::FORBIDDEN, "referrals from this origin are not received here")
            .into_response();
    }
    let admitted =
        desk.rate.lock().expect("no request panics while it counts").admit(client.ip(), Instant::now());
    if let Err(wait) = admitted {
        return intake::slow_down(wait).into_response();
    }
    let mut store = desk.store.lock().expect("no request panics while it holds the store");
    intake::receive(&headers, body.as_deref(), &desk.studies(), &desk.keyring, &mut store, desk.takes_misfits)
        .map_or_else(|error| failure(&error), IntoResponse::into_response)
}

async fn status(
    State(desk): State<Arc<Desk>>,
    ConnectInfo(Client(client)): ConnectInfo<Client>,
    headers: HeaderMap,
    uri: Uri,
) -> Response<Body> {
    if desk.gate.is_foreign(&headers) {
        return intake::problem(StatusCode::FORBIDDEN, "this origin is told nothing here").into_response();
    }
    let admitted = desk
        .status_rate
        .lock()
        .expect("no request panics while it counts")
        .admit(client.ip(), Instant::now());
    if let Err(wait) = admitted {
        return intake::slow_down(wait).into_response();
    }
    // The path as it came: whatever stands there is a token that is known, or one that is not.
    let token = uri.path().rsplit('/').next().unwrap_or_default();
    let store = desk.store.lock().expect("no request panics while it holds the store");
    intake::status(token, &store).map_or_else(|error| failure(&error), IntoResponse::into_response)
}

async fn status_preflight(State(desk): State<Arc<Desk>>, headers: HeaderMap) -> Response<Body> {
    allow(&desk, &headers, "GET", "Content-Type")
}

async fn description() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-cache")], DESCRIPTION)
}

async fn preflight(State(desk): State<Arc<Desk>>, headers: HeaderMap) -> Response<Body> {
    if desk.gate.is_foreign(&headers) {
        return StatusCode::FORBIDDEN.into_response();
    }
    let mut allowed = String::from("Content-Type, Idempotency-Key");
    for name in desk.studies().headers() {
        allowed.push_str(", ");
        allowed.push_str(&name);
    }
    allow(&desk, &headers, "POST", &allowed)
}

/// Tells a browser what a page of a known origin may send.
fn allow(desk: &Desk, headers: &HeaderMap, methods: &str, allowed: &str) -> Response<Body> {
    if desk.gate.known_origin(headers).is_none() {
        return StatusCode::FORBIDDEN.into_response();
    }
    let allowed = [
        (header::ACCESS_CONTROL_ALLOW_METHODS, methods),
        (header::ACCESS_CONTROL_ALLOW_HEADERS, allowed),
        (header::ACCESS_CONTROL_MAX_AGE, "600"),
    ];
    (StatusCode::NO_CONTENT, allowed).into_response()
}

/// Reads a body up to the limit; nothing where it is longer or breaks off.
async fn read(mut body: Body) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut length = 0;
    while let Some(frame) = poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await {
        let Ok(data) = frame.ok()?.into_data() else {
            continue;
        };
        length += data.len();
        if length <= BODY_MAX_BYTES {
            bytes.extend_from_slice(&data);
        } else if length > DRAIN_MAX_BYTES {
            break;
        }
    }
    (length <= BODY_MAX_BYTES).then_some(bytes)
}

async fn list(State(desk): State<Arc<Desk>>, uri: Uri) -> Response<Body> {
    let before = uri.query().and_then(|it| it.strip_prefix("before=")?.parse().ok()).unwrap_or(i64::MAX);
    let store = desk.store.lock().expect("no request panics while it holds the store");
    page(store.list(before, pages::ROWS + 1).and_then(|mut rows| {
        rows.iter_mut().for_each(|row| desk.keyring.reveal(row));
        Ok(Some(pages::list(&rows, store.count()?)))
    }))
}

async fn detail(State(desk): State<Arc<Desk>>, Path(reference): Path<String>) -> Response<Body> {
    let store = desk.store.lock().expect("no request panics while it holds the store");
    let found = store.find(&reference).and_then(|found| match found {
        Some(mut row) => {
            desk.keyring.reveal(&mut row);
            Ok(Some(pages::detail(&row, &store.trail(&row.id)?)))
        }
        None => Ok(None),
    });
    page(found)
}

/// A received referral as a FHIR R4 transaction Bundle.
async fn bundle(State(desk): State<Arc<Desk>>, Path(reference): Path<String>) -> Response<Body> {
    let found = desk.store.lock().expect("no request panics while it holds the store").find(&reference);
    let row = match found {
        Ok(Some(mut row)) => {
            desk.keyring.reveal(&mut row);
            row
        }
        Ok(None) => return page(Ok(None)),
        Err(error) => return failure(&error),
    };
    if row.quarantine.is_some() {
        let detail = "this referral is in quarantine";
        return intake::problem(StatusCode::UNPROCESSABLE_ENTITY, detail).into_response();
    }
    if row.is_sealed() {
        let detail = "this referral is sealed, and its key is not here";
        return intake::problem(StatusCode::UNPROCESSABLE_ENTITY, detail).into_response();
    }
    let referral = serde_json::from_str(&row.body).unwrap_or_default();
    let study = desk.studies().seen(&referral);
    match fhir::make(row.body.as_bytes(), study.as_deref(), None) {
        Ok(made) => {
            let name = format!("attachment; filename=\"{}.fhir.json\"", row.reference);
            let headers = [
                (header::CONTENT_TYPE, "application/fhir+json; charset=utf-8"),
                (header::CONTENT_DISPOSITION, &name),
            ];
            (headers, made.text).into_response()
        }
        Err(detail) => intake::problem(StatusCode::UNPROCESSABLE_ENTITY, &detail).into_response(),
    }
}

fn page(found: Result<Option<String>, StoreError>) -> Response<Body> {
    let (status, html) = match found {
        Ok(Some(html)) => (StatusCode::OK, html),
        Ok(None) => (StatusCode::NOT_FOUND, pages::missing()),
        Err(error) => return failure(&error),
    };
    (status, [(header::CONTENT_TYPE, "text/html; charset=utf-8")], html).into_response()
}

async fn stylesheet() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], include_str!("pages.css"))
}

async fn study(State(desk): State<Arc<Desk>>) -> Response<Body> {
    file(desk.files.study(&desk.endpoint))
}

async fn example(State(desk): State<Arc<Desk>>, Path(path): Path<String>) -> Response<Body> {
    file(desk.files.example(&path, &desk.endpoint))
}

async fn widget(State(desk): State<Arc<Desk>>, method: Method, uri: Uri) -> Response<Body> {
    if method != Method::GET && method != Method::HEAD {
        return (StatusCode::METHOD_NOT_ALLOWED, [(header::ALLOW, "GET, HEAD")]).into_response();
    }
    file(desk.files.widget(uri.path().trim_start_matches('/')))
}

fn file(found: Option<Served>) -> Response<Body> {
    let Some(served) = found else {
        return (StatusCode::NOT_FOUND, [(header::CACHE_CONTROL, "no-store")], "There is no such file.\n")
            .into_response();
    };
    let cache = if served.is_immutable { "public, max-age=31536000, immutable" } else { "no-cache" };
    ([(header::CONTENT_TYPE, served.content_type), (header::CACHE_CONTROL, cache)], served.bytes)
        .into_response()
}

/// Tells the person at this computer what failed, and the client only that it did.
fn failure(error: &StoreError) -> Response<Body> {
    output::note(format_args!("referral-form: {error}"));
    intake::problem(StatusCode::INTERNAL_SERVER_ERROR, "the referral store failed").into_response()
}
