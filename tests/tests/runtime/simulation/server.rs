//! The server: does what it is asked, once per key, and writes down each thing that it does.

use std::collections::BTreeMap;
use std::time::Duration;

use faultcode_runtime::Bytes;

use super::fate::{Fate, words};
use super::intent::Op;
use super::network::{Ends, Fault, Said, Seen};
use super::world::{Event, World, ms};

#[derive(Debug, Default)]
pub struct Server {
    down: bool,
    keys: BTreeMap<String, Known>,
    /// What was done, by the request that asked for it.
    pub done: Vec<Effect>,
    /// Requests whose connection is open at the server.
    open: Vec<usize>,
}

#[derive(Debug)]
struct Known {
    body: Option<Bytes>,
    /// The request that is being worked on.
    busy: Option<usize>,
}

/// Something that was done.
#[derive(Clone, Copy, Debug)]
pub struct Effect {
    pub call: usize,
    /// Whether it was the network that asked a second time.
    pub again: bool,
}

impl World {
    /// A body was read as a whole.
    pub fn read(&mut self, wire: usize, body: Bytes) {
        self.judge_body(wire, &body);
        self.wires[wire].body = Some(body);
    }

    /// A request is at the server.
    pub fn arrive(&mut self, wire: usize, again: bool) {
        self.note(format_args!(
            "server gets {wire}{}",
            if again { " again" } else { "" }
        ));
        if self.server.down {
            if !again {
                // Without a connection there is nothing that could come a second time.
                self.wires[wire].fate = Fate::NoConnection(Fault::Refused);
                self.answer(wire, Err(Fault::Refused));
            }
            return;
        }
        if again && !matches!(self.wires[wire].fate, Fate::Twice(_)) {
            return;
        }
        let (fate, op) = (self.wires[wire].fate, self.wires[wire].asked.op);
        if !again {
            self.server.open.push(wire);
        }
        if !self
            .issuer
            .takes(self.wires[wire].asked.token.as_deref(), self.now)
        {
            if !again {
                let mut said = Said::of(words(401, "TOKEN_EXPIRED"), false);
                let asked = &self.wires[wire].asked;
                let (token, key) = (asked.token.clone(), asked.key.clone());
                said.body = format!(
                    r#"{{"code": "TOKEN_EXPIRED", "message": "{} is old, and so is {}"}}"#,
                    token.unwrap_or_default(),
                    key.unwrap_or_default()
                );
                self.answer(wire, Ok(said));
            }
            return;
        }
        if let (Fate::Refused(words), false) = (fate, again) {
            return self.answer(wire, Ok(Said::of(words, false)));
        }
        if op == Op::Look {
            return self.worked(wire, again);
        }
        if op == Op::Charge {
            let Some(key) = self.wires[wire].asked.key.clone() else {
                return self.answer(wire, Ok(Said::of(words(400, ""), false)));
            };
            let body = self.wires[wire].body.clone();
            match self.server.keys.get(&key) {
                Some(known) if known.body != body => {
                    let said = Said::of(words(409, "KEY_REUSED"), false);
                    return self.answer(wire, Ok(said));
                }
                Some(Known { busy: Some(_), .. }) => {
                    if !again {
                        let said = Said::of(words(409, "KEY_BUSY"), false);
                        self.answer(wire, Ok(said));
                    }
                    return;
                }
                // From the book.
                Some(_) => return self.answer_done(wire, again),
                None => {}
            }
            let busy = Some(wire);
            self.server.keys.insert(key, Known { body, busy });
        }
        match fate {
            Fate::Slow(wait) if !again => {
                self.at(wait, Event::Worked(wire));
            }
            _ => self.worked(wire, again),
        }
    }

    /// The work of a request is done, unless the server went down meanwhile.
    pub fn worked(&mut self, wire: usize, again: bool) {
        let asked = &self.wires[wire].asked;
        let (call, op, key) = (asked.call, asked.op, asked.key.clone());
        if !again && !self.server.open.contains(&wire) {
            return;
        }
        if op == Op::Charge {
            let known = key.and_then(|key| self.server.keys.get_mut(&key));
            match known {
                Some(known) if known.busy == Some(wire) => known.busy = None,
                _ => return,
            }
        }
        if op != Op::Look {
            self.note(format_args!("server does {wire}"));
            self.server.done.push(Effect { call, again });
        }
        self.answer_done(wire, again);
    }

    /// Answers that it is done, as the request's fate has it.
    fn answer_done(&mut self, wire: usize, again: bool) {
        if again {
            return;
        }
        let mut said = Said::success(r#"{"id": "c1"}"#);
        match self.wires[wire].fate {
            Fate::LostAfter => return self.answer(wire, Err(Fault::Reset)),
            Fate::SilentAfter => return,
            Fate::Answered(words) => {
                said = Said::of(words, false);
                if words.code == "DONE" && self.wires[wire].asked.op == Op::Look {
                    said = Said::success(r#"{"id": "c1"}"#);
                }
            }
            Fate::Cut => said.ends = Ends::Cut,
            Fate::Stalled => said.ends = Ends::Stalled,
            Fate::Odd => said.body = r#"{"id": 5}"#.to_owned(),
            _ => {}
        }
        self.answer(wire, Ok(said));
    }

    fn answer(&mut self, wire: usize, outcome: Result<Said, Fault>) {
        let status = outcome.as_ref().map(|said| said.status);
        self.note(format_args!("server answers {wire}: {status:?}"));
        let wait = self.moment();
        self.at(wait, Event::Reply { wire, outcome });
    }

    /// The server goes down: every connection ends, and work that is not done is not done.
    pub fn goes_down(&mut self) {
        self.note(format_args!("server goes down"));
        self.server.down = true;
        self.server.keys.retain(|_, known| known.busy.is_none());
        for wire in std::mem::take(&mut self.server.open) {
            if self.wires[wire].seen == Seen::Waiting {
                let outcome = Err(Fault::Reset);
                self.at(Duration::ZERO, Event::Reply { wire, outcome });
            }
        }
        let wait = ms(self.chance.pick(&[1, 50, 400, 3000]));
        self.at(wait, Event::Up);
    }

    pub fn comes_up(&mut self) {
        self.note(format_args!("server is up"));
        self.server.down = false;
    }
}
