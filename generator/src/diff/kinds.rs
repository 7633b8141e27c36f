//! Kinds of changes: what each asks of callers of the generated crate. Nothing else says how bad a change is.

/// How bad a change is for who calls the generated crate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// Code that was written against the old client may not compile, or fails whatever it does.
    Major,
    /// Something is new; old code compiles and does what it did.
    Minor,
    /// Words.
    Patch,
    /// Old code compiles and does, or is told, something else.
    Behaviour,
}

impl Class {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 4] = [Self::Major, Self::Behaviour, Self::Minor, Self::Patch];

    /// The word of machine output.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Major => "major",
            Self::Minor => "minor",
            Self::Patch => "patch",
            Self::Behaviour => "behaviour",
        }
    }

    /// A heading above changes of the class.
    pub const fn heading(self) -> &'static str {
        match self {
            Self::Major => "Breaking (major)",
            Self::Minor => "New (minor)",
            Self::Patch => "Words (patch)",
            Self::Behaviour => "Compiles, and behaves differently",
        }
    }
}

macro_rules! kinds {
    ($($name:ident $word:literal $class:ident <-> $opposite:ident $consequence:literal)*) => {
        /// A kind of changes.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Kind {$(
            #[doc = $consequence]
            $name,
        )*}

        impl Kind {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// Its name in output.
            pub const fn word(self) -> &'static str {
                match self { $(Self::$name => $word,)* }
            }

            /// How bad it is.
            pub const fn class(self) -> Class {
                match self { $(Self::$name => Class::$class,)* }
            }

            /// The kind of the same change from the new document to the old one.
            pub const fn opposite(self) -> Self {
                match self { $(Self::$name => Self::$opposite,)* }
            }

            /// What it means for a caller, in Rust.
            pub const fn consequence(self) -> &'static str {
                match self { $(Self::$name => $consequence,)* }
            }
        }
    };
}

