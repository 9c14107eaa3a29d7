//! The WebDriver protocol, as much of it as these tests speak.
//!
//! One blocking call per command, so a test reads from top to bottom and no asynchronous runtime is built for it. Only standard
//! commands stand here, and the log and DevTools commands that some drivers add; what a person does with them is `referrer`'s.
//!
//! Source: W3C WebDriver Level 2.

use std::time::Duration;

use serde_json::{Value, json};

/// The key under which an element's reference travels. Source: WebDriver §12, web element identifier.
const ELEMENT_KEY: &str = "element-6066-11e4-a52e-4f735466cecf";
/// Longest time that one command may take, page loads and large screenshots included.
const COMMAND_TIME_LIMIT: Duration = Duration::from_secs(300);

/// A refused command. Reader: whoever wrote the test.
#[derive(Debug, thiserror::Error)]
#[error("{code}: {message}")]
pub struct Refused {
    /// The error code of the protocol, such as `stale element reference`.
    pub code: String,
    message: String,
}

impl Refused {
    /// Whether the page was only just changing, so that the same command may succeed in a moment.
    pub fn may_pass(&self) -> bool {
        matches!(
            self.code.as_str(),
            "stale element reference"
                | "element not interactable"
                | "element click intercepted"
                | "detached shadow root"
                | "no such element"
        )
    }
}

/// A reference to an element of the page.
#[derive(Debug, Clone, PartialEq)]
pub struct Element(String);

impl Element {
    /// Reads a reference out of what a script returned.
    pub fn from_json(value: &Value) -> Option<Self> {
        value[ELEMENT_KEY].as_str().map(|id| Self(id.to_owned()))
    }

    /// The reference as an argument for a script.
    pub fn to_json(&self) -> Value {
        json!({ ELEMENT_KEY: self.0 })
    }
}

/// One session with one browser. Ends with the value.
pub struct Session {
    agent: ureq::Agent,
    url: String,
    /// What the driver said of the browser that it started.
    pub capabilities: Value,
}

