//! Links to the state of a referral: the host page's own address, with a fragment that names the study and the status address.
//!
//! `#referral-status=HAY-1:/status/TOKEN`, or `#/studies/7?referral-status=…` on a page that finds its way by the fragment. A fragment
//! reaches no server, no log and no referrer. It has the path alone where the
//! status address lies on the study's endpoint, and the whole address where it lies on that of a route; either way only an
//! origin of the study's endpoints is ever asked, so nobody can make a link that leads elsewhere.

use web_sys::{Location, Url};

use super::page;
use crate::domain::study::Endpoint;

/// The key in the fragment; the study's id follows, a colon, and the status address, up to the end.
const KEY: &str = "referral-status=";

/// What the page's fragment tells after the id of a study; `None` where it names another one, or is none of ours.
pub fn carried(study_id: &str) -> Option<String> {
    let fragment = location().hash().ok()?;
    parted(&fragment).1?.strip_prefix(&format!("{study_id}:")).map(str::to_owned)
}

/// A fragment without what is ours, and that.
fn parted(fragment: &str) -> (&str, Option<&str>) {
    let ours = fragment.match_indices(KEY).find(|(at, _)| fragment[..*at].ends_with(['#', '?', '&']));
    match ours {
        Some((at, _)) => (&fragment[..at - 1], Some(&fragment[at + KEY.len()..])),
        None => (fragment, None),
    }
}

/// The link to keep; `None` where the page has no address that could be kept.
///
/// `status` is the address that the endpoint answered with; `main` is the study's own endpoint. Of the queries of the page's address, which may
/// name a person, only those in `kept` stay.
pub fn link_to(study_id: &str, main: &Endpoint, status: &str, kept: &[String]) -> Option<String> {
    let location = location();
    let page = location.origin().ok().filter(|it| it.starts_with("http"))? + &location.pathname().ok()?;
    let query = page::only(&location.search().ok()?, kept);
    let fragment = location.hash().ok()?;
    let route = parted(&fragment).0;
    // An anchor is no way to a page.
    let fragment = if route.starts_with("#/") || route.starts_with("#!") {
        let (path, query) = route.split_once('?').unwrap_or((route, ""));
        match page::only(query, kept).as_str() {
            "" => format!("{path}?"),
            query => format!("{path}{query}&"),
        }
    } else {
        "#".to_owned()
    };
    let status = Url::new(status).ok()?;
    let origin = status.origin();
    let origin = if origin_of(main).as_deref() == Some(&origin) { "" } else { &origin };
    Some(format!("{page}{query}{fragment}{KEY}{study_id}:{origin}{}{}", status.pathname(), status.search()))
}

/// The status address that a link carries; `None` where its origin is that of no endpoint. The study's own comes first.
pub fn address(carried: &str, endpoints: &[&Endpoint]) -> Option<String> {
    let url = Url::new_with_base(carried, &endpoints.first()?.url).ok()?;
    let origin = url.origin();
    let is_known = endpoints.iter().any(|it| origin_of(it).as_deref() == Some(&origin));
    // Put together anew, without a name and password that somebody may have put before the host.
    is_known.then(|| format!("{origin}{}{}", url.pathname(), url.search()))
}

/// Takes what is ours off the page's address, without a jump and without another entry in its history.
pub fn drop_fragment(study_id: &str) {
    let window = web_sys::window().expect("the widget runs in a page");
    let (Some(_), Ok(history), Ok(address)) = (carried(study_id), window.history(), location().href()) else {
        return;
    };
    let state = history.state().unwrap_or_default();
    let (page, fragment) = address.split_once('#').unwrap_or((&address, ""));
    let route = format!("#{fragment}");
    let address = format!("{page}{}", parted(&route).0.trim_end_matches('#'));
    // A page whose history cannot be written keeps its fragment, and tells the state again when it is loaded again.
    let _ = history.replace_state_with_url(&state, "", Some(&address));
}

fn origin_of(endpoint: &Endpoint) -> Option<String> {
    Some(Url::new(&endpoint.url).ok()?.origin())
}

fn location() -> Location {
    web_sys::window().expect("the widget runs in a page").location()
}
