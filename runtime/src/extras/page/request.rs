//! A request that is made again for another page of the same list.

use crate::call::envelope::lookup;
use crate::call::request::{BuildError, Content, Request, member, push_pair};
use crate::facts::PagePlace;
use crate::model::param::{decode, encode};
use crate::policy::hint::BodyValue;
use faultcode_facts::JSON;

impl Request {
    /// The same request once more.
    pub(crate) fn copy(&self) -> Self {
        Self {
            client: self.client.clone(),
            operation: self.operation,
            path: self.path.clone(),
            query: self.query.clone(),
            target: self.target.clone(),
            headers: self.headers.clone(),
            cookies: self.cookies.clone(),
            body: self.body.clone(),
            content_type: self.content_type.clone(),
            offer: self.offer,
            key: self.key.clone(),
            #[cfg(feature = "keys")]
            durable: self.durable.clone(),
            boundary: self.boundary,
            timeout: self.timeout,
            attempt_timeout: self.attempt_timeout,
            deadline: self.deadline,
            policy: self.policy.clone(),
            change: self.change.clone(),
            problem: self.problem.clone(),
            anonymous: self.anonymous,
            for_token: self.for_token,
            needs: self.needs,
            accept: self.accept,
            streams: self.streams,
        }
    }

    /// Goes to that path and query in place of the operation's own.
    pub(crate) fn go_to(&mut self, target: &str) {
        self.target = Some(self.without_credentials(target));
    }

    /// A path and query without the credentials of this client. Servers copy the query of the request into the URLs that they
    /// write; each attempt brings its credential itself.
    pub(crate) fn without_credentials(&self, target: &str) -> String {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let credentials = &self.client.core().credentials;
        let is_credential = |name: &str| credentials.iter().any(|held| held.query() == Some(name));
        let mut target = path.to_owned();
        let mut sign = '?';
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            if !is_credential(name_of(pair)) {
                target.push(sign);
                target.push_str(pair);
                sign = '&';
            }
        }
        target
    }

    /// Sets a query parameter in place of what it was.
    pub(crate) fn set_query(&mut self, name: &str, value: &str) {
        let name = encode(name);
        let pairs = std::mem::take(&mut self.query);
        for pair in pairs.split('&').filter(|pair| !pair.is_empty()) {
            if name_of(pair) != name {
                if !self.query.is_empty() {
                    self.query.push('&');
                }
                self.query.push_str(pair);
            }
        }
        push_pair(&mut self.query, &name, &encode(value));
    }

    /// Sets a member of the JSON body in place of what it was. A body that was left out becomes an object.
    pub(crate) fn set_member(&mut self, at: &'static str, json: Vec<u8>) -> Result<(), BuildError> {
        if matches!(self.body, Content::None) {
            self.json(JSON, Ok(b"{}".to_vec()));
        }
        let body = self.body.json().unwrap_or_default();
        let written = member::write(body, at, json).ok_or(BuildError::PagePlace(at))?;
        self.body.set_json(written);
        Ok(())
    }

    /// What the request itself says at a place that a page is asked for.
    pub(crate) fn page_value(&self, place: PagePlace) -> Option<String> {
        match place {
            PagePlace::Query(name) => {
                let name = encode(name);
                let mut pairs = self.query.split('&');
                let pair = pairs.find(|pair| name_of(pair) == name)?;
                pair.split_once('=').map(|(_, value)| decode(value))
            }
            PagePlace::Body(at) => match lookup(self.body.json()?, at)? {
                BodyValue::Text(text) => Some(text.into_owned()),
                BodyValue::Number(number) => Some(number.to_string()),
            },
        }
    }
}

fn name_of(pair: &str) -> &str {
    pair.split('=').next().unwrap_or("")
}
