//! From a request to its answer: the order of the steps stands here.
//!
//! It is long because the steps are read together.

use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde_json::Value;

use super::answer::{Answer, Problem};
use super::auth::{self, Who};
use super::body::{self, Read};
use super::clock::stopwatch;
use super::error::MockError;
use super::keys::{Judged, Slot};
use super::limit::{self, Left};
use super::log::Entry;
use super::params;
use super::prefer;
use super::refusal::Finding;
use super::request::Request;
use super::script::Step;
use super::settings::Settings;
use super::site::{Found, Site};
use super::state::State;
use super::webhooks::Deliveries;
use crate::examples::follow;
use crate::ir::{OperationId, ParameterId, Trigger, TriggerInput, TriggerText};

/// A request, as scripts see it: what came, letter by letter.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Seen {
    /// The method.
    pub method: String,
    /// The path and the query.
    pub target: String,
    /// The headers, names in small letters.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
    /// Which connection brought it, from 1.
    pub connection: u64,
}

/// Who decides about each request.
pub(super) type Decide = Box<dyn FnMut(&Seen) -> Option<Step> + Send>;

/// An API that answers.
pub(super) struct Engine {
    pub site: Arc<Site>,
    pub settings: Settings,
    pub deliveries: Deliveries,
    state: Mutex<State>,
    decide: Mutex<Option<Decide>>,
    /// How many connections were accepted.
    pub connections: AtomicU64,
}

/// What came of a request.
pub(super) struct Outcome {
    pub answer: Answer,
    /// The idempotency key that is to be settled once the answer is on its way, and with what.
    pub settles: Option<(Slot, Option<Answer>)>,
}

/// A request on its way to an operation.
struct Call<'c> {
    id: OperationId,
    path: &'c [(ParameterId, String)],
    request: &'c Request,
}

impl Engine {
    pub fn new(site: Arc<Site>, settings: Settings) -> Self {
        Self {
            state: Mutex::new(State::new(&settings)),
            decide: Mutex::new(None),
            connections: AtomicU64::new(0),
            deliveries: Deliveries::default(),
            site,
            settings,
        }
    }

    pub fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Asks somebody about each request, before any script.
    pub fn decide(&self, decide: Option<Decide>) {
        *self.decide.lock().unwrap_or_else(PoisonError::into_inner) = decide;
    }

    /// Answers a complete request.
    pub fn respond(&self, request: &Request) -> Outcome {
        let took = stopwatch();
        let method = request.method.as_str();
        let found = match self.site.find(method, &request.path) {
            // The answer to `HEAD` is that to `GET`, of which the body is not sent.
            Found::OtherMethod(others)
                if method == "HEAD" && others.iter().any(|it| it == "GET") =>
            {
                self.site.find("GET", &request.path)
            }
            found => found,
        };
        let (mut outcome, of) = match found {
            Found::Operation(id, path) => {
                let call = Call {
                    id,
                    path: &path,
                    request,
                };
                (self.operation(&call), Some(id))
            }
            Found::OtherMethod(methods) => (self.other_method(request, &methods), None),
            Found::Nothing => (self.elsewhere(request), None),
        };
        if request.headers.contains_key("origin") {
            // Pages on other addresses, as programs under development are.
            outcome.answer.header("access-control-allow-origin", "*");
            outcome.answer.header("access-control-expose-headers", "*");
        }
        self.log(request, of, &outcome.answer, took());
        outcome
    }

    fn log(&self, request: &Request, of: Option<OperationId>, answer: &Answer, took: Duration) {
        let prepared = of.and_then(|id| self.site.prepared(id));
        let silent =
            matches!(answer.fault, Some(fault) if fault.after() == super::script::After::Nothing);
        let entry = Entry {
            number: 0,
            method: request.method.as_str().to_owned(),
            path: match prepared {
                Some(prepared) => prepared.template.clone(),
                None => self.site.shown(&request.path),
            },
            operation: prepared.map(|it| it.id.clone()),
            status: (!silent).then_some(answer.status),
            code: answer.code.clone(),
            because: answer.because.clone(),
            took,
        };
        let entry = self.state().log.add(entry, self.settings.most_kept);
        if let Some(watch) = &self.settings.watch {
            watch(&entry);
        }
    }

    fn other_method(&self, request: &Request, methods: &[String]) -> Outcome {
        let allowed = methods.join(", ");
        if request.method == "OPTIONS" {
            let mut answer = Answer::status(204).because("what may be asked for");
            answer.header("allow", &allowed);
            answer.header("access-control-allow-methods", &allowed);
            let asked = request.header("access-control-request-headers");
            answer.header("access-control-allow-headers", asked.unwrap_or("*"));
            return plain(answer);
        }
        let detail = "the document has the path, but not with this method";
        let mut answer = Answer::problem(405, "no-such-method", detail, &[]);
        answer.header("allow", &allowed);
        plain(answer)
    }

