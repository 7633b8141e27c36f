//! What pages call the columns of their tables and the words before colons.

use super::words::plain;

/// What a column, or the word before a colon, says of an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// The code, called by a word that means nothing else.
    Code,
    /// The code, if other things say so too: `Name`, `Type`, `Reason`.
    Named,
    Status,
    Meaning,
    Cause,
    Action,
    Retry,
    Category,
    Operations,
}

/// The role of the words of a heading.
pub(super) fn role(text: &str) -> Option<Role> {
    let text = plain(text);
    Some(match &*text {
        "code" | "error code" | "errorcode" | "error codes" | "codes" | "error"
        | "api error code" | "machine code" | "error key" | "error identifier" | "error id"
        | "errors" | "code value" | "error code string" | "string code" | "app code"
        | "application code" | "internal code" | "error constant" | "sub code" | "subcode"
        | "decline code" | "result code" | "reason code" | "error slug" | "code string"
        | "error name" | "exception" | "fault code" | "code name" | "error code name"
        | "problem type" | "error type uri" => Role::Code,
        "name" | "key" | "slug" | "reason" | "identifier" | "id" | "value" | "constant"
        | "error type" | "type" | "title" | "error reason" | "type uri" | "uri" | "problem"
        | "enum" | "label" => Role::Named,
        "http"
        | "http status"
        | "status"
        | "http code"
        | "status code"
        | "http status code"
        | "response code"
        | "http response code"
        | "response status"
        | "http response"
        | "http statuses"
        | "statuses"
        | "status codes"
        | "http status codes"
        | "http error code"
        | "http error"
        | "http response status"
        | "http status code s"
        | "response status code"
        | "httpstatus"
        | "statuscode"
        | "httpcode"
        | "httpstatuscode" => Role::Status,
        "description" | "meaning" | "message" | "explanation" | "summary" | "what it means"
        | "error message" | "definition" | "text" | "details" | "detail" | "default message"
        | "error description" | "error text" | "typical message" | "example message" | "issue" => {
            Role::Meaning
        }
        "cause" | "typical cause" | "when" | "scenario" | "condition" | "common cause"
        | "common causes" | "causes" | "possible cause" | "possible causes" | "why"
        | "when it occurs" | "when it happens" | "likely cause" | "typical causes" | "trigger"
        | "occurs when" | "returned when" | "note" | "notes" | "usage" | "common reasons" => {
            Role::Cause
        }
        "action"
        | "action required"
        | "solution"
        | "resolution"
        | "how to fix"
        | "fix"
        | "what to do"
        | "recommended action"
        | "suggested action"
        | "remedy"
        | "next steps"
        | "handling"
        | "recommendation"
        | "mitigation"
        | "possible solution"
        | "troubleshooting"
        | "remediation"
        | "how to handle"
        | "how to resolve"
        | "suggested fix"
        | "solutions"
        | "resolution steps"
        | "client action"
        | "recommended handling"
        | "what you should do"
        | "how to fix it"
        | "next step"
        | "actions"
        | "possible solutions"
        | "response"
        | "advice"
        | "how to respond"
        | "recovery"
        | "suggestion"
        | "suggested resolution"
        | "hint" => Role::Action,
        "retry" | "retryable" | "retriable" | "should retry" | "can retry" | "is retryable"
        | "transient" | "safe to retry" | "retry safe" | "should i retry" | "retry policy"
        | "retries" | "can be retried" | "retry strategy" | "retry behavior"
        | "retry behaviour" => Role::Retry,
        "category" | "class" | "group" | "error category" | "error class" => Role::Category,
        "source operations" | "operations" | "endpoints" => Role::Operations,
        // `Typical codes`, `Possible error code`: no other codes stand beside statuses and meanings.
        _ if text.ends_with("error code") || text.ends_with("error codes") => Role::Code,
        "typical codes" | "example codes" | "possible codes" | "common codes" => Role::Code,
        _ if text.starts_with("http status") && text.len() < 30 => Role::Status,
        _ if text.contains("retry") && text.len() < 25 => Role::Retry,
        _ => return None,
    })
}
