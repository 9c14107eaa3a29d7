//! Links to the state of a referral: the host page's own address, with a fragment that names the study and the status address.
//!
//! `#referral-status=HAY-1:/status/TOKEN`. A fragment reaches no server, no log and no referrer. It has the path alone where the
//! status address lies on the study's endpoint, and the whole address where it lies on that of a route; either way only an
//! origin of the study's endpoints is ever asked, so nobody can make a link that leads elsewhere.

use web_sys::{Location, Url};

use crate::domain::study::Endpoint;

/// What the fragment begins with; the study's id follows, a colon, and the status address.
const KEY: &str = "#referral-status=";

/// What the page's fragment tells after the id of a study; `None` where it names another one, or is none of ours.
pub fn carried(study_id: &str) -> Option<String> {
    let fragment = location().hash().ok()?;
    fragment.strip_prefix(&prefix(study_id)).map(str::to_owned)
}

/// The link to keep; `None` where the page has no address that could be kept.
///
/// `status` is the address that the endpoint answered with; `main` is the study's own endpoint.
pub fn link_to(study_id: &str, main: &Endpoint, status: &str) -> Option<String> {
    let page = location().href().ok().filter(|it| it.starts_with("http"))?;
    let page = page.split('#').next().unwrap_or_default();
    let status = Url::new(status).ok()?;
    let origin = status.origin();
    let origin = if origin_of(main).as_deref() == Some(&origin) { "" } else { &origin };
    Some(format!("{page}{}{origin}{}{}", prefix(study_id), status.pathname(), status.search()))
}

/// The status address that a link carries; `None` where its origin is that of no endpoint. The study's own comes first.
pub fn address(carried: &str, endpoints: &[&Endpoint]) -> Option<String> {
    let url = Url::new_with_base(carried, &endpoints.first()?.url).ok()?;
    let origin = url.origin();
    let is_known = endpoints.iter().any(|it| origin_of(it).as_deref() == Some(&origin));
    // Put together anew, without a name and password that somebody may have put before the host.
    is_known.then(|| format!("{origin}{}{}", url.pathname(), url.search()))
}

/// Takes a link's fragment off the page's address, without a jump and without another entry in its history.
pub fn drop_fragment(study_id: &str) {
    let window = web_sys::window().expect("the widget runs in a page");
    let (Some(_), Ok(history), Ok(address)) = (carried(study_id), window.history(), location().href()) else {
        return;
    };
    let state = history.state().unwrap_or_default();
    // A page whose history cannot be written keeps its fragment, and tells the state again when it is loaded again.
    let _ = history.replace_state_with_url(&state, "", address.split('#').next());
}

/// An id has no letters that a fragment would have to escape.
fn prefix(study_id: &str) -> String {
    format!("{KEY}{study_id}:")
}

fn origin_of(endpoint: &Endpoint) -> Option<String> {
    Some(Url::new(&endpoint.url).ok()?.origin())
}

fn location() -> Location {
    web_sys::window().expect("the widget runs in a page").location()
}
