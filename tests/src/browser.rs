//! Chromium without a window, led through its debugging pipe: keys are pressed as people press them, and what it complains of or asks
//! the network for is kept.

use std::fs::{File, OpenOptions};
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use base64::Engine as _;
use serde_json::{Value, json};

use crate::folder::Folder;

/// How long an answer may take: a machine that does other things as well is slow.
const PATIENCE: Duration = Duration::from_secs(120);

/// A running browser with one page. Dropping it ends it.
#[derive(Debug)]
pub struct Browser {
    child: Child,
    pipe: File,
    incoming: Receiver<Value>,
    number: u64,
    session: Option<String>,
    events: Vec<Value>,
    _folder: Folder,
}

impl Browser {
    /// Starts the program.
    ///
    /// # Panics
    ///
    /// It does not start, or says nothing.
    pub fn start(program: &Path) -> Self {
        let folder = Folder::new("browser");
        let pipes = ["in", "out"].map(|name| folder.file(name));
        let made = Command::new("mkfifo").args(&pipes).status();
        assert!(made.expect("mkfifo").success(), "no pipes");
        // The browser reads from its third stream and writes to its fourth.
        let mut child = Command::new("sh")
            .args(["-c", "exec 3<\"$0\" 4>\"$1\"; shift; exec \"$@\""])
            .args(&pipes)
            .arg(program)
            .args([
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--disable-background-networking",
                "--no-first-run",
                "--hide-scrollbars",
                "--remote-debugging-pipe",
            ])
            .arg(format!(
                "--user-data-dir={}",
                folder.file("profile").display()
            ))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("a shell");
        let [input, output] = pipes;
        let pipe = OpenOptions::new().write(true).open(input);
        let pipe = pipe.unwrap_or_else(|error| {
            let _ = child.kill();
            panic!("the pipe: {error}")
        });
        let from = BufReader::new(File::open(output).expect("the other pipe"));
        let (send, incoming) = channel();
        std::thread::spawn(move || {
            for message in from.split(0).map_while(Result::ok) {
                let value = serde_json::from_slice(&message).unwrap_or(Value::Null);
                if send.send(value).is_err() {
                    return;
                }
            }
        });
        let mut browser = Self {
            child,
            pipe,
            incoming,
            number: 0,
            session: None,
            events: Vec::new(),
            _folder: folder,
        };
        let target = browser.call("Target.createTarget", &json!({"url": "about:blank"}));
        let attached = json!({"targetId": target["targetId"], "flatten": true});
        let attached = browser.call("Target.attachToTarget", &attached);
        browser.session = attached["sessionId"].as_str().map(str::to_owned);
        for domain in ["Page", "Runtime", "Log", "Network"] {
            browser.call(&format!("{domain}.enable"), &json!({}));
        }
        browser.size(1280, 900);
        browser
    }

    /// Asks it for something.
    ///
    /// # Panics
    ///
    /// It refuses, or does not answer.
    pub fn call(&mut self, method: &str, parameters: &Value) -> Value {
        self.number += 1;
        let mut message = json!({"id": self.number, "method": method, "params": parameters});
        if let Some(session) = &self.session {
            message["sessionId"] = session.as_str().into();
        }
        let mut text = message.to_string().into_bytes();
        text.push(0);
        self.pipe.write_all(&text).expect("the browser reads");
        loop {
            let answer = self.next(method);
            if answer["id"] == self.number {
                assert!(answer["error"].is_null(), "{method}: {}", answer["error"]);
                return answer["result"].clone();
            }
            self.events.push(answer);
        }
    }

    fn next(&self, what: &str) -> Value {
        let next = self.incoming.recv_timeout(PATIENCE);
        next.unwrap_or_else(|_| panic!("the browser does not answer {what}"))
    }

    /// Shows a file, with a fragment where that is not empty, and waits until it is loaded.
    pub fn open(&mut self, file: &Path, fragment: &str) {
        self.events.clear();
        self.call("Page.navigate", &json!({"url": "about:blank"}));
        let url = format!("file://{}{fragment}", file.display());
        self.call("Page.navigate", &json!({"url": url}));
        self.wait("document.readyState === 'complete' && location.protocol === 'file:'");
    }