kinds! {
    // The crate.
    ClientAdded "client-added" Minor <-> ClientRemoved "There is a crate more."
    ClientRemoved "client-removed" Major <-> ClientAdded "The crate is no longer made."
    CrateRenamed "crate-renamed" Major <-> CrateRenamed "Every path begins with another name."
    FormChanged "form-changed" Major <-> FormChanged "A crate becomes a module of its user's crate, or the other way round: paths and `#[non_exhaustive]` differ."
    ErrorsOpened "errors-opened" Major <-> ErrorsClosed "Error enums are `#[non_exhaustive]`: a `match` without an arm `_` does not compile."
    ErrorsClosed "errors-closed" Minor <-> ErrorsOpened "Error enums can be matched without an arm `_`."
    ServerAdded "server-added" Minor <-> ServerRemoved "`Server` has a variant more."
    ServerRemoved "server-removed" Major <-> ServerAdded "The variant of `Server` is gone."
    BaseUrlChanged "base-url-changed" Behaviour <-> BaseUrlChanged "Calls of a client that is given no base URL go to another address."
    VariableAdded "server-variable-added" Minor <-> VariableRemoved "The builder has a method more."
    VariableRemoved "server-variable-removed" Major <-> VariableAdded "The method of the builder is gone."
    SchemeAdded "credential-added" Minor <-> SchemeRemoved "The builder has a method more."
    SchemeRemoved "credential-removed" Major <-> SchemeAdded "The method of the builder is gone."
    CredentialChanged "credential-changed" Major <-> CredentialChanged "The method of the builder takes other values."
    CredentialSent "credential-sent-differently" Behaviour <-> CredentialSent "The credential travels in another place, or is had anew in other cases."
    GroupAdded "group-added" Minor <-> GroupRemoved "The client has a method more that leads to operations."
    GroupRemoved "group-removed" Major <-> GroupAdded "The method of the client that led to operations is gone."
    FeatureNeeded "feature-needed" Major <-> FeatureGone "It stands behind a feature of the crate: that of a group is on by default, `webhooks` is not."
    FeatureGone "feature-gone" Major <-> FeatureNeeded "The crate has no such feature any more: a manifest that names it is refused."
    // What any thing can undergo.
    Renamed "renamed" Major <-> Renamed "The old name is gone, or stands for something else."
    Deprecated "deprecated" Minor <-> DeprecatedNoMore "Who names it is warned."
    DeprecatedNoMore "deprecated-no-more" Patch <-> Deprecated "Who names it is warned no longer."
    TypeChanged "type-changed" Major <-> TypeChanged "The value has another type."
    WireChanged "wire-name-changed" Behaviour <-> WireChanged "The same Rust name stands for another word on the wire."
    DefaultChanged "default-changed" Behaviour <-> DefaultChanged "The server takes another value where the caller gives none."
    LimitsChanged "limits-changed" Behaviour <-> LimitsChanged "The server takes other values; the client sends what it is given."
    DocsChanged "documentation-changed" Patch <-> DocsChanged "The documentation says it in other words."
    // Operations.
    OperationAdded "operation-added" Minor <-> OperationRemoved "There is a method more."
    OperationRemoved "operation-removed" Major <-> OperationAdded "The method is gone, with its error enum."
    RouteChanged "route-changed" Behaviour <-> RouteChanged "The same call sends another request line, or goes to another server."
    ArgumentAdded "argument-added" Major <-> ArgumentRemoved "The method takes one argument more."
    ArgumentRemoved "argument-removed" Major <-> ArgumentAdded "The method takes one argument less."
    ArgumentRenamed "argument-renamed" Patch <-> ArgumentRenamed "The argument has another name, which callers do not write."
    ArgumentsReordered "arguments-reordered" Major <-> ArgumentsReordered "Arguments change places: where their types are equal, old code compiles and gives the wrong values."
    ParameterAdded "parameter-added" Minor <-> ParameterRemoved "There is a setter more; the first one changes the type of the call."
    ParameterRemoved "parameter-removed" Major <-> ParameterAdded "The setter is gone."
    ParameterBecomesRequired "parameter-becomes-required" Major <-> ParameterBecomesOptional "The setter becomes an argument."
    ParameterBecomesOptional "parameter-becomes-optional" Major <-> ParameterBecomesRequired "The argument becomes a setter."
    EncodingChanged "encoding-changed" Behaviour <-> EncodingChanged "The same value is written differently, or in another place."
    BodyAdded "body-added" Major <-> BodyRemoved "The method takes one argument more."
    BodyRemoved "body-removed" Major <-> BodyAdded "The method takes one argument less."
    OptionalBodyAdded "optional-body-added" Minor <-> OptionalBodyRemoved "The call has `body`, and another type."
    OptionalBodyRemoved "optional-body-removed" Major <-> OptionalBodyAdded "The call has no `body` any more."
    BodyBecomesRequired "body-becomes-required" Major <-> BodyBecomesOptional "The body becomes an argument."
    BodyBecomesOptional "body-becomes-optional" Major <-> BodyBecomesRequired "The body is no argument any more."
    ResultChanged "result-changed" Major <-> ResultChanged "The call returns another type."
    SuccessesChanged "successes-changed" Behaviour <-> SuccessesChanged "Other answers are successes, or a success says something else by its status."
    ResultCaseAdded "result-case-added" Minor <-> ResultCaseRemoved "The enum of successes has a variant more."
    ResultCaseRemoved "result-case-removed" Major <-> ResultCaseAdded "The variant of the enum of successes is gone."
    StreamAdded "stream-added" Minor <-> StreamRemoved "There is a method more, which reads a stream."
    StreamRemoved "stream-removed" Major <-> StreamAdded "The method that reads a stream is gone."
    HeaderAdded "header-added" Minor <-> HeaderRemoved "The struct of headers has a field more."
    HeaderRemoved "header-removed" Major <-> HeaderAdded "The field of the struct of headers is gone."
    PagesAdded "pages-added" Minor <-> PagesRemoved "The call has `pages()`, or `items()`."
    PagesRemoved "pages-removed" Major <-> PagesAdded "`pages()` or `items()` of the call is gone, or fails."
    PagesChanged "pages-changed" Behaviour <-> PagesChanged "Pages are asked for in another way, or begin and end elsewhere."
    KeyAdded "key-added" Behaviour <-> KeyRemoved "Calls send an idempotency key, which makes repeats harmless."
    KeyRemoved "key-removed" Behaviour <-> KeyAdded "Calls send no idempotency key: what was repeated may no longer be."
    KeyRequired "key-required" Major <-> KeyNotRequired "Code compiles, and each call without a key of its own fails before it is sent."
    KeyNotRequired "key-not-required" Minor <-> KeyRequired "Calls without a key of their own succeed."
    KeyChanged "key-changed" Behaviour <-> KeyChanged "Keys travel elsewhere, look different, or other answers are about them."
    SecurityAdded "security-added" Minor <-> SecurityRemoved "Calls take another credential, too."
    SecurityRemoved "security-removed" Major <-> SecurityAdded "Code compiles, and calls of a client that has this credential alone fail."
    ScopesChanged "scopes-changed" Behaviour <-> ScopesChanged "A token needs other scopes."
    KeyClassChanged "key-class-changed" Behaviour <-> KeyClassChanged "The operation takes API keys of another class."
    // Codes.
    CodeAdded "code-added" Minor <-> CodeRemoved "The error enum has a variant more; the arm `_` took it before."
    CodeRemoved "code-removed" Major <-> CodeAdded "The variant of the error enum is gone."
    ClosedCodeAdded "code-added-to-closed" Major <-> ClosedCodeRemoved "The error enum has a variant more, and each `match` has to handle it."
    ClosedCodeRemoved "code-removed-from-closed" Major <-> ClosedCodeAdded "The variant of the error enum is gone."
    CodeMoved "code-moved" Major <-> CodeMoved "The variant is gone from the enum of one operation and stands in that of another."
    ErrorsPart "errors-part" Major <-> ErrorsJoin "Operations had one error enum and have several: who hands the error of one to code for another breaks."
    ErrorsJoin "errors-join" Minor <-> ErrorsPart "Operations have one error enum."
    VerdictChanged "verdict-changed" Behaviour <-> VerdictChanged "The runtime repeats calls after this error in other cases."
    CodeRetryChanged "code-retry-changed" Behaviour <-> CodeRetryChanged "The document says something else about a repeat after the code."
    EffectChanged "effect-changed" Behaviour <-> EffectChanged "`effect()` of the error says something else about what the server has done."
    ActionChanged "action-changed" Behaviour <-> ActionChanged "`action()` of the error says something else about what to do next."
    CategoryChanged "category-changed" Behaviour <-> CategoryChanged "`category()` of the error says something else."
    CodeStatusChanged "code-status-changed" Behaviour <-> CodeStatusChanged "The variant stands for answers of other statuses, spellings or headers."
    SensitiveChanged "sensitive-changed" Behaviour <-> SensitiveChanged "The message of the error is hidden, or no longer."
    SurenessChanged "sureness-changed" Behaviour <-> SurenessChanged "What the document says of the code counts for repeats, or no longer does."
    EntryAdded "code-facts-added" Minor <-> EntryRemoved "`errors` has an item more."
    EntryRemoved "code-facts-removed" Major <-> EntryAdded "The item of `errors` is gone."
    DetailAdded "detail-added" Minor <-> DetailRemoved "The details of the code have a field more."
    DetailRemoved "detail-removed" Major <-> DetailAdded "The field of the code's details is gone."
    ExistingAdded "existing-added" Minor <-> ExistingRemoved "The call has `create_or_get()`."
    ExistingRemoved "existing-removed" Major <-> ExistingAdded "`create_or_get()` of the call is gone."
    ExistingChanged "existing-changed" Behaviour <-> ExistingChanged "`create_or_get()` reads with another operation."
    // What the runtime is told.
    EnvelopeChanged "envelope-changed" Behaviour <-> EnvelopeChanged "Code, message or details of an error are read from another place of the body."
    RetryChanged "retry-changed" Behaviour <-> RetryChanged "Calls are repeated more or less often, or after other answers."
    WaitsChanged "waits-changed" Behaviour <-> WaitsChanged "Waits before a repeat are longer or shorter."
    HintsChanged "hints-changed" Behaviour <-> HintsChanged "Waits that a server asks for are read or obeyed differently."
    RateLimitChanged "rate-limit-changed" Behaviour <-> RateLimitChanged "`rate_limit()` reads other headers or members."
    SupportChanged "support-changed" Behaviour <-> SupportChanged "`support()` of the error names another place to ask."
    // Types.
    TypeAdded "type-added" Minor <-> TypeRemoved "There is a type more."
    TypeRemoved "type-removed" Major <-> TypeAdded "The type is gone."
    ShapeChanged "shape-changed" Major <-> ShapeChanged "The name stands for another kind of type."
    TypesPart "types-part" Major <-> TypesJoin "Names of one type stand for several: who hands a value over from one to another breaks, unless `.into()` stands there."
    TypesJoin "types-join" Minor <-> TypesPart "Names of several types stand for one."
    ConversionAdded "conversion-added" Minor <-> ConversionRemoved "What was read converts into what is sent."
    ConversionRemoved "conversion-removed" Major <-> ConversionAdded "What was read does not convert into what is sent any more."
    MemberAdded "member-added" Minor <-> MemberRemoved "The struct has a field more."
    MemberRemoved "member-removed" Major <-> MemberAdded "The field is gone."
    OptionalMemberAdded "optional-member-added" Minor <-> OptionalMemberRemoved "There is a setter more."
    OptionalMemberRemoved "optional-member-removed" Major <-> OptionalMemberAdded "The field is gone, and its setter."
    RequiredMemberAdded "required-member-added" Major <-> RequiredMemberRemoved "`new` takes one argument more."
    RequiredMemberRemoved "required-member-removed" Major <-> RequiredMemberAdded "`new` takes one argument less, and the field is gone."
    MemberBecomesOptional "member-becomes-optional" Major <-> MemberBecomesRequired "`T` becomes `Option<T>`; where it is sent, `new` takes one argument less."
    MemberBecomesRequired "member-becomes-required" Major <-> MemberBecomesOptional "`Option<T>` becomes `T`; where it is sent, `new` takes one argument more."
    MemberMayBeNull "member-may-be-null" Minor <-> MemberMayNotBeNull "The setter takes `None`, too, which sends `null`."
    MemberMayNotBeNull "member-may-not-be-null" Major <-> MemberMayBeNull "The setter takes no `None` any more."
    ValueAdded "value-added" Minor <-> ValueRemoved "The enum has a variant more; the arm `_` took it before."
    ValueRemoved "value-removed" Major <-> ValueAdded "The variant is gone."
    BranchAdded "branch-added" Minor <-> BranchRemoved "The enum has a variant more; the arm `_` took it before."
    BranchRemoved "branch-removed" Major <-> BranchAdded "The variant is gone."
    // Webhooks.
    WebhookAdded "webhook-added" Minor <-> WebhookRemoved "`webhooks` has a function more."
    WebhookRemoved "webhook-removed" Major <-> WebhookAdded "The function of `webhooks` is gone."
    DeliveriesChanged "deliveries-changed" Behaviour <-> DeliveriesChanged "Deliveries are signed or repeated differently."
}

