//! Elements by themselves: what they hear, and what stands in them.

use std::cell::Cell;
use std::rc::Rc;

use leptos::mount::mount_to_renderer;
use leptos::prelude::*;
use referral_form::ui::element::{El, el};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::*;
use web_sys::{Element, HtmlInputElement};

use crate::person::a_turn;

/// A button that counts how often it was pressed.
fn counter(presses: &Rc<Cell<u32>>) -> El {
    let presses = presses.clone();
    el("button").on("click", move |_| presses.set(presses.get() + 1))
}

#[wasm_bindgen_test]
fn nobody_hears_of_an_element_that_is_gone_and_nobody_else_takes_it_for_theirs() {
    let (of_former, of_next) = (Rc::default(), Rc::default());
    let former = counter(&of_former);
    let node = former.node();
    node.click();
    drop(former);
    let next = counter(&of_next);
    node.click();
    next.node().click();
    assert_eq!((of_former.get(), of_next.get()), (1, 1));
}

#[wasm_bindgen_test]
fn a_handler_may_cause_what_another_one_handles() {
    let presses: Rc<Cell<u32>> = Rc::default();
    let (inner, outer) = (counter(&presses), counter(&presses));
    let node = inner.node();
    let outer = outer.on("click", move |_| node.click());
    outer.node().click();
    assert_eq!(presses.get(), 2);
}

#[wasm_bindgen_test]
fn what_stands_in_a_control_stands_there_to_the_letter() {
    let value = "a\0b <i>\u{1}";
    let control = el("div").child(el("input").attr("type", "text").value(value)).text("c\0d").node();
    let input: HtmlInputElement = control.first_element_child().unwrap().unchecked_into();
    assert_eq!(input.value(), value);
    // Texts are for people, and a zero would be seen by nobody.
    assert_eq!(control.text_content().as_deref(), Some("c\u{fffd}d"));
}

#[wasm_bindgen_test]
fn what_is_added_after_a_node_was_needed_belongs_to_it() {
    let presses = Rc::default();
    let made = el("div").text("a");
    let node = made.node();
    let child = counter(&presses);
    let button = child.node();
    let whole = el("section").child(made.text("b").attr("id", "late").child(child));
    assert_eq!(whole.node().inner_html(), r#"<div id="late">ab<button></button></div>"#);
    assert!(whole.node().first_element_child().is_some_and(|it| it == *node));
    button.click();
    assert_eq!(presses.get(), 1);
}

#[wasm_bindgen_test]
async fn what_is_kept_up_to_date_together_runs_once_for_a_change() {
    let owner = Owner::new();
    owner.set();
    let signal = RwSignal::new(1);
    let runs: Rc<Cell<u32>> = Rc::default();
    let counted = runs.clone();
    let whole = el("p")
        .child(el("i").text_of(move || {
            counted.set(counted.get() + 1);
            signal.get().to_string()
        }))
        .child(el("b").shown(move || signal.get() > 1))
        .as_one();
    let page: Element = el("main").node().unchecked_into();
    let _mounted = mount_to_renderer(&page, move || whole);
    assert_eq!(page.inner_html(), r#"<p><i>1</i><b hidden=""></b></p>"#);
    signal.set(2);
    a_turn().await;
    assert_eq!(page.inner_html(), "<p><i>2</i><b></b></p>");
    assert_eq!(runs.get(), 2);
}

#[wasm_bindgen_test]
async fn a_text_changes_for_whoever_reads_the_page_through_a_translator() {
    let owner = Owner::new();
    owner.set();
    let step = RwSignal::new("First");
    let heading = el("h2").text_of(move || step.get().to_owned());
    let node = heading.node();
    // What a translator makes of the text node, twice over.
    let wrapped = js_sys::Function::new_with_args(
        "it",
        "const font = document.createElement('font');
        font.append(document.createElement('font'));
        font.firstChild.append('Erstens');
        it.firstChild.replaceWith(font);",
    );
    wrapped.call1(&wasm_bindgen::JsValue::NULL, &node).unwrap();
    assert_eq!(node.text_content().as_deref(), Some("Erstens"));
    step.set("Second");
    a_turn().await;
    assert_eq!(node.text_content().as_deref(), Some("Second"));
}