    /// What an expression gives.
    ///
    /// # Panics
    ///
    /// It throws.
    pub fn eval(&mut self, expression: &str) -> Value {
        let asked = json!({"expression": expression, "returnByValue": true, "awaitPromise": true});
        let answer = self.call("Runtime.evaluate", &asked);
        let thrown = &answer["exceptionDetails"];
        assert!(thrown.is_null(), "{expression}: {thrown}");
        answer["result"]["value"].clone()
    }

    /// What an expression gives, as text.
    pub fn text(&mut self, expression: &str) -> String {
        match self.eval(expression) {
            Value::String(text) => text,
            other => other.to_string(),
        }
    }

    /// Waits until an expression is true.
    ///
    /// # Panics
    ///
    /// It does not become true.
    pub fn wait(&mut self, expression: &str) {
        for _ in 0..600 {
            if self.eval(expression) == true {
                return;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        panic!("it never holds: {expression}");
    }

    /// Presses a key: `Tab`, `Enter`, `Shift+Tab`, `Control+End`, or a sign.
    pub fn press(&mut self, key: &str) {
        let (held, key) = key.rsplit_once('+').unwrap_or(("", key));
        let modifiers = match held {
            "Control" => 2,
            "Shift" => 8,
            _ => 0,
        };
        let number = match key {
            "Tab" => 9,
            "Enter" => 13,
            "Escape" => 27,
            " " => 32,
            "PageUp" => 33,
            "PageDown" => 34,
            "End" => 35,
            "Home" => 36,
            "ArrowLeft" => 37,
            "ArrowUp" => 38,
            "ArrowRight" => 39,
            "ArrowDown" => 40,
            sign => sign.bytes().next().map_or(0, u32::from),
        };
        let text = match key {
            "Enter" => "\r",
            sign if sign.len() == 1 && held.is_empty() => sign,
            _ => "",
        };
        let mut event = json!({"type": "keyDown", "key": key, "modifiers": modifiers, "windowsVirtualKeyCode": number});
        if !text.is_empty() {
            event["text"] = text.into();
        }
        self.call("Input.dispatchKeyEvent", &event);
        event["type"] = "keyUp".into();
        self.call("Input.dispatchKeyEvent", &event);
    }

    /// Types a text where the focus is.
    pub fn write(&mut self, text: &str) {
        self.call("Input.insertText", &json!({"text": text}));
    }

    /// The size of the window.
    pub fn size(&mut self, width: u32, height: u32) {
        let size =
            json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": false});
        self.call("Emulation.setDeviceMetricsOverride", &size);
    }

    /// Which colours the person who looks prefers: `light` or `dark`.
    pub fn prefer(&mut self, scheme: &str) {
        let feature = json!([{"name": "prefers-color-scheme", "value": scheme}]);
        self.call("Emulation.setEmulatedMedia", &json!({"features": feature}));
    }

    /// A picture of what is seen.
    pub fn picture(&mut self, file: &Path) {
        let picture = self.call("Page.captureScreenshot", &json!({"format": "png"}));
        let picture = picture["data"].as_str().unwrap_or_default();
        let picture = base64::engine::general_purpose::STANDARD.decode(picture);
        std::fs::write(file, picture.expect("base64")).expect("the folder can be written");
    }

    /// What the page complained of or asked for since it was opened: errors and warnings of its console, exceptions, and requests beside that
    /// for itself.
    pub fn complaints(&mut self) -> Vec<String> {
        // Whatever came before this answer has been read.
        self.call("Runtime.evaluate", &json!({"expression": "0"}));
        let mut found = Vec::new();
        for event in &self.events {
            let about = &event["params"];
            let complaint = match event["method"].as_str().unwrap_or_default() {
                "Runtime.exceptionThrown" => about["exceptionDetails"].to_string(),
                "Log.entryAdded" => about["entry"].to_string(),
                "Runtime.consoleAPICalled" => about.to_string(),
                "Network.requestWillBeSent" => {
                    let url = about["request"]["url"].as_str().unwrap_or_default();
                    if url.starts_with("file:") && about["type"] == "Document" || url == "data:," {
                        continue;
                    }
                    format!("asked for {url}")
                }
                _ => continue,
            };
            found.push(complaint);
        }
        found
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