impl Session {
    /// Asks the driver at `driver_url` for a browser with these capabilities.
    pub fn start(driver_url: &str, capabilities: &Value) -> Result<Self, Refused> {
        let agent: ureq::Agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(COMMAND_TIME_LIMIT))
            .build()
            .into();
        let body = json!({ "capabilities": { "alwaysMatch": capabilities } });
        let mut value = send(&agent, "POST", &format!("{driver_url}/session"), &body)?;
        let id = value["sessionId"].as_str().expect("a started session has an id");
        let url = format!("{driver_url}/session/{id}");
        Ok(Self { agent, url, capabilities: value["capabilities"].take() })
    }

    pub fn open(&self, url: &str) {
        self.post("url", &json!({ "url": url })).unwrap_or_else(|it| panic!("{url} did not open: {it}"));
    }

    /// Runs a function body in the page, with arguments, and returns what it returned.
    pub fn run(&self, script: &str, arguments: &[Value]) -> Result<Value, Refused> {
        self.post("execute/sync", &json!({ "script": script, "args": arguments }))
    }

    pub fn click(&self, element: &Element) -> Result<(), Refused> {
        // Firefox's driver scrolls the element's own frame and not the page around it, where the mouse then misses.
        self.run("arguments[0].scrollIntoView({ block: 'nearest' })", &[element.to_json()])?;
        self.post(&format!("element/{}/click", element.0), &json!({})).map(drop)
    }

    /// Empties a field as a person does before typing anew.
    pub fn clear(&self, element: &Element) -> Result<(), Refused> {
        self.post(&format!("element/{}/clear", element.0), &json!({})).map(drop)
    }

    pub fn send_keys(&self, element: &Element, text: &str) -> Result<(), Refused> {
        self.post(&format!("element/{}/value", element.0), &json!({ "text": text })).map(drop)
    }

    /// The name that assistive technology is given for an element.
    pub fn accessible_name(&self, element: &Element) -> Result<String, Refused> {
        self.text_of(&format!("element/{}/computedlabel", element.0))
    }

    /// Presses keys one after the other, wherever the focus is.
    pub fn press_keys(&self, keys: &str) {
        let mut strokes = Vec::new();
        for key in keys.chars() {
            strokes.push(json!({ "type": "keyDown", "value": key }));
            strokes.push(json!({ "type": "keyUp", "value": key }));
        }
        let actions = json!({ "actions": [{ "type": "key", "id": "keyboard", "actions": strokes }] });
        self.post("actions", &actions).expect("keys can be pressed");
    }

    /// Presses a key while another is held down.
    pub fn press_with(&self, held: char, key: char) {
        let strokes = json!([
            { "type": "keyDown", "value": held }, { "type": "keyDown", "value": key },
            { "type": "keyUp", "value": key }, { "type": "keyUp", "value": held },
        ]);
        let actions = json!({ "actions": [{ "type": "key", "id": "keyboard", "actions": strokes }] });
        self.post("actions", &actions).expect("keys can be pressed");
    }

    /// Presses the main button of the mouse twice over the middle of an element, as fast as a driver can.
    pub fn double_click(&self, element: &Element) -> Result<(), Refused> {
        // Strokes of a mouse bring nothing into the window.
        self.run("arguments[0].scrollIntoView({ block: 'center' })", &[element.to_json()])?;
        let strokes = json!([
            { "type": "pointerMove", "duration": 0, "origin": element.to_json(), "x": 0, "y": 0 },
            { "type": "pointerDown", "button": 0 }, { "type": "pointerUp", "button": 0 },
            { "type": "pointerDown", "button": 0 }, { "type": "pointerUp", "button": 0 },
        ]);
        let actions = json!({ "actions": [{ "type": "pointer", "id": "mouse", "actions": strokes }] });
        self.post("actions", &actions).map(drop)
    }

    /// Gives the window, frame included, another size in CSS pixels.
    pub fn resize(&self, width: u32, height: u32) {
        let size = json!({ "width": width, "height": height });
        self.post("window/rect", &size).expect("a window can be resized");
    }

    /// Presses the main button of the mouse at a point of the window, in CSS pixels.
    pub fn click_at(&self, [x, y]: [f64; 2]) -> Result<(), Refused> {
        let strokes = json!([
            { "type": "pointerMove", "duration": 0, "origin": "viewport", "x": x.round(), "y": y.round() },
            { "type": "pointerDown", "button": 0 }, { "type": "pointerUp", "button": 0 },
        ]);
        let actions = json!({ "actions": [{ "type": "pointer", "id": "mouse", "actions": strokes }] });
        self.post("actions", &actions).map(drop)
    }

    /// The window as a PNG.
    pub fn screenshot(&self) -> Result<Vec<u8>, Refused> {
        self.text_of("screenshot").map(|it| picture(&it))
    }

    /// Leaves all frames; everything after happens on the page around them.
    pub fn leave_frames(&self) {
        self.post("frame", &json!({ "id": null })).expect("the page is there");
    }

    /// Enters the `index`th frame of the page; everything after happens inside.
    pub fn enter_frame(&self, index: usize) {
        self.post("frame", &json!({ "id": index })).expect("the page has that frame");
    }

    /// What was logged since the last call, of the kind `browser` (the console) or `performance` (the network).
    pub fn log(&self, kind: &str) -> Result<Vec<Value>, Refused> {
        let lines = self.post("se/log", &json!({ "type": kind }))?;
        Ok(lines.as_array().cloned().unwrap_or_default())
    }

    /// Gives a command of the DevTools protocol, which only Chromium's driver passes on.
    pub fn devtools(&self, command: &str, parameters: &Value) -> Result<Value, Refused> {
        self.post("goog/cdp/execute", &json!({ "cmd": command, "params": parameters }))
    }

    /// Gives a command that is one engine's own.
    pub fn command(&self, path: &str, parameters: &Value) -> Result<Value, Refused> {
        self.post(path, parameters)
    }

    fn text_of(&self, path: &str) -> Result<String, Refused> {
        let value = send(&self.agent, "GET", &format!("{}/{path}", self.url), &Value::Null)?;
        Ok(value.as_str().unwrap_or_default().to_owned())
    }

    fn post(&self, path: &str, body: &Value) -> Result<Value, Refused> {
        send(&self.agent, "POST", &format!("{}/{path}", self.url), body)
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        // A browser that is gone already needs no farewell.
        let _gone = send(&self.agent, "DELETE", &self.url, &Value::Null);
    }
}

/// The PNG that a browser has sent as a text.
pub fn picture(encoded: &str) -> Vec<u8> {
    use base64::{Engine, engine::general_purpose::STANDARD};
    STANDARD.decode(encoded).expect("a browser sends its pictures in base64")
}

fn send(agent: &ureq::Agent, method: &str, url: &str, body: &Value) -> Result<Value, Refused> {
    let unreachable =
        |why: ureq::Error| Refused { code: "driver out of reach".into(), message: why.to_string() };
    let response = match method {
        "GET" => agent.get(url).call(),
        "DELETE" => agent.delete(url).call(),
        _ => agent.post(url).content_type("application/json").send(body.to_string()),
    };
    let mut response = response.map_err(unreachable)?;
    let text = response.body_mut().with_config().limit(256 << 20).read_to_string().map_err(unreachable)?;
    let mut answer: Value = serde_json::from_str(&text).expect("a driver answers in JSON");
    let value = answer["value"].take();
    match value["error"].as_str() {
        Some(code) if !response.status().is_success() => Err(Refused {
            code: code.to_owned(),
            message: value["message"].as_str().unwrap_or_default().to_owned(),
        }),
        _ => Ok(value),
    }
}
