//! Which credentials a client has, and where and with which calls they go.

use super::ClientBuilder;
use crate::call::credential::{ClientAuthentication, Credential, Need, Scheme};

impl ClientBuilder {
    /// The credential of a security scheme; the last one given counts.
    #[must_use]
    pub fn credential(mut self, scheme: &'static Scheme, credential: Credential) -> Self {
        self.credentials
            .retain(|(other, _)| other.name != scheme.name);
        self.credentials.push((scheme, credential));
        self
    }

    /// A credential that the document does not declare; the last one of a scheme counts. Calls carry it for which the client
    /// has none that the document declares.
    ///
    /// ```
    /// # use faultcode_runtime::{Api, Client, Credential, Scheme, SchemeKind};
    /// # static API: Api = Api::DEFAULT;
    /// static KEY: Scheme = Scheme::new("key", SchemeKind::Header("X-Api-Key"));
    ///
    /// let client = Client::builder(&API)
    ///     .base_url("https://shop.example")
    ///     .undeclared_credential(&KEY, Credential::secret("k1"))
    ///     .build()?;
    /// # Ok::<(), faultcode_runtime::BuildProblem>(())
    /// ```
    #[must_use]
    pub fn undeclared_credential(
        mut self,
        scheme: &'static Scheme,
        credential: Credential,
    ) -> Self {
        self.undeclared.retain(|it| it.scheme.name != scheme.name);
        self.undeclared.push(Need {
            scheme,
            scopes: &[],
        });
        self.credential(scheme, credential)
    }

    /// Sends calls without a credential that the document asks for and the client does not have, in place of refusing them:
    /// for servers that do not check. Of several credentials that belong together those are sent that are there.
    #[must_use]
    pub fn credentials_optional(mut self) -> Self {
        self.credentials_optional = true;
        self
    }

    /// How the id and the secret of client credentials are shown at the token endpoint (RFC 6749 section 2.3.1), in place of
    /// what the document shows. Default where it shows nothing: [`ClientAuthentication::Either`].
    #[must_use]
    pub fn client_authentication(mut self, authentication: ClientAuthentication) -> Self {
        self.client_authentication = Some(authentication);
        self
    }

    /// The scopes that tokens are asked for with client credentials, in place of all that the document lists: a server may
    /// refuse to grant any if a client asks for one that it may not have. A call that needs another one is not sent.
    #[must_use]
    pub fn client_scopes(mut self, scopes: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.client_scopes = Some(scopes.into_iter().map(Into::into).collect());
        self
    }

    /// Another origin that credentials may go to, such as `https://uploads.shop.example`: that of a server which the document
    /// gives to single operations. Without it, calls of those that need a credential are refused.
    #[must_use]
    pub fn allow_origin(mut self, origin: impl Into<String>) -> Self {
        self.credential_origins.push(origin.into());
        self
    }
}
