//! The component: the form in an app that is made with Leptos itself.
//!
//! It puts a `<referral-form>` into the view, and the same modules that the loader is made of show the start page and mount the form into
//! it: so it looks and speaks the same. The app links the engine and needs no loader; a page that has the loader too would fill the
//! element twice.

use js_sys::{Object, Promise, Reflect};
use leptos::html::{Custom, custom};
use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use web_sys::{HtmlElement, ShadowRoot};

use crate::gateway::start_page::StartPage;

/// What the loader has from its build: words, places, catalogues and the look of the start page.
const RELEASE: &str = include_str!(concat!(env!("OUT_DIR"), "/start_page.json"));

#[wasm_bindgen(module = "/src/loader/app.js")]
extern "C" {
    type Embedding;

    #[wasm_bindgen(js_name = embed)]
    fn embed(host: &HtmlElement, base: &str, release: &str, engine: &Object) -> Embedding;

    #[wasm_bindgen(method)]
    fn disconnected(this: &Embedding) -> Promise;

    #[wasm_bindgen(method, js_name = languageChanged)]
    fn language_changed(this: &Embedding);
}

/// The modules that the first imports; naming them puts them beside it.
mod beside {
    use wasm_bindgen::prelude::*;

    #[wasm_bindgen(module = "/src/loader/embedding.js")]
    extern "C" {
        type EmbeddingModule;
    }

    #[wasm_bindgen(module = "/src/loader/lists.js")]
    extern "C" {
        type ListsModule;
    }

    #[wasm_bindgen(module = "/src/loader/nodes.js")]
    extern "C" {
        type NodesModule;
    }

    #[wasm_bindgen(module = "/src/loader/start_page.js")]
    extern "C" {
        type StartPageModule;
    }

    #[wasm_bindgen(module = "/src/loader/start_page_choices.js")]
    extern "C" {
        type StartPageChoicesModule;
    }

    #[wasm_bindgen(module = "/src/loader/start_page_parts.js")]
    extern "C" {
        type StartPagePartsModule;
    }

    #[wasm_bindgen(module = "/src/loader/study_file.js")]
    extern "C" {
        type StudyFileModule;
    }

    #[wasm_bindgen(module = "/src/loader/study_texts.js")]
    extern "C" {
        type StudyTextsModule;
    }

    #[wasm_bindgen(module = "/src/loader/surroundings.js")]
    extern "C" {
        type SurroundingsModule;
    }

    #[wasm_bindgen(module = "/src/loader/typing.js")]
    extern "C" {
        type TypingModule;
    }

    #[wasm_bindgen(module = "/src/loader/words.js")]
    extern "C" {
        type WordsModule;
    }
}

/// The form of a study. What is spread onto it, such as `attr:mode="kiosk"` or `on:` with an event, goes onto the element.
///
/// ```
/// use leptos::prelude::*;
/// use referral_form::embed::ReferralForm;
///
/// #[component]
/// fn Page() -> impl IntoView {
///     view! { <ReferralForm study="/study.json" base="https://clinic.example/forms/" attr:heading-level="3" /> }
/// }
/// ```
#[component]
pub fn ReferralForm(
    /// Address of the study file, or `#id` of a script on the page whose text it is.
    #[prop(into)]
    study: String,
    /// URL of the folder with the words of other languages (`referral-form-es.json` and so on), with a slash at its end.
    #[prop(into)]
    base: String,
    /// Language to begin in, and to change to; otherwise that of the nearest element with a `lang`.
    #[prop(into, optional)]
    lang: MaybeProp<String>,
) -> impl IntoView {
    let host = NodeRef::<Custom<&'static str>>::new();
    let embedding = StoredValue::new_local(None::<Embedding>);
    host.on_load(move |host| embedding.set_value(Some(embed(&host, &base, RELEASE, &engine()))));
    // An effect comes after the attribute that it reads along with.
    Effect::new(move |_| {
        lang.track();
        embedding.with_value(|it| it.iter().for_each(Embedding::language_changed));
    });
    on_cleanup(move || {
        if let Some(embedding) = embedding.try_update_value(Option::take).flatten() {
            let _ = embedding.disconnected();
        }
    });
    custom("referral-form").node_ref(host).attr("study", study).attr("lang", move || lang.get())
}

/// What the loader calls of the engine, as functions of one object.
fn engine() -> Object {
    let engine = Object::new();
    let set = |name: &str, value: JsValue| {
        Reflect::set(&engine, &name.into(), &value).expect("a plain object takes any key");
    };
    type Mount = dyn FnMut(
        HtmlElement,
        ShadowRoot,
        Option<Promise>,
        Option<StartPage>,
        Option<String>,
    ) -> Result<usize, JsValue>;
    set("mount", Closure::<Mount>::wrap(Box::new(super::mount)).into_js_value());
    set("unmount", Closure::<dyn FnMut(usize)>::wrap(Box::new(super::unmount)).into_js_value());
    type Begin = dyn FnMut(usize, Option<String>, Option<String>) -> Promise;
    set("begin", Closure::<Begin>::wrap(Box::new(super::begin)).into_js_value());
    type Panel = dyn FnMut(usize) -> Promise;
    set("openMaterials", Closure::<Panel>::wrap(Box::new(super::open_materials)).into_js_value());
    type Language = dyn FnMut(usize, Option<String>);
    set("languageChanged", Closure::<Language>::wrap(Box::new(super::language_changed)).into_js_value());
    set("turnTo", Closure::<dyn FnMut(usize, String)>::wrap(Box::new(super::turn_to)).into_js_value());
    engine
}