impl Kind {
    /// Whether equal changes of many things are shown as one: facts that most documents state once for all operations.
    pub(super) const fn is_gathered(self) -> bool {
        matches!(
            self,
            Self::VerdictChanged
                | Self::RetryChanged
                | Self::WaitsChanged
                | Self::HintsChanged
                | Self::EnvelopeChanged
                | Self::RateLimitChanged
                | Self::SupportChanged
                | Self::KeyAdded
                | Self::KeyRemoved
                | Self::KeyChanged
                | Self::SecurityAdded
                | Self::SecurityRemoved
                | Self::ScopesChanged
                | Self::DocsChanged
                | Self::RouteChanged
        )
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_way_back_leads_back() {
        for kind in Kind::ALL {
            assert_eq!(kind.opposite().opposite(), *kind, "{}", kind.word());
        }
        let words: BTreeSet<&str> = Kind::ALL.iter().map(|kind| kind.word()).collect();
        assert_eq!(words.len(), Kind::ALL.len());
    }

    #[test]
    fn what_goes_breaks() {
        let went = Kind::ALL
            .iter()
            .filter(|it| it.word().ends_with("-removed"));
        for kind in went.filter(|it| **it != Kind::KeyRemoved) {
            assert_eq!(kind.class(), Class::Major, "{}", kind.word());
        }
    }
}