    fn elsewhere(&self, request: &Request) -> Outcome {
        let mut state = self.state();
        let now = state.clock.now();
        let is_post = request.method == "POST";
        let token = is_post.then(|| {
            auth::at_token_url(
                &self.site,
                &mut state.tokens,
                &request.path,
                now,
                &self.settings,
            )
        });
        plain(token.flatten().unwrap_or_else(|| {
            let detail = "the document has no operation with this path";
            Answer::problem(404, "no-such-operation", detail, &[])
        }))
    }

    fn operation(&self, call: &Call<'_>) -> Outcome {
        let step = self.step(call);
        let scripted = step.as_ref().filter(|it| it.decides());
        let at_once = scripted.filter(|_| !self.settings.check_first);
        let asked = match at_once {
            Some(step) => Some(self.stepped(call.id, step, "a script")),
            None if scripted.is_some() => None,
            None => self.asked(call),
        };
        let mut left = None;
        let mut refused = false;
        let mut outcome = match asked {
            Some(answer) => plain(answer),
            None => match self.checked(call, &mut left) {
                Err(answer) => {
                    refused = true;
                    plain(*answer)
                }
                Ok(body) => match scripted {
                    Some(step) => plain(self.stepped(call.id, step, "a script")),
                    None => self.performed(call, body),
                },
            },
        };
        let answer = &mut outcome.answer;
        let mut state = self.state();
        state.answered += 1;
        if let Some(left) = &left {
            limit::dress(&self.site, call.id, left, &state.clock, answer);
        }
        // Bytes that a script states are sent as they are.
        let exact = step.as_ref().is_some_and(|it| it.body.is_some()) && !refused;
        if !exact {
            answer.dated = Some(state.clock.since_epoch(state.clock.now()));
        }
        if let Some(envelope) = self.site.envelopes(call.id, answer.status).first()
            && !exact
        {
            let id = format!("mock-{}", state.answered);
            answer.header(envelope.request_id_header.as_str(), &id);
        }
        drop(state);
        // A script that has to wait for a right request says nothing of a wrong one.
        if let Some(step) = step.filter(|_| !(refused && self.settings.check_first)) {
            for (name, value) in &step.headers {
                answer.header(name, value);
            }
            (answer.fault, answer.delay) = (step.fault, step.delay);
            if !step.decides() && (step.fault.is_some() || !step.delay.is_zero()) {
                answer.because.get_or_insert_with(|| "a script".to_owned());
            }
        }
        outcome
    }

    /// The step that was scripted for a request.
    fn step(&self, call: &Call<'_>) -> Option<Step> {
        let mut decide = self.decide.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(decide) = decide.as_mut() {
            let request = call.request;
            let headers = request.headers.iter();
            let seen = Seen {
                method: request.method.as_str().to_owned(),
                target: match &request.query {
                    Some(query) => format!("{}?{query}", request.path),
                    None => request.path.clone(),
                },
                headers: headers
                    .map(|(name, value)| {
                        let value = String::from_utf8_lossy(value.as_bytes());
                        (name.as_str().to_owned(), value.into_owned())
                    })
                    .collect(),
                body: request.body.to_vec(),
                connection: request.connection,
            };
            if let Some(step) = decide(&seen) {
                return Some(step);
            }
        }
        drop(decide);
        self.state().next_step(call.id)
    }

    fn stepped(&self, id: OperationId, step: &Step, why: &str) -> Answer {
        match self.site.answer(id, step) {
            Ok(answer) => answer.because(why),
            Err(error) => Answer::problem(400, "no-such-answer", &error.to_string(), &[]),
        }
    }

    /// The error that a request asks for itself, by `Prefer` or by an input that the document declares.
    fn asked(&self, call: &Call<'_>) -> Option<Answer> {
        if let Some(step) = prefer::asked(call.request) {
            return Some(self.stepped(call.id, &step, "asked for by Prefer"));
        }
        let triggers = self.site.api.triggers.iter();
        let mut pulled = triggers.filter(|it| self.is_pulled(it, call.request));
        let trigger = pulled.next()?;
        let step = Step {
            status: trigger.status.map(|it| it.first),
            error: trigger.code.as_ref().map(|it| it.as_str().to_owned()),
            ..Step::default()
        };
        // An operation that does not declare the error does not know the trigger either.
        let answer = self.site.answer(call.id, &step).ok()?;
        (!answer.own).then(|| answer.because("an input that the document declares for this"))
    }

    fn is_pulled(&self, trigger: &Trigger, request: &Request) -> bool {
        let text = match &trigger.input {
            TriggerInput::ApiKey => auth::api_key(&self.site, request),
            TriggerInput::Header(name) => request.header(name.as_str()).map(str::to_owned),
            TriggerInput::Query(name) => request.query_value(name.as_str()),
            TriggerInput::Body(at) => {
                let body = serde_json::from_slice::<Value>(&request.body).ok();
                body.and_then(|body| {
                    Some(match follow(&body, at)? {
                        Value::String(text) => text.clone(),
                        other => other.to_string(),
                    })
                })
            }
        };
        let Some(text) = text else { return false };
        match &trigger.text {
            TriggerText::Whole(whole) => text == whole.as_str(),
            TriggerText::Ending(ending) => text.ends_with(ending.as_str()),
        }
    }

    /// Credential, limit, parameters and body. What the body holds as JSON comes back.
    fn checked(
        &self,
        call: &Call<'_>,
        left: &mut Option<Left>,
    ) -> Result<Option<Value>, Box<Answer>> {
        let (id, request) = (call.id, call.request);
        let operation = &self.site.api.operations[id];
        let mut state = self.state();
        let now = state.clock.now();
        let of = (operation, call.path);
        let who: Who =
            auth::authenticate(&self.site, &state.tokens, of, request, now, &self.settings)
                .map_err(|finding| self.site.refuse(id, finding, &[]))?;
        *left = state.limits.count(who, now, &self.settings);
        if let Some(left) = left.as_ref().filter(|it| it.beyond) {
            let mut answer = self.site.refuse(id, Finding::TooMany, &[]);
            limit::refuse(&self.site, id, left, &state.clock, &mut answer);
            return Err(Box::new(answer));
        }
        drop(state);
        let mut found = params::check(&self.site.api, operation, call.path, request);
        let body = match body::read(&self.site.api, operation.body.as_ref(), request) {
            Read::Right(body) => body,
            Read::OtherMediaType => {
                return Err(Box::new(self.site.refuse(id, Finding::MediaType, &[])));
            }
            Read::Wrong(problems) => {
                found.extend(problems);
                None
            }
        };
        if found.is_empty() {
            return Ok(body);
        }
        let missing = found.iter().all(|problem: &Problem| problem.missing);
        let finding = match missing {
            true => Finding::Missing,
            false => Finding::Invalid,
        };
        Err(Box::new(self.site.refuse(id, finding, &found)))
    }

    /// What the operation does, once.
    fn performed(&self, call: &Call<'_>, body: Option<Value>) -> Outcome {
        let operation = &self.site.api.operations[call.id];
        let mut state = self.state();
        let now = state.clock.now();
        let judged = state.keys.judge(
            call.id,
            operation,
            call.path,
            call.request,
            now,
            &self.settings,
        );
        let facts = operation.idempotency.as_ref();
        let refused = |fact, finding| plain(self.site.refuse_key(call.id, fact, finding));
        let slot = match judged {
            Judged::New(slot) => slot,
            Judged::Known(answer) => return plain(*answer),
            Judged::Mismatch => {
                let fact = facts.and_then(|it| it.mismatch.as_ref());
                return refused(fact, Finding::Mismatch);
            }
            Judged::InFlight => {
                let fact = facts.and_then(|it| it.in_flight.as_ref());
                return refused(fact, Finding::InFlight);
            }
            Judged::Missing => {
                let fact = facts.and_then(|it| it.missing.as_ref());
                return refused(fact, Finding::NoKey);
            }
        };
        let mut answer = self.result(&mut state, call.id, call.request, body.as_ref());
        if !self.site.makes(call.id).is_empty() {
            let tokens = &mut state.tokens;
            let (id, path) = (call.id, call.path);
            auth::issue(
                &self.site,
                tokens,
                id,
                path,
                &mut answer,
                now,
                &self.settings,
            );
        }
        let settles = slot.map(|slot| {
            let success = answer.status < 400;
            let all =
                facts.and_then(|it| it.replays.as_ref()) == Some(&faultcode_facts::Replays::All);
            let outcome = (success || all).then(|| answer.clone());
            (slot, outcome)
        });
        Outcome { answer, settles }
    }

    /// Remembers what a key was answered with.
    pub fn settle(&self, settles: Option<(Slot, Option<Answer>)>) {
        if let Some((slot, answer)) = settles {
            self.state().keys.settle(&slot, answer, &self.settings);
        }
    }

    /// Adds steps for an operation, or for any.
    ///
    /// # Errors
    ///
    /// There is no such operation, or it declares no such error.
    pub fn script(&self, operation: &str, steps: Vec<Step>) -> Result<(), MockError> {
        let of = match operation {
            "*" => None,
            name => Some(self.site.named(name)?),
        };
        for step in &steps {
            match of {
                Some(id) => drop(self.site.answer(id, step)?),
                None => self.known_anywhere(step)?,
            }
        }
        let mut state = self.state();
        let queue = state.scripts.entry(of).or_default();
        if queue.len() + steps.len() > self.settings.most_kept {
            return Err(MockError::Script("there are too many steps".to_owned()));
        }
        queue.extend(steps);
        Ok(())
    }

    /// Whether some operation can answer so.
    fn known_anywhere(&self, step: &Step) -> Result<(), MockError> {
        let mut wrong = None;
        for id in self.site.api.operations.ids() {
            match self.site.answer(id, step) {
                Ok(_) => return Ok(()),
                Err(error) => wrong = Some(error),
            }
        }
        wrong.map_or(Ok(()), Err)
    }
}

/// An answer that settles nothing.
fn plain(answer: Answer) -> Outcome {
    Outcome {
        answer,
        settles: None,
    }
}
